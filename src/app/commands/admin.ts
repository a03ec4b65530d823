import 'reflect-metadata';
import { parseArgs } from 'node:util';
import { isEmail } from 'class-validator';
import { Alliance, inviteFirstAgain, removeAlliance } from '../../modules/alliance';
import { StartupError } from '../../platform/config';
import { globalId } from '../../platform/database/ids';
import {
  createAdministrator,
  disable,
  enable,
  endAll,
  grantRight,
  makeResetLink,
  revokeRight,
  setPasswordPath,
  type Accounts,
} from '../../platform/identity';
import { isRefused, refuse, type Refused } from '../../platform/writes/outcome';
import type { WriteTransaction } from '../../platform/writes/transaction';
import { administer, type Done } from './administering';

/** What a command is given; those that it takes are there. */
interface Given {
  readonly name: string;
  readonly email: string;
  readonly alliance: string;
}
type Option = keyof Given;

interface Command {
  readonly takes: readonly Option[];
  readonly does: string;
  readonly run: (tx: WriteTransaction, given: Given, accounts: Accounts) => Promise<Done | Refused<string>>;
}

type Step = (accounts: Accounts, tx: WriteTransaction, email: string) => Promise<object | Refused<string>>;

/** A step with an account, which says nothing but that it was taken. */
const withAccount = (step: Step, does: string, says: string): Command => ({
  takes: ['email'],
  does,
  run: async (tx, { email }, accounts) => {
    const answer = await step(accounts, tx, email);
    return isRefused(answer) ? answer : { says: `${email} ${says}` };
  },
});

const invitationFor = ({ name, email }: Given): string =>
  `invitation for ${name} <${email}>, good once and for seven days:`;

const COMMANDS: Readonly<Record<string, Command>> = {
  'create-administrator': {
    takes: ['name', 'email'],
    does: 'invites somebody to administer the installation: prints a link, good once and for seven days',
    run: async (tx, given) => {
      const { personId, invitation } = await createAdministrator(tx, given);
      tx.audit({ allianceId: null, action: 'createAdministrator', subject: globalId('person', personId) });
      return { says: invitationFor(given), link: setPasswordPath(invitation) };
    },
  },
  'reset-password': {
    takes: ['email'],
    does: 'prints a link by which a person sets a new password, good once and for an hour',
    run: async (tx, { email }, accounts) => {
      const answer = await makeResetLink(true)(accounts, tx, email);
      if (isRefused(answer)) return answer;
      return { says: `to set a new password for ${email}, good once and for an hour:`, link: answer.link };
    },
  },
  disable: withAccount(disable, 'shuts a person out at once, until the account is enabled', 'is shut out'),
  enable: withAccount(enable, 'lets a person sign in again', 'may sign in again'),
  'end-sessions': withAccount(endAll, 'ends a person’s sessions and API tokens at once', 'is signed in nowhere'),
  'grant-administrator': withAccount(grantRight, 'makes a person an administrator', 'is an administrator'),
  'revoke-administrator': withAccount(
    revokeRight,
    'takes the right back, but never from the last one',
    'is no administrator any more',
  ),
  reinvite: {
    takes: ['alliance', 'name', 'email'],
    does: 'makes the invitation of a first secretariat out anew, while nobody has entered the alliance',
    run: async (tx, given) => {
      const id = await allianceOf(tx, given);
      const answer = id === null ? unknown : await inviteFirstAgain(tx, id, given);
      if (isRefused(answer)) return answer;
      const { invitation } = answer;
      return invitation === null
        ? { says: `the invitation for ${given.name} <${given.email}> goes by mail` }
        : { says: invitationFor(given), link: setPasswordPath(invitation) };
    },
  },
  'delete-alliance': {
    takes: ['alliance'],
    does: 'deletes an alliance that nobody ever entered',
    run: async (tx, given) => {
      const id = await allianceOf(tx, given);
      const answer = id === null ? unknown : await removeAlliance(tx, id);
      return isRefused(answer) ? answer : { says: `${given.alliance} is deleted` };
    },
  },
};

const unknown = refuse('NOT_FOUND', 'input.notFound', 'alliance');

/** The alliance with this name in URLs. */
async function allianceOf({ manager }: WriteTransaction, { alliance: slug }: Given): Promise<string | null> {
  return (await manager.findOneBy(Alliance, { slug }))?.id ?? null;
}

const VALUES: Readonly<Record<Option, string>> = { name: 'NAME', email: 'ADDRESS', alliance: 'SLUG' };

const usageOf = (name: string, { takes }: Command): string =>
  `npm run admin -- ${name} ${takes.map((option) => `--${option} ${VALUES[option]}`).join(' ')}`;

const HELP = [
  'What only somebody with access to the database may do. All of it is in the audit log of the installation.',
  'With DATABASE_URL, servers may run meanwhile; with the embedded database, the server has to be stopped.',
  '',
  ...Object.entries(COMMANDS).map(([name, command]) => `  ${usageOf(name, command)}\n      ${command.does}`),
  '',
].join('\n');

/** `npm run admin`: what an administrator does, on the machine. */
async function main(): Promise<void> {
  const [name = '--help', ...rest] = process.argv.slice(2);
  if (name === '--help' || name === '-h') return void process.stdout.write(HELP);
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (command === undefined) throw new StartupError(`there is no command ${name}: npm run admin -- --help`);
  const { help, ...given } = parse(name, command, rest);
  if (help === true) return void process.stdout.write(`${usageOf(name, command)}\n      ${command.does}\n`);
  const complete = checked(name, command, given);
  const { says, link } = await administer((tx, accounts) => command.run(tx, complete, accounts));
  process.stdout.write(`${says}\n${link ? `${link}\n` : ''}`);
}

type Parsed = { readonly [Key in Option]?: string } & { readonly help?: boolean };

function parse(name: string, command: Command, args: string[]): Parsed {
  const options = Object.fromEntries(command.takes.map((option) => [option, { type: 'string' as const }]));
  try {
    return parseArgs({ args, options: { ...options, help: { type: 'boolean', short: 'h' } } }).values as Parsed;
  } catch (error) {
    throw new StartupError(`${(error as Error).message}; usage: ${usageOf(name, command)}`);
  }
}

function checked(command: string, of: Command, { name = '', email = '', alliance = '' }: Parsed): Given {
  const wrong = (what: string): StartupError => new StartupError(`${what}; usage: ${usageOf(command, of)}`);
  const takes = (option: Option): boolean => of.takes.includes(option);
  if (takes('name') && (name.trim() === '' || name.length > 100)) throw wrong('--name must have 1 to 100 characters');
  if (takes('email') && !isEmail(email)) throw wrong('--email must be an email address');
  if (takes('alliance') && alliance === '') throw wrong('--alliance must name an alliance as it stands in URLs');
  return { name, email, alliance };
}

main().catch((error: unknown) => {
  process.stderr.write(
    `${error instanceof StartupError ? error.message : ((error as Error).stack ?? String(error))}\n`,
  );
  process.exitCode = 1;
});
