import { IsNull, Not, type EntityManager } from 'typeorm';
import { LIMITS } from '../../budgets';
import { hasAdministrator } from '../account/administrator.queries';
import { globalId, INSTALLATION, newId } from '../../database/ids';
import type { Queryable } from '../../reads/statement';
import { isRefused, refuse } from '../../writes/outcome';
import type { Preparation } from '../../writes/declarations';
import type { WriteTransaction } from '../../writes/transaction';
import { cleaned } from '../../writes/validation';
import { onConstraint } from '../../writes/writer';
import { keepsPassword, rightsChanged } from '../person/account.queries';
import { refusing } from '../identity';
import type { AcceptInvitationInput } from './invitation.inputs';
import { Invitation } from './invitation.entity';
import { invitationLetter } from './invitation-letter';
import { mergeIntoAccount } from '../person/merge';
import { checkPassword } from '../password/password-check';
import { PASSWORD_LENGTH, passwordFault } from '../password/passwords';
import { Person } from '../person/person.entity';
import { isSecret, newSecret, secretHash, SecretKind } from '../secrets';
import { noticeDevice, openSession, requireOriginFor, type SessionAnswer } from '../session/session.service';

const DAY_MS = 86_400_000;
/** Until they say otherwise. */
const FIRST_ADMINISTRATOR = '系统管理员';

// two invitations to one address, accepted at once: whoever comes second finds an account there when trying again
const tryAgain = refuse('CONFLICT', 'identity.tryAgain');
onConstraint<AcceptInvitationInput>('persons_email', tryAgain);

interface Invited {
  readonly name: string;
  readonly email: string | null;
  readonly allianceId: string | null;
  readonly administrator: boolean;
}

type Inviting = Pick<WriteTransaction, 'manager' | 'now'> & { readonly viewer?: WriteTransaction['viewer'] };

/** Somebody who has just been invited, and the invitation's secret, which is kept nowhere. */
export interface NewInvitation {
  readonly personId: string;
  readonly invitationId: string;
  readonly invitation: string;
}

/**
 * Invites somebody to an alliance: always a new, pending person, whatever accounts there are, so that neither the
 * answer nor the person reveals whether the address is known. The caller audits it.
 */
export async function invitePerson(
  inviting: Inviting,
  who: { readonly allianceId: string; readonly name: string; readonly email: string },
): Promise<NewInvitation> {
  return invite(inviting, { ...who, administrator: false });
}

/** Invites somebody to administer the installation. For whoever holds the database: nothing is authorised here. */
export async function createAdministrator(
  inviting: Inviting,
  who: { readonly name: string; readonly email: string },
): Promise<NewInvitation> {
  return invite(inviting, { ...who, allianceId: null, administrator: true });
}

/** Invites whoever starts an installation that nobody can administer; null where somebody can. It names no address. */
export async function inviteFirstAdministrator(inviting: Inviting): Promise<NewInvitation | null> {
  if (await hasAdministrator(inviting.manager)) return null;
  return invite(inviting, { name: FIRST_ADMINISTRATOR, email: null, allianceId: null, administrator: true });
}

/** Makes a pending person's invitation out anew; null where they have taken one up. Those before it are good no more. */
export async function inviteAgain(
  inviting: Inviting,
  personId: string,
  who: { readonly allianceId: string; readonly name: string; readonly email: string },
): Promise<NewInvitation | null> {
  const { manager } = inviting;
  const pending = await manager.findOne(Person, {
    where: { id: personId, email: IsNull() },
    lock: { mode: 'pessimistic_write' },
  });
  if (pending === null || (await manager.existsBy(Invitation, { personId, acceptedAt: Not(IsNull()) }))) return null;
  await manager.query(
    `delete from letters
     where sent_at is null
       and about in (select 'invitation_' || id from invitations where person_id = $1)`,
    [personId],
  );
  // kept as evidence, and never good again whatever the clocks say
  await manager.update(Invitation, { personId, acceptedAt: IsNull() }, { expiresAt: () => 'created_at' });
  await manager.update(Person, { id: personId }, { name: cleaned(who.name) });
  return newInvitation(inviting, personId, who);
}

async function invite(inviting: Inviting, who: Invited): Promise<NewInvitation> {
  const { manager, now } = inviting;
  const personId = newId();
  await manager.insert(Person, {
    id: personId,
    name: cleaned(who.name),
    email: null,
    locale: null,
    passwordHash: null,
    mustChangePassword: false,
    administrator: who.administrator,
    disabledAt: null,
    createdAt: now,
    accessChangedAt: null,
  });
  return newInvitation(inviting, personId, who);
}

async function newInvitation(
  { manager, now, viewer }: Inviting,
  personId: string,
  who: Pick<Invited, 'allianceId' | 'email'>,
): Promise<NewInvitation> {
  const secret = newSecret(SecretKind.invitation);
  const invitationId = newId();
  await manager.insert(Invitation, {
    id: invitationId,
    hash: secret.hash,
    personId,
    allianceId: who.allianceId,
    email: who.email && cleaned(who.email),
    invitedById: viewer?.personId ?? null,
    createdAt: now,
    expiresAt: new Date(now.getTime() + LIMITS.invitationDays * DAY_MS),
    acceptedAt: null,
  });
  return { personId, invitationId, invitation: secret.text };
}

const notInvited = refuse('INVALID', 'identity.invitationInvalid', 'invitation');

