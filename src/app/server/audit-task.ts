import type { Pool, PoolClient } from 'pg';
import { anonymous } from '../../platform/access/viewer';
import type { AuditReport } from '../../platform/audit';
import type { Pulse } from '../../platform/database/pulse';
import type { Logger } from '../../platform/observability/logger';
import { isSealOf, type PublicKey, type Sealer } from '../../platform/sealing';
import { timedOrigin, type TimedTask } from '../../platform/timed-work';
import { NO_PAYLOAD } from '../../platform/writes/writer';
import { alarmAdministrators } from './audit-alarm';
import { checkAudit } from './audit-check';

const DAY_MS = 86_400_000;
const LOCK = 4_857_303;
/** Checks that are looked at: whoever can insert rows by SQL cannot seal them, and so puts off no check. */
const MOST_READ = 100;

interface Check {
  readonly at: Date;
  readonly entries: number;
  readonly problems: number;
}

/**
 * Checks the audit log once a day, however many servers there are, and raises an alarm: an event of the log (`audit.failed`), an
 * entry of the audit log itself, and a notification and a letter to each administrator.
 */
export function auditTask(sealer: Sealer, pulse: Pulse, log: Logger): TimedTask {
  return {
    name: 'audit',
    async run({ writer, database, now }) {
      const report = await checkWhenDue(database, sealer, pulse, now);
      if (report === null) return;
      const { entries, problems, problemCount } = report;
      if (problemCount === 0) return log.info({ event: 'audit.checked', entries }, 'the audit log holds');
      log.error({ event: 'audit.failed', entries, problems, problemCount }, 'THE AUDIT LOG DOES NOT HOLD');
      await writer.perform(
        { viewer: anonymous, origin: timedOrigin(), repeatable: null },
        async (tx) => {
          const found = problems.map(({ key, parameters }) => ({ key, ...parameters }));
          tx.audit({ allianceId: null, action: 'checkAudit', subject: null, details: { problemCount, found } });
          await alarmAdministrators(tx, report);
          return {};
        },
        {},
        NO_PAYLOAD,
      );
    },
  };
}

/** Null when another server is at it, or when the last day has a check already. */
async function checkWhenDue(database: Pool, sealer: Sealer, pulse: Pulse, now: Date): Promise<AuditReport | null> {
  const client = await database.connect();
  try {
    await client.query('begin isolation level repeatable read');
    const { rows } = await client.query<{ got: boolean }>('select pg_try_advisory_xact_lock($1) as got', [LOCK]);
    const keys = await sealer.keys(client);
    const isDue = rows[0]?.got === true && !(await isChecked(client, keys, now));
    const report = isDue ? await pulse.unhurried(client, () => checkAudit(client, keys)) : null;
    if (report !== null)
      await record(client, sealer, { at: now, entries: report.entries, problems: report.problemCount });
    await client.query('commit');
    return report;
  } catch (error) {
    await client.query('rollback').catch(() => undefined);
    throw error;
  } finally {
    client.release();
  }
}

async function isChecked(client: PoolClient, keys: readonly PublicKey[], now: Date): Promise<boolean> {
  const { rows } = await client.query<{
    at: Date;
    entries: string;
    problems: number;
    keyId: string;
    signature: string;
  }>(
    `select at, entries, problems, key_id as "keyId", seal as signature
     from audit_checks
     where at > $1 and at <= $2
     order by at desc
     limit ${MOST_READ}`,
    [new Date(now.getTime() - DAY_MS), now],
  );
  return rows.some(({ keyId, signature, ...check }) => {
    const key = keys.find(({ kid }) => kid === keyId);
    return (
      key !== undefined && isSealOf(sealedText({ ...check, entries: Number(check.entries) }), { keyId, signature }, key)
    );
  });
}

async function record(client: PoolClient, sealer: Sealer, check: Check): Promise<void> {
  const { keyId, signature } = sealer.seal(sealedText(check));
  await client.query('insert into audit_checks (at, entries, problems, seal, key_id) values ($1, $2, $3, $4, $5)', [
    check.at,
    check.entries,
    check.problems,
    signature,
    keyId,
  ]);
}

function sealedText({ at, entries, problems }: Check): string {
  return `gongjian audit check ${at.toISOString()} ${entries} ${problems}`;
}
