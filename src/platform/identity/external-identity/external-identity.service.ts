import { LIMITS } from '../../budgets';
import { globalId, newId } from '../../database/ids';
import { unauthenticated } from '../../errors/errors';
import { isRefused, refuse } from '../../writes/outcome';
import type { Preparation } from '../../writes/declarations';
import { rowId } from '../../writes/validation';
import { onConstraint } from '../../writes/writer';
import { refusing } from '../identity';
import { provenAccount } from '../password/password-check';
import { emailOf, keepsPassword, rightsChanged } from '../person/account.queries';
import { Person } from '../person/person.entity';
import { bySession } from '../principal';
import { notifyOwner } from '../security/notify-owner';
import { ExternalIdentity } from './external-identity.entity';
import type { BindExternalIdentityInput, UnbindExternalIdentityInput } from './external-identity.inputs';

type Shown = { readonly viewer: string };

const taken = refuse('CONFLICT', 'identity.externalTaken', 'idToken');
onConstraint<BindExternalIdentityInput>('external_identities_account', taken);

/**
 * Verifies the password and the ID token, then answers with the service that binds the token's issuer and subject to the
 * signed-in person. With the session alone a stolen access token would become a way in that lasts.
 */
export const bindExternalIdentity: Preparation<BindExternalIdentityInput, Shown> = async (request, input) => {
  const { identity } = request;
  const { personId } = bySession(request.viewer);
  const email = await emailOf(identity.pool, personId);
  if (email === null) throw unauthenticated('errors.signInFirst');
  if (identity.issuer === null) return refusing(refuse('INVALID', 'identity.externalOff', 'idToken'));
  const wrong = refuse('INVALID', 'identity.passwordWrong', 'password');
  const proven = await provenAccount(request, email, input.password, wrong);
  if (isRefused(proven)) return refusing(proven);
  const claims = await identity.issuer.verifyFresh(input.idToken);
  if (typeof claims === 'string') return refusing(refuse('INVALID', 'identity.externalInvalid', 'idToken'));
  const account = { issuer: claims.issuer, subject: claims.subject };
  return async (transaction) => {
    const { manager, now } = transaction;
    // two at once are counted one after the other
    await manager.findOneOrFail(Person, { where: { id: personId }, lock: { mode: 'for_no_key_update' } });
    if (!(await keepsPassword(manager, proven.account))) return refuse('CONFLICT', 'identity.tryAgain');
    const bound = await manager.findOneBy(ExternalIdentity, account);
    if (bound !== null) return bound.personId === personId ? { viewer: personId } : taken;
    const max = LIMITS.externalIdentitiesPerPerson;
    const bindings = await manager.countBy(ExternalIdentity, { personId });
    if (bindings >= max) return refuse('LIMIT_REACHED', 'identity.tooManyExternal', null, { max });
    await manager.insert(ExternalIdentity, { id: newId(), personId, ...account, boundAt: now, lastUsedAt: null });
    transaction.audit({
      allianceId: null,
      action: 'bindExternalIdentity',
      subject: globalId('person', personId),
      details: account,
    });
    await notifyOwner(identity, transaction, personId, 'security.externalBound', { issuer: account.issuer });
    return { viewer: personId };
  };
};

/** Unbinds one of the signed-in person's external identities; what it was used for ends at once. */
export const unbindExternalIdentity: Preparation<UnbindExternalIdentityInput, Shown> =
  async ({ identity }) =>
  async (transaction, input) => {
    const { manager } = transaction;
    const { personId } = bySession(transaction.viewer);
    await rightsChanged(transaction, personId);
    const id = rowId(input.externalIdentityId);
    const bound = await manager.findOneBy(ExternalIdentity, { id, personId });
    if (bound === null) return refuse('NOT_FOUND', 'input.notFound', 'externalIdentityId');
    await manager.delete(ExternalIdentity, { id });
    const { issuer, subject } = bound;
    transaction.audit({
      allianceId: null,
      action: 'unbindExternalIdentity',
      subject: globalId('person', personId),
      details: { issuer, subject },
    });
    await notifyOwner(identity, transaction, personId, 'security.externalUnbound', { issuer });
    return { viewer: personId };
  };
