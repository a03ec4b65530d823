import type { Pool } from 'pg';
import { contacts, receipts } from '../../modules/alliance';
import { anonymous } from '../../platform/access/viewer';
import type { Configuration } from '../../platform/config';
import { invitations, sessions } from '../../platform/identity';
import { notifications } from '../../platform/notifications';
import { timedOrigin, type TimedTask } from '../../platform/timed-work';
import type { Forgettable } from '../../platform/writes/forgettable';
import { NO_PAYLOAD } from '../../platform/writes/writer';

const DAY_MS = 86_400_000;

const FORGETTABLE: Readonly<Record<keyof Configuration['keepDays'], Forgettable>> = {
  sessions,
  receipts,
  contacts,
  invitations,
  notifications,
};

/**
 * Deletes what may be forgotten when its term is over (docs/security.md): for each alliance that something was deleted
 * of, the audit log says what, how much, and after how many days; not of whom.
 * @param identity connections with identity's login, which alone sees the addresses that invitations went to
 */
export function forgetTask(keepDays: Configuration['keepDays'], identity: Pool): TimedTask {
  return {
    name: 'forget',
    async run({ writer, now }) {
      for (const what of Object.keys(FORGETTABLE) as (keyof typeof FORGETTABLE)[]) {
        const days = keepDays[what];
        if (days === null) continue;
        const { due, forget } = FORGETTABLE[what];
        const before = new Date(now.getTime() - days * DAY_MS);
        if (!(await due(identity, before, days))) continue;
        await writer.perform(
          { viewer: anonymous, origin: timedOrigin(), repeatable: null, login: 'identity' },
          async (tx) => {
            const forgotten = await forget(tx.manager, before, days);
            for (const allianceId of new Set(forgotten.map((each) => each.allianceId))) {
              const count = forgotten.filter((each) => each.allianceId === allianceId).length;
              tx.audit({ allianceId, action: 'forget', subject: null, details: { what, count, days } });
            }
            return {};
          },
          {},
          NO_PAYLOAD,
        );
      }
    },
  };
}
