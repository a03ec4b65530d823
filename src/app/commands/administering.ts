import { anonymous } from '../../platform/access/viewer';
import { derivedKey, loadConfiguration, StartupError, type Configuration } from '../../platform/config';
import { identityIsApart, openDatabase } from '../../platform/database/cluster';
import { withSession } from '../../platform/database/cluster/session';
import { openDataSource, poolOf } from '../../platform/database/data-source';
import { newId } from '../../platform/database/ids';
import { message } from '../../platform/i18n/messages';
import '../../platform/i18n/platform.messages';
import type { Accounts } from '../../platform/identity';
import { Mail } from '../../platform/mail';
import { notifyOfAccount } from '../../platform/notifications';
import { createLogger, type Logger } from '../../platform/observability/logger';
import { SecurityLog } from '../../platform/observability/security-log';
import { registerKeys, Sealer } from '../../platform/sealing';
import { Workers } from '../../platform/workers';
import { isRefused, type Refused } from '../../platform/writes/outcome';
import type { WriteTransaction } from '../../platform/writes/transaction';
import { NO_PAYLOAD, Writer } from '../../platform/writes/writer';
import { migrateAll } from '../server/migrations';
import { entities } from '../server/schema';
import { baseUrl } from '../server/server';

/** What a command says that it did; a link, with where people reach the platform before it. */
export interface Done {
  readonly says: string;
  readonly link?: string | null;
}

type Work = (tx: WriteTransaction, accounts: Accounts) => Promise<Done | Refused<string>>;

/**
 * Performs a command as the server would: in one transaction with its audit entry, notifications and letters, which running
 * servers send. Nobody is signed in.
 * @throws StartupError with why it was refused
 */
export async function administer(work: Work): Promise<Done> {
  const configuration = loadConfiguration(process.env);
  const log = createLogger(configuration.logLevel);
  const database = await openDatabase(configuration, log);
  try {
    if (database.ownerUrl !== null) await migrateAll(database.ownerUrl, { log, apart: identityIsApart(database) });
    await withSession(database.ownerUrl ?? database.serverUrl, (session) => registerKeys(session, configuration));
    return await perform(configuration, database.identityUrl, log, work);
  } finally {
    await database.stop();
  }
}

async function perform(configuration: Configuration, url: string, log: Logger, work: Work): Promise<Done> {
  const source = await openDataSource(url, entities, 2, 'gongjian admin');
  const address = (): string => baseUrl(configuration, configuration.port);
  const sealer = new Sealer(configuration);
  const workers = new Workers();
  try {
    await sealer.introduce(poolOf(source));
    const writer = new Writer({
      connections: { writes: source, identity: source },
      mail: mailOf(configuration, source, log, address),
      sealer,
      workers,
      clock: () => new Date(),
      refreshViewer: async (viewer) => viewer,
      committed: async () => undefined,
    });
    const { says, link } = await performed(writer, (tx) => work(tx, accountsOf(configuration, log)));
    return { says, link: link ? address() + link : null };
  } finally {
    await workers.close();
    await source.destroy();
  }
}

/** What the work answers once it has been committed. */
async function performed(
  writer: Writer,
  work: (tx: WriteTransaction) => Promise<Done | Refused<string>>,
): Promise<Done> {
  const origin = { requestId: `admin ${newId()}`, address: 'command line', client: null, locale: 'zh-CN' } as const;
  const answers: (Done | Refused<string>)[] = [];
  await writer.perform(
    { viewer: anonymous, origin, repeatable: null, login: 'identity' },
    async (tx) => {
      const answer = await work(tx);
      answers.push(answer);
      return isRefused(answer) ? (answer as Refused<never>) : {};
    },
    {},
    NO_PAYLOAD,
  );
  const answer = answers.at(-1);
  if (answer === undefined) throw new Error('nothing was performed');
  if (!isRefused(answer)) return answer;
  throw new StartupError(answer.refusals.map(({ key, parameters }) => message('en', key, parameters)).join(' '));
}

/** Keeps letters for the servers that send them. */
function mailOf(
  { mail, authSecret }: Configuration,
  source: Parameters<typeof poolOf>[0],
  log: Logger,
  address: () => string,
): Mail | null {
  return (
    mail &&
    new Mail({
      configuration: mail,
      key: derivedKey(authSecret, 'letters'),
      pool: poolOf(source),
      log,
      address,
      checkpoint: async () => null,
      giveUp: async () => undefined,
    })
  );
}

function accountsOf({ authSecret }: Configuration, log: Logger): Accounts {
  return {
    securityLog: new SecurityLog(log, derivedKey(authSecret, 'security log')),
    notify: notifyOfAccount,
  };
}
