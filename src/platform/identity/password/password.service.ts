import { IsNull, MoreThan } from 'typeorm';
import { globalId } from '../../database/ids';
import { unauthenticated } from '../../errors/errors';
import { isRefused, refuse } from '../../writes/outcome';
import type { Preparation } from '../../writes/declarations';
import { emailOf, endSessions, keepsPassword } from '../person/account.queries';
import { refusing } from '../identity';
import type { ChangePasswordInput } from './password.inputs';
import { provenAccount } from './password-check';
import { PasswordReset } from './password-reset.entity';
import { passwordFault } from './passwords';
import { ApiToken } from '../api-token/api-token.entity';
import { ExternalIdentity } from '../external-identity/external-identity.entity';
import { Person } from '../person/person.entity';
import { bySession } from '../principal';
import { notifyOwner } from '../security/notify-owner';

/**
 * Checks the current password and hashes the new one, then answers with the service that sets it, ends the person's other
 * sessions, unbinds external accounts and spends links to set it anew: whoever knew the old one keeps no way in. API tokens stay, which the owner is notified of.
 */
export const changePassword: Preparation<ChangePasswordInput, { viewer: string }> = async (request, input) => {
  const { identity } = request;
  const { personId, sessionId } = bySession(request.viewer);
  const email = await emailOf(identity.pool, personId);
  if (email === null) throw unauthenticated('errors.signInFirst');
  const wrong = refuse('INVALID', 'identity.passwordWrong', 'currentPassword');
  const proven = await provenAccount(request, email, input.currentPassword, wrong);
  if (isRefused(proven)) return refusing(proven);
  const fault = passwordFault(input.newPassword, email, 'newPassword');
  if (fault !== null) return refusing(fault);
  const passwordHash = await identity.passwords.hash(input.newPassword, request.origin.address);
  const { account } = proven;
  return async (transaction) => {
    const { manager, now } = transaction;
    if (!(await keepsPassword(manager, account))) return refuse('CONFLICT', 'identity.tryAgain');
    await manager.update(Person, { id: account.id }, { passwordHash, mustChangePassword: false });
    await endSessions(transaction, account.id, { allBut: sessionId });
    await manager.delete(ExternalIdentity, { personId });
    await manager.delete(PasswordReset, { personId, usedAt: IsNull() });
    const apiTokens = await manager.countBy(ApiToken, { personId, revokedAt: IsNull(), expiresAt: MoreThan(now) });
    transaction.audit({ allianceId: null, action: 'changePassword', subject: globalId('person', account.id) });
    await notifyOwner(identity, transaction, personId, 'security.passwordChanged', { apiTokens });
    return { viewer: account.id };
  };
};