/**
 * Checks the password, then answers with the service that takes the invitation up and signs in. Where the invited
 * address has no account, the password becomes the new account's; where it has one, it must be that account's, and
 * the invited person and the account become one. A wrong password there and a weak one here get the same refusal, so
 * that trying does not reveal which of the two it is.
 */
export const acceptInvitation: Preparation<AcceptInvitationInput, SessionAnswer> = async (request, input) => {
  requireOriginFor(request, input.cookie);
  const { identity, origin } = request;
  const attempt = identity.limits.attempt(origin);
  const limited = await attempt.fromAddress();
  if (limited !== null) return refusing(limited);
  const invited = await openInvitation(identity.pool, input.invitation);
  if (invited === null) return refusing(notInvited);
  const email = invited.email ?? input.email ?? null;
  if (email === null) return refusing(refuse('INVALID', 'identity.emailNeeded', 'email'));
  const checked = await checkPassword(request, email, input.password, attempt);
  if (isRefused(checked)) return refusing(checked);
  const fault = passwordFault(input.password, email, 'password');
  if (checked.account?.disabled === true && checked.right) return refusing(refuse('WRONG_STATE', 'account.disabled'));
  if (checked.account !== null && !checked.right) identity.incidents.note('sign_in_failed', email, origin);
  if (checked.account === null ? fault !== null : !checked.right) {
    return refusing(refuse('INVALID', 'identity.invitationPassword', 'password', PASSWORD_LENGTH));
  }
  const passwordHash = checked.account === null ? await identity.passwords.hash(input.password, origin.address) : null;
  await attempt.succeeded();
  return async (transaction) => {
    const { manager, now } = transaction;
    const hash = secretHash(input.invitation);
    const invitation = await manager.findOne(Invitation, { where: { hash }, lock: { mode: 'pessimistic_write' } });
    if (invitation === null || invitation.acceptedAt !== null || invitation.expiresAt <= now) return notInvited;
    if (invitation.email === null && (await hasAdministratorAlready(manager))) return notInvited;
    const { account } = checked;
    if (account !== null && !(await keepsPassword(manager, account))) return tryAgain;
    await manager.update(Invitation, { id: invitation.id }, { acceptedAt: now });
    const personId = account?.id ?? invitation.personId;
    await rightsChanged(transaction, personId);
    if (account !== null) {
      await mergeIntoAccount(manager, invitation.personId, account.id);
      await noticeDevice(request, transaction, account.id);
    } else {
      const { locale } = transaction.origin;
      await manager.update(Person, { id: personId }, { email: cleaned(email), passwordHash, locale });
    }
    transaction.audit({
      allianceId: invitation.allianceId,
      action: 'acceptInvitation',
      subject: globalId('person', personId),
      details: { invitation: invitation.id, invited: globalId('person', invitation.personId) },
    });
    return openSession(request, transaction, {
      personId,
      mustChangePassword: account?.mustChangePassword ?? false,
      place: checked.place,
      byCookie: input.cookie === true,
    });
  };
};

/** Of two who take up what the first start printed, at the same moment, one is the first administrator. */
async function hasAdministratorAlready(manager: EntityManager): Promise<boolean> {
  await manager.query('select from invitations where email is null and accepted_at is null order by id for update');
  return hasAdministrator(manager);
}

/** The address that an open invitation is to, if it names one; null when there is no such invitation. */
async function openInvitation(on: Queryable, invitation: string): Promise<{ email: string | null } | null> {
  if (!isSecret(invitation, SecretKind.invitation)) return null;
  const {
    rows: [row],
  } = await on.query<{ email: string | null }>({
    name: 'invited-email',
    text: 'select email from invitations where hash = $1 and accepted_at is null and expires_at > now()',
    values: [secretHash(invitation)],
  });
  return row ?? null;
}

/** Makes an account without an invitation, for the demonstration's people. */
export async function openAccount(
  { manager, now }: Inviting,
  who: { readonly name: string; readonly email: string } & Partial<Pick<Invited, 'administrator'>> & {
      readonly passwordHash: string;
    },
): Promise<string> {
  const id = newId();
  await manager.insert(Person, {
    id,
    name: cleaned(who.name),
    email: cleaned(who.email),
    locale: 'zh-CN',
    passwordHash: who.passwordHash,
    mustChangePassword: false,
    administrator: who.administrator ?? false,
    disabledAt: null,
    createdAt: now,
    accessChangedAt: null,
  });
  return id;
}

/**
 * Sends an invitation by mail. Whoever invites is notified when it cannot be delivered.
 * @param of the alliance that it is to; null for the installation
 * @returns what is handed back in the answer: null then, and the invitation itself where no mail is configured
 */
export function handOver(
  transaction: Pick<WriteTransaction, 'mail' | 'origin' | 'viewer'>,
  invited: NewInvitation & { readonly name: string; readonly email: string },
  of: { readonly allianceId: string | null; readonly subject: string },
): string | null {
  const {
    mail,
    origin: { locale, requestId },
    viewer: { personId: senderId },
  } = transaction;
  const { name, email, invitation, invitationId } = invited;
  if (mail === null) return invitation;
  mail.send({
    ...invitationLetter({ to: cleaned(email), name, invitation, locale, requestId }),
    about: globalId('invitation', invitationId),
    whenUndelivered:
      senderId === null
        ? null
        : {
            personId: senderId,
            allianceId: of.allianceId ?? INSTALLATION,
            key: 'invitation.undelivered',
            parameters: { name, email: cleaned(email) },
            subject: of.subject,
          },
  });
  return null;
}
