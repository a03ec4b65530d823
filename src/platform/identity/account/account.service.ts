import { In, IsNull, Not } from 'typeorm';
import { globalId } from '../../database/ids';
import { isRefused, refuse, type Refused } from '../../writes/outcome';
import type { Preparation } from '../../writes/declarations';
import type { WriteTransaction } from '../../writes/transaction';
import { ApiToken } from '../api-token/api-token.entity';
import type { Identity } from '../identity';
import { setPasswordPath } from '../invitation/invitation-letter';
import { findAccount, mailResetLink, newReset } from '../password/password-reset.service';
import { PasswordReset } from '../password/password-reset.entity';
import { endSessions, rightsChanged } from '../person/account.queries';
import { Person } from '../person/person.entity';
import { bySession } from '../principal';
import { notifyOwner, type OwnerNotice } from '../security/notify-owner';
import './account.messages';
import { lockAdministrators } from './administrator.queries';

/** What the steps below work with: the services of the graph, and the administrator's command line. */
export type Accounts = Pick<Identity, 'securityLog' | 'notify'>;

/** A step that is taken with the account of a person, who is notified. */
type Step<P extends object> = (
  accounts: Accounts,
  tx: WriteTransaction,
  email: string,
) => Promise<P | Refused<'email'>>;

const done = {};
const lastAdministrator = refuse('LIMIT_REACHED', 'account.lastAdministrator', 'email');

/** The account with this address, locked until the end of the transaction. */
async function lockAccount({ manager }: WriteTransaction, email: string): Promise<Person | Refused<'email'>> {
  const found = await findAccount(manager, email);
  const person =
    found && (await manager.findOne(Person, { where: { id: found.id }, lock: { mode: 'for_no_key_update' } }));
  return person ?? refuse('NOT_FOUND', 'input.notFound', 'email');
}

async function record(
  accounts: Accounts,
  tx: WriteTransaction,
  { id }: Person,
  action: string,
  notice: OwnerNotice,
): Promise<void> {
  tx.audit({ allianceId: null, action, subject: globalId('person', id) });
  await notifyOwner(accounts, tx, id, notice, {});
}

/** Ends what somebody is signed in by, on open sockets too, and links by which they would set a password. */
async function shutOut(tx: WriteTransaction, { id }: Person): Promise<void> {
  const { manager, now } = tx;
  await endSessions(tx, id, 'all');
  await manager.update(ApiToken, { personId: id, revokedAt: IsNull() }, { revokedAt: now });
  await manager.delete(PasswordReset, { personId: id, usedAt: IsNull() });
}

async function disableWithoutNotice(tx: WriteTransaction, person: Person): Promise<void> {
  await shutOut(tx, person);
  await tx.manager.update(Person, { id: person.id }, { disabledAt: tx.now });
}

/**
 * Disables those of these accounts that can sign in, or enables those that are disabled: accounts whose password everybody knows,
 * and whom nobody is notified for. The last administrator is one of them where it comes to that.
 */
export async function setKnownAccounts(tx: WriteTransaction, emails: readonly string[], open: boolean): Promise<void> {
  const { manager } = tx;
  await lockAdministrators(manager);
  const people = await manager.find(Person, {
    where: { email: In(emails), disabledAt: open ? Not(IsNull()) : IsNull() },
    order: { id: 'asc' },
    lock: { mode: 'for_no_key_update' },
  });
  for (const person of people) {
    if (open) {
      await rightsChanged(tx, person.id);
      await manager.update(Person, { id: person.id }, { disabledAt: null });
    } else await disableWithoutNotice(tx, person);
    const action = open ? 'enableAccount' : 'disableAccount';
    tx.audit({ allianceId: null, action, subject: globalId('person', person.id) });
  }
}

/** Shuts a person out until they are let in again. The last administrator is not, whoever tries it at the same moment. */
export const disable: Step<object> = async (accounts, tx, email) => {
  const administrators = await lockAdministrators(tx.manager);
  const person = await lockAccount(tx, email);
  if (isRefused(person)) return person;
  if (person.id === tx.viewer.personId) return refuse('WRONG_STATE', 'account.own', 'email');
  if (person.disabledAt !== null) return done;
  if (administrators.every((id) => id === person.id) && person.administrator) return lastAdministrator;
  await disableWithoutNotice(tx, person);
  await record(accounts, tx, person, 'disableAccount', 'security.accountDisabled');
  return done;
};

