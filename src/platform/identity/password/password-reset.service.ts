import { IsNull, MoreThan, type EntityManager } from 'typeorm';
import { LIMITS } from '../../budgets';
import { globalId } from '../../database/ids';
import type { Queryable } from '../../reads/statement';
import { refuse } from '../../writes/outcome';
import type { Preparation } from '../../writes/declarations';
import type { Service, WriteTransaction } from '../../writes/transaction';
import { ApiToken } from '../api-token/api-token.entity';
import { ExternalIdentity } from '../external-identity/external-identity.entity';
import { refusing, type Identity } from '../identity';
import { setPasswordPath } from '../invitation/invitation-letter';
import { endSessions } from '../person/account.queries';
import { Person } from '../person/person.entity';
import { isSecret, newSecret, secretHash, SecretKind } from '../secrets';
import { notifyOwner } from '../security/notify-owner';
import type { RequestPasswordResetInput, ResetPasswordInput } from './password-reset.inputs';
import { PasswordReset } from './password-reset.entity';
import './password-reset.messages';
import { passwordFault } from './passwords';

const MINUTE_MS = 60_000;

const notGood = refuse('INVALID', 'identity.resetInvalid', 'token');

/**
 * Answers before it is looked whether there is such an account, and the same by the same limits, so that neither what it says
 * nor how long it takes tells that. The mail is written beside the request.
 */
export const requestPasswordReset: Preparation<RequestPasswordResetInput, object> = async (
  { identity, origin },
  { email },
) => {
  const limited = await identity.limits.attempt(origin).resetting(email);
  if (limited !== null) return refusing(limited);
  identity.beside(mailReset(identity, email), origin);
  return async () => ({});
};

/** Mails whoever has this account a link; nobody where there is none, or no mail. */
function mailReset(identity: Identity, email: string): Service<object, object> {
  return async (tx) => {
    const { manager, mail, origin } = tx;
    if (mail === null) return {};
    const person = await findAccount(manager, email);
    if (person === null || person.disabledAt !== null) return {};
    const { token, expiresAt } = await newReset(tx, person.id);
    const { address, requestId } = origin;
    identity.securityLog.note('password_reset_requested', { address, requestId, person: person.id });
    tx.audit({ allianceId: null, action: 'requestPasswordReset', subject: globalId('person', person.id) });
    mailResetLink(tx, person, token, expiresAt);
    return {};
  };
}

/** Whoever signs in with this address, in whatever case. */
export async function findAccount(manager: EntityManager, email: string): Promise<Person | null> {
  return manager.createQueryBuilder(Person, 'person').where('lower(person.email) = lower(:email)', { email }).getOne();
}

/** A new way to set the person's password; its secret is kept nowhere. */
export async function newReset(
  { manager, now, viewer }: Pick<WriteTransaction, 'manager' | 'now' | 'viewer'>,
  personId: string,
): Promise<{ token: string; expiresAt: Date }> {
  const secret = newSecret(SecretKind.passwordReset);
  const expiresAt = new Date(now.getTime() + LIMITS.passwordResetMinutes * MINUTE_MS);
  await manager.insert(PasswordReset, {
    hash: secret.hash,
    personId,
    createdAt: now,
    expiresAt,
    usedAt: null,
    createdById: viewer.personId,
  });
  return { token: secret.text, expiresAt };
}

/** Mails the link by which a password is set; false where no mail is configured. */
export function mailResetLink(
  { mail, origin }: Pick<WriteTransaction, 'mail' | 'origin'>,
  { name, email, locale }: Pick<Person, 'name' | 'email' | 'locale'>,
  token: string,
  until: Date,
): boolean {
  if (mail === null || email === null) return false;
  mail.send({
    to: email,
    locale: locale ?? origin.locale,
    subject: 'mail.reset.subject',
    text: 'mail.reset.text',
    parameters: { name },
    link: { path: setPasswordPath(token), words: 'mail.reset.link' },
    requestId: origin.requestId,
    whenLost: 'a link to set a new password could not be mailed',
    until,
  });
  return true;
}

/**
 * Sets a new password by such a link, which is spent then, ends all of the person's sessions and other links, and unbinds
 * external accounts: whoever had a way in keeps none. API tokens stay, which the owner is notified of.
 */
export const resetPassword: Preparation<ResetPasswordInput, object> = async ({ identity, origin }, input) => {
  const attempt = identity.limits.attempt(origin);
  const limited = await attempt.fromAddress();
  if (limited !== null) return refusing(limited);
  const of = await accountOfReset(identity.pool, input.token);
  if (of === null) return refusing(notGood);
  await attempt.succeeded();
  const fault = passwordFault(input.newPassword, of.email, 'newPassword');
  if (fault !== null) return refusing(fault);
  const passwordHash = await identity.passwords.hash(input.newPassword, origin.address);
  return async (tx) => {
    const { manager, now } = tx;
    const { personId } = of;
    // the person's row first, as everywhere
    await endSessions(tx, personId, 'all');
    const hash = secretHash(input.token);
    const open = { hash, personId, usedAt: IsNull(), expiresAt: MoreThan(now) };
    const { affected } = await manager.update(PasswordReset, open, { usedAt: now });
    if (affected !== 1) return notGood;
    if (!(await manager.existsBy(Person, { id: personId, disabledAt: IsNull() }))) return notGood;
    await manager.update(Person, { id: personId }, { passwordHash, mustChangePassword: false });
    await manager.delete(PasswordReset, { personId, usedAt: IsNull() });
    await manager.delete(ExternalIdentity, { personId });
    const apiTokens = await manager.countBy(ApiToken, { personId, revokedAt: IsNull(), expiresAt: MoreThan(now) });
    tx.audit({ allianceId: null, action: 'resetPassword', subject: globalId('person', personId) });
    await notifyOwner(identity, tx, personId, 'security.passwordReset', { apiTokens });
    return {};
  };
};

/** Whose password a link sets; null when it is no good. */
async function accountOfReset(on: Queryable, token: string): Promise<{ personId: string; email: string } | null> {
  if (!isSecret(token, SecretKind.passwordReset)) return null;
  const {
    rows: [row],
  } = await on.query<{ personId: string; email: string }>({
    name: 'account-of-reset',
    text: `
      select p.id as "personId", p.email
      from password_resets r
      join persons p on p.id = r.person_id
      where r.hash = $1
        and r.used_at is null
        and r.expires_at > now()
        and p.disabled_at is null`,
    values: [secretHash(token)],
  });
  return row ?? null;
}
