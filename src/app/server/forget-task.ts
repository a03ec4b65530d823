import type { EntityManager } from 'typeorm';
import { forgetContacts, forgetReceipts } from '../../modules/alliance';
import { anonymous } from '../../platform/access/viewer';
import type { Configuration } from '../../platform/config';
import { forgetSessions } from '../../platform/identity';
import { timedOrigin, type TimedTask } from '../../platform/timed-work';
import { NO_PAYLOAD } from '../../platform/writes/writer';

const DAY_MS = 86_400_000;

/** Deletes what was over before a moment, so many days ago. Answers the alliance of each thing that it deleted; null for what is of none. */
export type Forget = (
  manager: EntityManager,
  before: Date,
  days: number,
) => Promise<readonly { readonly allianceId: string | null }[]>;

const FORGOTTEN: Readonly<Record<keyof Configuration['keepDays'], Forget>> = {
  sessions: forgetSessions,
  receipts: forgetReceipts,
  contacts: forgetContacts,
};

/**
 * Deletes what may be forgotten when its term is over (docs/security.md): for each alliance that something was deleted
 * of, the audit log says what, how much, and after how many days; not of whom.
 */
export function forgetTask(keepDays: Configuration['keepDays']): TimedTask {
  return {
    name: 'forget',
    async run({ writer }) {
      for (const what of Object.keys(FORGOTTEN) as (keyof typeof FORGOTTEN)[]) {
        const days = keepDays[what];
        if (days === null) continue;
        await writer.perform(
          { viewer: anonymous, origin: timedOrigin(), repeatable: null, login: 'identity' },
          async (tx) => {
            const forgotten = await FORGOTTEN[what](tx.manager, new Date(tx.now.getTime() - days * DAY_MS), days);
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
