import { historiesBehindLog } from '../../modules/agreements';
import { checkAuditLog, type AuditProblem, type AuditReport } from '../../platform/audit';
import type { SignedCheckpoint } from '../../platform/audit/checkpoint.rules';
import type { Queryable } from '../../platform/reads/statement';
import type { PublicKey } from '../../platform/sealing';

/** Checks the audit log, and what else it speaks of, in one state of the database. */
export async function checkAudit(
  client: Queryable,
  keys: readonly PublicKey[],
  kept: readonly SignedCheckpoint[] = [],
): Promise<AuditReport> {
  // however many entries there are; each statement but the last few reads a thousand
  await client.query('set local statement_timeout = 0');
  const report = await checkAuditLog({ client, keys, kept });
  const behind = (await historiesBehindLog(client)).map(({ id, logged, found }): AuditProblem => ({
    key: found === null ? 'audit.problem.agreementGone' : 'audit.problem.agreement',
    parameters: { id, logged, found },
  }));
  return {
    ...report,
    problems: [...report.problems, ...behind],
    problemCount: report.problemCount + behind.length,
  };
}
