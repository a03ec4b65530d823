import { globalId, newId } from '../../database/ids';
import { unauthenticated } from '../../errors/errors';
import { refuse } from '../../writes/outcome';
import type { Preparation } from '../../writes/declarations';
import { onConstraint } from '../../writes/writer';
import { ExternalIdentity } from './external-identity.entity';
import { refusing } from '../identity';
import type { BindExternalIdentityInput } from './external-identity.inputs';

const taken = refuse('CONFLICT', 'identity.externalTaken', 'idToken');
onConstraint<BindExternalIdentityInput>('external_identities_account', taken);

/** Verifies the ID token, then answers with the service that binds its issuer and subject to the signed-in person. */
export const bindExternalIdentity: Preparation<BindExternalIdentityInput, { viewer: string }> = async (
  request,
  input,
) => {
  const {
    identity,
    viewer: { personId, credential },
  } = request;
  if (personId === null || credential.kind !== 'session') throw unauthenticated('errors.signInFirst');
  if (identity.issuer === null) return refusing(refuse('INVALID', 'identity.externalOff', 'idToken'));
  const claims = await identity.issuer.verifyFresh(input.idToken);
  if (typeof claims === 'string') return refusing(refuse('INVALID', 'identity.externalInvalid', 'idToken'));
  const account = { issuer: claims.issuer, subject: claims.subject };
  return async (transaction) => {
    const { manager, now } = transaction;
    const bound = await manager.findOneBy(ExternalIdentity, account);
    if (bound !== null && bound.personId !== personId) return taken;
    if (bound === null) {
      await manager.insert(ExternalIdentity, { id: newId(), personId, ...account, boundAt: now, lastUsedAt: null });
      transaction.audit({
        allianceId: null,
        action: 'bindExternalIdentity',
        subject: globalId('person', personId),
        details: account,
      });
    }
    return { viewer: personId };
  };
};
