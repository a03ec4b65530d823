import { Pool } from 'pg';
import { checkAudit } from '../../../src/app/server/audit-check';
import type { SignedCheckpoint } from '../../../src/platform/audit/checkpoint.rules';
import { readCheckpoint } from '../../../src/platform/audit/checkpoint.rules';
import { Sealer } from '../../../src/platform/sealing';
import { AUTH_SECRET, SEAL_KEY } from '../keys';
import type { TestServer } from '../server';

/** Seals all that was written so far, together with the server's own work. */
export async function sealAll({ running }: TestServer): Promise<SignedCheckpoint> {
  const { auditLog, connections } = running;
  const unsealed = async (): Promise<boolean> => {
    const [row] = await connections.writes.query<{ left: boolean }[]>(
      'select exists (select from audit_entries e where not exists (select from audit_seals s where s.entry_id = e.id)) as left',
    );
    return row?.left === true;
  };
  while (await unsealed()) await auditLog.seal();
  const checkpoint = readCheckpoint((await auditLog.checkpoint()) ?? '');
  if (checkpoint === null) throw new Error('nothing was signed');
  return checkpoint;
}

/** What a check finds after these alterations, made with the owner's login and taken back afterwards: keys without `audit.problem`. */
export async function foundAfter(
  ownerUrl: string,
  alterations: readonly (readonly [statement: string, values?: unknown[]])[],
  kept: readonly SignedCheckpoint[] = [],
): Promise<string[]> {
  const pool = new Pool({ connectionString: ownerUrl, options: '-c TimeZone=UTC', max: 1 });
  const client = await pool.connect();
  try {
    await client.query('begin');
    for (const [statement, values] of alterations) await client.query(statement, values);
    const sealer = new Sealer({ authSecret: AUTH_SECRET, sealKey: SEAL_KEY });
    const { problems } = await checkAudit(client, await sealer.keys(client), kept);
    return problems.map(({ key }) => key.slice('audit.problem.'.length));
  } finally {
    await client.query('rollback').catch(() => undefined);
    client.release(true);
    await pool.end();
  }
}