/** What was ended stays ended: the person signs in anew. */
export const enable: Step<object> = async (accounts, tx, email) => {
  const person = await lockAccount(tx, email);
  if (isRefused(person)) return person;
  if (person.disabledAt === null) return done;
  await rightsChanged(tx, person.id);
  await tx.manager.update(Person, { id: person.id }, { disabledAt: null });
  await record(accounts, tx, person, 'enableAccount', 'security.accountEnabled');
  return done;
};

export const endAll: Step<object> = async (accounts, tx, email) => {
  const person = await lockAccount(tx, email);
  if (isRefused(person)) return person;
  if (person.id === tx.viewer.personId) return refuse('WRONG_STATE', 'account.own', 'email');
  await shutOut(tx, person);
  await record(accounts, tx, person, 'endAccountSessions', 'security.accessEnded');
  return done;
};

/** Gives the right to administer the installation; a person whose account is disabled does not get it. */
export const grantRight: Step<object> = async (accounts, tx, email) => {
  const person = await lockAccount(tx, email);
  if (isRefused(person)) return person;
  if (person.disabledAt !== null) return refuse('WRONG_STATE', 'account.disabled', 'email');
  if (person.administrator) return done;
  await rightsChanged(tx, person.id);
  await tx.manager.update(Person, { id: person.id }, { administrator: true });
  await record(accounts, tx, person, 'grantAdministrator', 'security.administratorGranted');
  return done;
};

export const revokeRight: Step<object> = async (accounts, tx, email) => {
  const administrators = await lockAdministrators(tx.manager);
  const person = await lockAccount(tx, email);
  if (isRefused(person)) return person;
  if (!person.administrator) return refuse('WRONG_STATE', 'account.notAdministrator', 'email');
  if (administrators.every((id) => id === person.id)) return lastAdministrator;
  await rightsChanged(tx, person.id);
  await tx.manager.update(Person, { id: person.id }, { administrator: false });
  await record(accounts, tx, person, 'revokeAdministrator', 'security.administratorRevoked');
  return done;
};

/** Makes a link by which a person sets a new password, whom it is notified to; by mail where it is not to be handed over. */
export const makeResetLink =
  (handsOver: boolean): Step<{ link: string | null }> =>
  async (accounts, tx, email) => {
    const person = await lockAccount(tx, email);
    if (isRefused(person)) return person;
    if (person.disabledAt !== null) return refuse('WRONG_STATE', 'account.disabled', 'email');
    const { token, expiresAt } = await newReset(tx, person.id);
    await record(accounts, tx, person, 'issuePasswordReset', 'security.resetIssued');
    const isMailed = !handsOver && mailResetLink(tx, person, token, expiresAt);
    return { link: isMailed ? null : setPasswordPath(token) };
  };

type OfAccount = { readonly email: string };

/** A step of an administrator's, who is signed in: a token never does it. */
function byAdministrator<P extends object>(step: Step<P>): Preparation<OfAccount, P> {
  return async ({ identity }) =>
    async (tx, { email }) => {
      const { personId } = bySession(tx.viewer);
      const isAdministrator = await tx.manager.existsBy(Person, { id: personId, administrator: true });
      return isAdministrator ? step(identity, tx, email) : refuse('NOT_ALLOWED', 'writes.notAllowed');
    };
}

export const disableAccount = byAdministrator(disable);
export const enableAccount = byAdministrator(enable);
export const endAccountSessions = byAdministrator(endAll);
export const grantAdministrator = byAdministrator(grantRight);
export const revokeAdministrator = byAdministrator(revokeRight);

/** The link is whole: where people reach the platform, the page, and the token behind the fragment's sign. */
export const issuePasswordReset: Preparation<OfAccount, { link: string | null }> = async (request, input) => {
  const perform = await byAdministrator(makeResetLink(false))(request, input);
  return async (tx) => {
    const answer = await perform(tx, input);
    if (isRefused(answer) || answer.link === null) return answer;
    return { link: request.identity.address() + answer.link };
  };
};
