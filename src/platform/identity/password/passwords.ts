import { randomBytes } from 'node:crypto';
import type { MessageKey } from '../../i18n/messages';
import { availableParallelism } from 'node:os';
import { hash, verify } from '@node-rs/argon2';
import { LIMITS, networkOf, OWN_MACHINE, Turns } from '../../budgets';
import { refuse, type Refused } from '../../writes/outcome';
import { commonPasswords } from './common-passwords';

/** Argon2id (the library's default kind) with OWASP's parameters: 19 MiB, two passes, one lane. */
const PARAMETERS = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

/**
 * Hashing runs on libuv's four threads, which files and name resolution need too: at most three of them, and never
 * more than half of the processors. As many as may wait are about two seconds' work.
 */
const AT_ONCE = Math.min(3, Math.max(1, Math.floor(availableParallelism() / 2)));

/** In characters (code points). */
export const PASSWORD_LENGTH = { min: 10, max: 200 } as const;

/** One form for what may be typed in several: full width or not, composed or not (NFKC). */
function normalised(password: string): string {
  return password.normalize('NFKC');
}

/** What speaks against a new password, in the words of the field that it came in; null when nothing does. */
export function passwordFault<Field extends string>(
  password: string,
  email: string,
  field: Field,
): Refused<Field> | null {
  const invalid = (key: MessageKey): Refused<Field> => refuse('INVALID', key, field, PASSWORD_LENGTH);
  if (password.length > LIMITS.passwordCharacters) return invalid('identity.passwordLength');
  const text = normalised(password);
  const characters = [...text];
  const { min, max } = PASSWORD_LENGTH;
  if (characters.length < min || characters.length > max) return invalid('identity.passwordLength');
  const plain = text.toLowerCase();
  const address = email.toLowerCase();
  if (plain === address || plain === address.split('@')[0]) return invalid('identity.passwordIsEmail');
  const monotonous = new Set(characters).size < 4;
  return monotonous || commonPasswords.has(plain) ? invalid('identity.passwordCommon') : null;
}

/**
 * Hashes and verifies passwords, a bounded number at a time so that a burst of sign-ins cannot take the machine, and in turn
 * for each network so that it does not hold up everybody else's.
 */
export class Passwords {
  private readonly turns = new Turns({ atOnce: AT_ONCE, waiting: LIMITS.passwordsWaiting });
  private readonly hashOfNobody: Promise<string> = hash(randomBytes(32), PARAMETERS);

  /** In PHC form; the address is whose turn it takes. */
  async hash(password: string, address = OWN_MACHINE): Promise<string> {
    return this.turns.run(networkOf(address), () => hash(normalised(password), PARAMETERS));
  }

  /** Whether the password is the one behind the hash. Without a hash it is not, which takes just as long to say. */
  async verify(known: string | null, password: string, address: string): Promise<boolean> {
    // nobody's password is empty
    const text = password.length > LIMITS.passwordCharacters ? '' : normalised(password);
    const against = known ?? (await this.hashOfNobody);
    const right = await this.turns.run(networkOf(address), () => verify(against, text));
    return right && known !== null;
  }
}
