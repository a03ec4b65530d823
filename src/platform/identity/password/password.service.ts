import { globalId } from '../../database/ids';
import { unauthenticated } from '../../errors/errors';
import { isRefused, refuse } from '../../writes/outcome';
import type { Preparation } from '../../writes/declarations';
import { emailOf, endSessions, keepsPassword } from '../person/account.queries';
import { refusing } from '../identity';
import type { ChangePasswordInput } from './password.inputs';
import { provenAccount } from './password-check';
import { passwordFault } from './passwords';
import { Person } from '../person/person.entity';

/**
 * Checks the current password and hashes the new one, then answers with the service that sets it and ends the person's
 * other sessions.
 */
export const changePassword: Preparation<ChangePasswordInput, { viewer: string }> = async (request, input) => {
  const {
    identity,
    viewer: { credential, personId },
  } = request;
  const email = personId === null ? null : await emailOf(identity.pool, personId);
  if (email === null || credential.kind !== 'session') throw unauthenticated('errors.signInFirst');
  const wrong = refuse('INVALID', 'identity.passwordWrong', 'currentPassword');
  const proven = await provenAccount(request, email, input.currentPassword, wrong);
  if (isRefused(proven)) return refusing(proven);
  const fault = passwordFault(input.newPassword, email, 'newPassword');
  if (fault !== null) return refusing(fault);
  const passwordHash = await identity.passwords.hash(input.newPassword, request.origin.address);
  const { account } = proven;
  return async (transaction) => {
    if (!(await keepsPassword(transaction.manager, account))) return refuse('CONFLICT', 'identity.tryAgain');
    await transaction.manager.update(Person, { id: account.id }, { passwordHash, mustChangePassword: false });
    await endSessions(transaction, account.id, { allBut: credential.sessionId });
    transaction.audit({ allianceId: null, action: 'changePassword', subject: globalId('person', account.id) });
    return { viewer: account.id };
  };
};
