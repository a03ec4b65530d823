import 'reflect-metadata';
import { Pool } from 'pg';
import { keysSchema, shown } from '../../modules/agreements/shared/verification';
import type { AuditProblem, AuditReport } from '../../platform/audit';
import { type Configuration, loadConfiguration, StartupError } from '../../platform/config';
import { openOwned } from '../../platform/database/cluster';
import type { KeysUnder } from '../../platform/i18n/messages';
import { createLogger } from '../../platform/observability/logger';
import { Sealer, type PublicKey } from '../../platform/sealing';
import type { SignedCheckpoint } from '../../platform/audit/checkpoint.rules';
import { checkAudit } from '../server/audit-check';
import {
  argumentsOf,
  checked,
  checkLine,
  contentOf,
  localeOf,
  nothingChecked,
  parsed,
  sayIn,
  Unusable,
  type Checked,
  type Say,
} from './checking';
import { checkpointOf } from './verify-checkpoint';

/** What is checked, and the problems that make it fail. */
const CHECKS: Readonly<Record<KeysUnder<'audit.check'>, readonly KeysUnder<'audit.problem'>[]>> = {
  chains: ['sequence', 'missing', 'altered'],
  writer: ['stranger'],
  moments: ['backdated', 'postdated', 'sealedEarlier'],
  tree: ['gap', 'unsigned', 'root', 'nodes'],
  head: ['cut', 'headUnsigned', 'unsealed'],
  agreements: ['agreement', 'agreementGone'],
  kept: ['keptUnsigned', 'keptDiffers', 'setBack'],
};

/**
 * `npx gongjian verify-audit`: checks the audit log of the database at DATABASE_URL, and whether it continues checkpoints that
 * were kept elsewhere. Exits as `verify` does.
 */
export async function verifyAudit(args: readonly string[], environment: NodeJS.ProcessEnv): Promise<Checked> {
  let say = sayIn(localeOf(environment));
  try {
    const { values, language } = argumentsOf('verify-audit', args, {
      options: { checkpoint: { type: 'string', multiple: true }, keys: { type: 'string' } },
      files: 0,
      usage: 'audit.usage',
      say,
    });
    if (language !== undefined) say = sayIn(language);
    const { checkpoint: files = [], keys: keysFile } = values;
    const kept = files.map((file) => checkpointOf(contentOf(file, say), file, say));
    const keys = keysFile === undefined ? null : parsed(keysSchema, keysFile, 'evidence.noKeys', say).keys;
    const report = await reportOf(environment, keys, kept, say);
    const { problemCount } = report;
    return checked(problemCount, [
      ...summaryLines(report, say),
      '',
      ...checkLines(report, kept.length, say),
      '',
      problemCount === 0 ? say('audit.holds') : say('audit.holdsNot', { count: problemCount }),
    ]);
  } catch (error) {
    return nothingChecked(error);
  }
}

/** Nothing of the database is changed, and no login is made: whoever looks may have only one of the installation's keys. */
async function openReadable(configuration: Configuration): Promise<{ url: string; stop(): Promise<void> }> {
  const { databaseUrl, databaseServerUrl } = configuration;
  if (databaseUrl === null && databaseServerUrl !== null)
    return { url: databaseServerUrl, stop: async () => undefined };
  const { ownerUrl, stop } = await openOwned(configuration, createLogger('silent'), { shared: true });
  return { url: ownerUrl, stop };
}

async function reportOf(
  environment: NodeJS.ProcessEnv,
  keys: readonly PublicKey[] | null,
  kept: readonly SignedCheckpoint[],
  say: Say,
): Promise<AuditReport> {
  try {
    const configuration = loadConfiguration(environment);
    const database = await openReadable(configuration);
    const pool = new Pool({ connectionString: database.url, max: 1 });
    try {
      const client = await pool.connect();
      try {
        await client.query("begin isolation level repeatable read read only; set local TimeZone to 'UTC'");
        return await checkAudit(client, keys ?? (await new Sealer(configuration).keys(client)), kept);
      } finally {
        client.release(true);
      }
    } finally {
      await pool.end();
      await database.stop();
    }
  } catch (error) {
    // a configuration or a database that cannot be used is nothing to check; a fault of our own is one
    const { code } = error as { readonly code?: string };
    if (error instanceof StartupError || code !== undefined)
      throw new Unusable(say('audit.noDatabase', { reason: (error as Error).message }));
    throw error;
  }
}

function summaryLines({ origin, entries, root, otherMoments }: AuditReport, say: Say): string[] {
  return [
    shown(say('audit.head', { origin: origin ?? '—', size: entries, root: root.toString('base64') })),
    ...(otherMoments === 0 ? [] : [say('audit.otherMoments', { count: otherMoments })]),
  ];
}

function checkLines(report: AuditReport, kept: number, say: Say): string[] {
  const names = Object.keys(CHECKS) as (keyof typeof CHECKS)[];
  const fails = (name: keyof typeof CHECKS, { key }: AuditProblem): boolean =>
    CHECKS[name].some((each) => key === `audit.problem.${each}`);
  const { entries, chains, checkpoints, problems } = report;
  return names.flatMap((name) =>
    checkLine(
      say(`audit.check.${name}`, { entries, chains, checkpoints, kept }),
      problems.filter((problem) => fails(name, problem)).map(({ key, parameters }) => say(key, parameters)),
      name === 'kept' && kept === 0,
    ),
  );
}
