import { isRefused, refuse, type Refused } from '../../writes/outcome';
import type { MutationRequest } from '../../writes/mutation';
import { accountByEmail, type Account } from '../person/account.queries';
import '../account/account.messages';
import type { Attempt } from '../limits';

/** The result of a check: `right` only when there is an account and the password is the account's. */
export interface Checked {
  readonly account: Account | null;
  readonly right: boolean;
  /** Its `succeeded` is to be called when the try has. */
  readonly attempt: Attempt;
  readonly place: string;
}

/**
 * Checks a password under the limits. Runs before the transaction: a refusal's traces have to stay, and hashing must
 * not keep a database connection waiting. Takes the same time, and the same limits, whether there is such an account.
 */
export async function checkPassword(
  request: MutationRequest,
  email: string,
  password: string,
  begun?: Attempt,
): Promise<Checked | Refused<never>> {
  const { identity, origin } = request;
  const attempt = begun ?? identity.limits.attempt(origin);
  const place = attempt.place(email);
  const tooMany = await attempt.fromAddress();
  if (tooMany !== null) return tooMany;
  const limited = (refused: Refused<never>): Refused<never> => {
    identity.incidents.note('limit_reached', email, origin);
    return refused;
  };
  const nearby = await attempt.atPlace(email);
  if (nearby !== null) return limited(nearby);
  const account = await accountByEmail(identity.pool, email, place);
  const anywhere = account?.familiar === true ? null : await attempt.atAccount(email);
  if (anywhere !== null) return limited(anywhere);
  const right = await identity.passwords.verify(account?.passwordHash ?? null, password, origin.address);
  return { account, right, attempt, place };
}

/** The account whose password this is, after its points are given back; otherwise one refusal, whatever was wrong. */
export async function provenAccount<Field extends string = never>(
  request: MutationRequest,
  email: string,
  password: string,
  wrong: Refused<Field> = refuse('INVALID', 'identity.wrongCredentials'),
): Promise<{ account: Account; place: string } | Refused<Field>> {
  const checked = await checkPassword(request, email, password);
  if (isRefused(checked)) return checked;
  const { account, right, attempt, place } = checked;
  if (account === null || !right) {
    request.identity.incidents.note('sign_in_failed', email, request.origin);
    return wrong;
  }
  await attempt.succeeded();
  // told to nobody but whoever knows the password
  if (account.disabled) return refuse('WRONG_STATE', 'account.disabled');
  return { account, place };
}
