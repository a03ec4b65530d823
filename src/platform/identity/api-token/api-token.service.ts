import { IsNull, MoreThan } from 'typeorm';
import { LIMITS } from '../../budgets';
import { globalId, newId } from '../../database/ids';
import { refuse } from '../../writes/outcome';
import type { Preparation } from '../../writes/declarations';
import type { Service } from '../../writes/transaction';
import { cleaned, rowId } from '../../writes/validation';
import { rightsChanged } from '../person/account.queries';
import { ApiToken } from './api-token.entity';
import type { CreateApiTokenInput, RevokeApiTokenInput } from './api-token.inputs';
import { Person } from '../person/person.entity';
import { bySession } from '../principal';
import { newSecret, SecretKind } from '../secrets';
import { notifyOwner } from '../security/notify-owner';

const DAY_MS = 86_400_000;

type Created = { readonly apiToken: string; readonly secret: string };

/**
 * Makes a token for the signed-in person; its secret is in this answer and nowhere else. It outlives the session, so its
 * owner is notified.
 */
export const createApiToken: Preparation<CreateApiTokenInput, Created> =
  async ({ identity }) =>
  async (transaction, input) => {
    const { manager, now } = transaction;
    const { personId } = bySession(transaction.viewer);
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
    await notifyOwner(identity, transaction, personId, 'security.apiTokenCreated', { token: cleaned(input.name) });
    return { apiToken: id, secret: secret.text };
  };

/** Revokes one of the signed-in person's tokens; once revoked it stays so, and saying it again changes nothing. */
export const revokeApiToken: Service<RevokeApiTokenInput, { apiToken: string }> = async (transaction, input) => {
  const { manager, now } = transaction;
  const { personId } = bySession(transaction.viewer);
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
