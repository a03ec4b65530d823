import { IsNull, MoreThan } from 'typeorm';
import type { MutationRequest } from '../../writes/mutation';
import { anonymous } from '../../access/viewer';
import { LIMITS, shortNetworkOf } from '../../budgets';
import { globalId, newId } from '../../database/ids';
import { ErrorCode, RequestError } from '../../errors/errors';
import { isRefused, refuse } from '../../writes/outcome';
import type { Preparation } from '../../writes/declarations';
import type { Service, WriteTransaction } from '../../writes/transaction';
import { endSessions, keepsPassword } from '../person/account.queries';
import { rowId } from '../../writes/validation';
import { refusing, type Identity } from '../identity';
import { bySession } from '../principal';
import { notifyOwner, shownDevice } from '../security/notify-owner';
import { knowsDevice } from './device.queries';
import type { EndSessionInput, RefreshSessionInput, SignInInput } from './session.inputs';
import { provenAccount } from '../password/password-check';
import { Person } from '../person/person.entity';
import { isSecret, newSecret, secretHash, SecretKind } from '../secrets';
import { RefreshToken, SignedInSession } from './session.entity';

const DAY_MS = 86_400_000;

/** The graph's Session, its viewer as a row id. */
export interface SessionAnswer {
  readonly session: {
    readonly accessToken: string | null;
    readonly refreshToken: string | null;
    readonly expiresAt: Date;
    readonly mustChangePassword: boolean;
    readonly viewer: string;
  };
}

interface SignedIn {
  readonly personId: string;
  readonly mustChangePassword: boolean;
  /** Whether the tokens go into cookies. */
  readonly byCookie: boolean;
}

/** Checks the password, then answers with the service that opens the session. */
export const signIn: Preparation<SignInInput, SessionAnswer> = async (request, input) => {
  requireOriginFor(request, input.cookie);
  const proven = await provenAccount(request, input.email, input.password);
  if (isRefused(proven)) return refusing(proven);
  const { account, place } = proven;
  return async (transaction) => {
    if (!(await keepsPassword(transaction.manager, account))) return refuse('CONFLICT', 'identity.tryAgain');
    transaction.audit({ allianceId: null, action: 'signIn', subject: globalId('person', account.id) });
    await noticeDevice(request, transaction, account.id);
    return openSession(request, transaction, {
      personId: account.id,
      mustChangePassword: account.mustChangePassword,
      place,
      byCookie: input.cookie === true,
    });
  };
};

/** Tokens go into cookies only for pages that may use them: no other can sign somebody in behind their back. */
export function requireOriginFor(request: MutationRequest, cookie: boolean | null | undefined): void {
  if (cookie === true && !request.cookies.allowed) {
    throw new RequestError(ErrorCode.forbidden, 'errors.origin', {}, null, 403);
  }
}

/** Notifies the owner of an account of a sign-in from a device that they have not used before. */
export async function noticeDevice(
  { identity }: MutationRequest,
  transaction: WriteTransaction,
  personId: string,
): Promise<void> {
  const { client, address } = transaction.origin;
  const device = { client, network: shortNetworkOf(address) };
  if (await knowsDevice(transaction.manager, personId, device)) return;
  transaction.audit({
    allianceId: null,
    action: 'new_device',
    subject: globalId('person', personId),
    details: { ...device },
  });
  await notifyOwner(identity, transaction, personId, 'security.newDevice', shownDevice(device.client, device.network));
}

/** Begins a session and hands out its tokens; the payload is read as its person. */
export async function openSession(
  request: MutationRequest,
  transaction: WriteTransaction,
  of: SignedIn & { readonly place: string },
): Promise<SessionAnswer> {
  const { manager, now } = transaction;
  const sessionId = newId();
  const expiresAt = endOf(now, now);
  const { client, address } = transaction.origin;
  await manager.insert(SignedInSession, {
    id: sessionId,
    personId: of.personId,
    startedAt: now,
    lastUsedAt: now,
    client,
    network: shortNetworkOf(address),
    expiresAt,
    endedAt: null,
    place: of.place,
  });
  await endBeyond(transaction, of.personId);
  return handOut(request, transaction, { ...of, sessionId, expiresAt });
}

