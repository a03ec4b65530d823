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

interface Forgotten {
  readonly forget: Forget;
  /** Whether anything is due, so many days after it was over: nearly always nothing is, and no transaction is begun. */
  readonly due: string;
}

const FORGOTTEN: Readonly<Record<keyof Configuration['keepDays'], Forgotten>> = {
  sessions: {
    forget: forgetSessions,
    due: `select from sessions where least(expires_at, ended_at) < now() - make_interval(days => $1)
      and $2::timestamptz is not null limit 1`,
  },
  receipts: {
    forget: forgetReceipts,
    due: `select from member_units where receipt_hash is not null and status <> 'APPLIED'
      and updated_at < $2::timestamptz - make_interval(days => $1) limit 1`,
  },
  contacts: {
    forget: forgetContacts,
    due: `select from member_units unit where (status = 'DECLINED' and updated_at < $2::timestamptz - make_interval(days => $1)
        or status = 'LEFT' and left_on < ($2::timestamptz - make_interval(days => $1))::date)
      and exists (select from unit_contacts contact where contact.alliance_id = unit.alliance_id and contact.unit_id = unit.id)
      limit 1`,
  },
};

/**
 * Deletes what may be forgotten when its term is over (docs/security.md): for each alliance that something was deleted
 * of, the audit log says what, how much, and after how many days; not of whom.
 */
export function forgetTask(keepDays: Configuration['keepDays']): TimedTask {
  return {
    name: 'forget',
    async run({ writer, database, now }) {
      for (const what of Object.keys(FORGOTTEN) as (keyof typeof FORGOTTEN)[]) {
        const days = keepDays[what];
        if (days === null) continue;
        const { due, forget } = FORGOTTEN[what];
        if ((await database.query(due, [days, now])).rowCount === 0) continue;
        await writer.perform(
          { viewer: anonymous, origin: timedOrigin(), repeatable: null, login: 'identity' },
          async (tx) => {
            const forgotten = await forget(tx.manager, new Date(tx.now.getTime() - days * DAY_MS), days);
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
