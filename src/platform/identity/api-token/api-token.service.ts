import { IsNull, MoreThan } from 'typeorm';
import { LIMITS } from '../../budgets';
import { globalId, newId } from '../../database/ids';
import { unauthenticated } from '../../errors/errors';
import { refuse } from '../../writes/outcome';
import type { Service, WriteTransaction } from '../../writes/transaction';
import { cleaned, rowId } from '../../writes/validation';
import { rightsChanged } from '../person/account.queries';
import { ApiToken } from './api-token.entity';
import type { CreateApiTokenInput, RevokeApiTokenInput } from './api-token.inputs';
import { Person } from '../person/person.entity';
import { newSecret, SecretKind } from '../secrets';

const DAY_MS = 86_400_000;

function signedIn({ viewer }: WriteTransaction): string {
  if (viewer.personId === null || viewer.credential.kind !== 'session') throw unauthenticated('errors.signInFirst');
  return viewer.personId;
}

/** Makes a token for the signed-in person; its secret is in this answer and nowhere else. */
export const createApiToken: Service<CreateApiTokenInput, { apiToken: string; secret: string }> = async (
  transaction,
  input,
) => {
  const { manager, now } = transaction;
  const personId = signedIn(transaction);
  const { scopes, expiresAt } = input;
  if (scopes.length === 0) return refuse('INVALID', 'identity.scopesNeeded', 'scopes');
  const ahead = expiresAt.getTime() - now.getTime();
  if (!(ahead > 0 && ahead <= LIMITS.apiTokenDays * DAY_MS))
    return refuse('INVALID', 'identity.tokenExpiry', 'expiresAt');
  // two at once are counted one after the other
  await manager.findOneOrFail(Person, { where: { id: personId }, lock: { mode: 'for_no_key_update' } });
  const inUse = await manager.countBy(ApiToken, { personId, revokedAt: IsNull(), expiresAt: MoreThan(now) });
  if (inUse >= LIMITS.apiTokensPerPerson)
    return refuse('LIMIT_REACHED', 'identity.tooManyTokens', null, { max: LIMITS.apiTokensPerPerson });
  const secret = newSecret(SecretKind.apiToken);
  const id = newId();
  await manager.insert(ApiToken, {
    id,
    personId,
    name: cleaned(input.name),
    hash: secret.hash,
    scopes: [...scopes],
    createdAt: now,
    expiresAt,
    lastUsedAt: null,
    revokedAt: null,
  });
  transaction.audit({
    allianceId: null,
    action: 'createApiToken',
    subject: globalId('apiToken', id),
    details: { scopes, expiresAt: expiresAt.toISOString() },
  });
  return { apiToken: id, secret: secret.text };
};

/** Revokes one of the signed-in person's tokens; once revoked it stays so, and saying it again changes nothing. */
export const revokeApiToken: Service<RevokeApiTokenInput, { apiToken: string }> = async (transaction, input) => {
  const { manager, now } = transaction;
  const personId = signedIn(transaction);
  const id = rowId(input.apiTokenId);
  const token = await manager.findOneBy(ApiToken, { id, personId });
  if (token === null) return refuse('NOT_FOUND', 'input.notFound', 'apiTokenId');
  await rightsChanged(transaction, personId);
  const { affected } = await manager.update(ApiToken, { id, revokedAt: IsNull() }, { revokedAt: now });
  if (affected === 1) {
    transaction.audit({ allianceId: null, action: 'revokeApiToken', subject: globalId('apiToken', id) });
  }
  return { apiToken: id };
};