/** Ends those of a person's sessions that were used longest ago, when there are too many. */
async function endBeyond(transaction: WriteTransaction, personId: string): Promise<void> {
  const { manager, now } = transaction;
  const beyond = await manager.find(SignedInSession, {
    select: { id: true },
    where: { personId, endedAt: IsNull(), expiresAt: MoreThan(now) },
    order: { lastUsedAt: 'desc', id: 'desc' },
    skip: LIMITS.sessionsPerPerson,
  });
  if (beyond.length > 0) await endSessions(transaction, personId, { oneOf: beyond.map(({ id }) => id) });
}

/** When a session that began then ends, if it is not refreshed after now. */
function endOf(startedAt: Date, now: Date): Date {
  const idle = now.getTime() + LIMITS.sessionIdleDays * DAY_MS;
  const longest = startedAt.getTime() + LIMITS.sessionDays * DAY_MS;
  return new Date(Math.min(idle, longest));
}

async function handOut(
  request: MutationRequest,
  transaction: WriteTransaction,
  of: SignedIn & { readonly sessionId: string; readonly expiresAt: Date },
): Promise<SessionAnswer> {
  const { manager, now } = transaction;
  const refresh = newSecret(SecretKind.refreshToken);
  await manager.insert(RefreshToken, {
    hash: refresh.hash,
    sessionId: of.sessionId,
    issuedAt: now,
    usedAt: null,
    expiresAt: of.expiresAt,
  });
  const access = await request.identity.accessTokens.issue(of, now);
  const viewer = await request.identity.loadViewer(manager, { kind: 'session', sessionId: of.sessionId });
  transaction.readAs({ ...viewer, expiresAt: access.expiresAt.getTime() });
  if (of.byCookie) {
    const seconds = Math.floor((of.expiresAt.getTime() - now.getTime()) / 1_000);
    request.cookies.set(transaction, { access: access.text, refresh: refresh.text, seconds });
  }
  return {
    session: {
      accessToken: of.byCookie ? null : access.text,
      refreshToken: of.byCookie ? null : refresh.text,
      expiresAt: access.expiresAt,
      mustChangePassword: of.mustChangePassword,
      viewer: of.personId,
    },
  };
}

/**
 * Goes on with a session: the refresh token is spent and another one handed out, in one transaction under the
 * token's row lock. Strictly once: a token that comes a second time, even at the same moment, is taken for stolen
 * and ends its session, whoever of the two was the owner. A client must therefore not refresh twice at once.
 */
export const refreshSession: Preparation<RefreshSessionInput, SessionAnswer> = async (request, input) => {
  const { identity, origin, cookies } = request;
  const byCookie = input.refreshToken === undefined || input.refreshToken === null;
  requireOriginFor(request, byCookie && cookies.refresh !== null);
  const presented = byCookie ? cookies.refresh : input.refreshToken;
  const attempt = identity.limits.attempt(origin);
  const limited = await attempt.refreshing();
  if (limited !== null) return refusing(limited);
  return async (transaction) => {
    const found: Rotated = presented ? await rotate(transaction, presented) : { kind: 'unknown' };
    if (found.kind === 'renewed') {
      transaction.afterCommit(() => attempt.succeeded());
      return handOut(request, transaction, { ...found, byCookie });
    }
    if (found.kind === 'reused')
      transaction.afterRefusal(async () => void (await request.perform(endReused(identity, found.sessionId), {})));
    return refuse('INVALID', 'identity.sessionEnded', byCookie ? null : 'refreshToken');
  };
};

type Rotated =
  | { readonly kind: 'unknown' }
  | { readonly kind: 'reused'; readonly sessionId: string }
  | (Omit<SignedIn, 'byCookie'> & { readonly kind: 'renewed'; readonly sessionId: string; readonly expiresAt: Date });

/** Spends a refresh token. Of those who come with it at once the first gets `renewed` and the others `reused`. */
async function rotate({ manager, now }: WriteTransaction, presented: string): Promise<Rotated> {
  if (!isSecret(presented, SecretKind.refreshToken)) return { kind: 'unknown' };
  const hash = secretHash(presented);
  const token = await manager.findOne(RefreshToken, { where: { hash }, lock: { mode: 'pessimistic_write' } });
  if (token === null || token.expiresAt <= now) return { kind: 'unknown' };
  const { sessionId } = token;
  if (token.usedAt !== null) return { kind: 'reused', sessionId };
  await manager.update(RefreshToken, { hash }, { usedAt: now });
  const { personId, startedAt } = await manager.findOneByOrFail(SignedInSession, { id: sessionId });
  const expiresAt = endOf(startedAt, now);
  const open = { id: sessionId, endedAt: IsNull(), expiresAt: MoreThan(now) };
  const { affected } = await manager.update(SignedInSession, open, { expiresAt, lastUsedAt: now });
  if (affected !== 1) return { kind: 'unknown' };
  const { mustChangePassword } = await manager.findOneByOrFail(Person, { id: personId });
  return { kind: 'renewed', sessionId, personId, mustChangePassword, expiresAt };
}

/** Ends the session of a refresh token that came twice. */
function endReused(identity: Identity, sessionId: string): Service<object, object> {
  return async (transaction) => {
    const { personId, endedAt } = await transaction.manager.findOneByOrFail(SignedInSession, { id: sessionId });
    transaction.readAs(anonymous);
    // the owner is notified once: whoever has a copy could say it for ever
    if (endedAt !== null) {
      const { address, requestId } = transaction.origin;
      identity.securityLog.note('refresh_token_reused', { address, requestId, person: personId });
      return {};
    }
    await endSessions(transaction, personId, { oneOf: [sessionId] });
    transaction.audit({
      allianceId: null,
      action: 'refreshSession',
      subject: globalId('person', personId),
      details: { session: sessionId, reused: true },
    });
    await notifyOwner(identity, transaction, personId, 'security.sessionReused', {});
    return {};
  };
}

/** Ends the session that the request came by, and that of its cookies, which are cleared. */
export const signOut: Preparation<object, object> = async (request) => async (transaction) => {
  const {
    cookies,
    viewer: { credential },
  } = request;
  // whoever signs out is nobody when the answer is read
  transaction.readAs(anonymous);
  const ending = new Set(credential.kind === 'session' ? [credential.sessionId] : []);
  if (cookies.allowed && cookies.refresh !== null) {
    const token = await transaction.manager.findOneBy(RefreshToken, { hash: secretHash(cookies.refresh) });
    if (token !== null) ending.add(token.sessionId);
  }
  for (const id of ending) {
    const session = await transaction.manager.findOneBy(SignedInSession, { id, endedAt: IsNull() });
    if (session === null) continue;
    await endSessions(transaction, session.personId, { oneOf: [id] });
    transaction.audit({
      allianceId: null,
      action: 'signOut',
      subject: globalId('person', session.personId),
      details: { session: id },
    });
  }
  if (cookies.allowed && cookies.present) cookies.clear(transaction);
  return {};
};

/** Ends one of the signed-in person's sessions. One that is over already is none of theirs any more. */
export const endSession: Preparation<EndSessionInput, { viewer: string }> =
  async ({ identity }) =>
  async (transaction, input) => {
    const { manager, now } = transaction;
    const { personId, sessionId } = bySession(transaction.viewer);
    const id = rowId(input.sessionId);
    const open = { id, personId, endedAt: IsNull(), expiresAt: MoreThan(now) };
    const session = await manager.findOneBy(SignedInSession, open);
    if (session === null) return refuse('NOT_FOUND', 'input.notFound', 'sessionId');
    await endSessions(transaction, personId, { oneOf: [id] });
    transaction.audit({ allianceId: null, action: 'endSession', subject: globalId('session', id) });
    // whoever ends their own session is nobody when the answer is read
    if (id === sessionId) transaction.readAs(anonymous);
    else {
      const device = shownDevice(session.client, session.network);
      await notifyOwner(identity, transaction, personId, 'security.sessionEnded', device);
    }
    return { viewer: personId };
  };
