import type { MessageKey } from '../../../platform/i18n/messages';
import { refuse, type Place, type Refused } from '../../../platform/writes/outcome';
import type { Authority } from './authority';

/** There is no such object, or none that the viewer may see; the answer is the same, so that it reveals nothing. */
export function notFound<Field extends string>(path: Field | Place<Field>): Refused<Field> {
  return refuse('NOT_FOUND', 'input.notFound', path);
}

/** The viewer sees the object, but may not do this with it, which no token may. */
export function notAllowed<Field extends string = never>(path: Field | null = null): Refused<Field> {
  return refuse('NOT_ALLOWED', 'writes.notAllowed', path);
}

/**
 * Refuses whoever may not do this with an object that they see, and says whether it is for their roles or for the scopes of
 * their token; null for those who may.
 * @param because what is said of roles that do not cover it
 */
export function unlessMay<Field extends string = never>(
  authority: Authority,
  may: (authority: Authority) => boolean,
  path: Field | null = null,
  because: MessageKey = 'writes.notAllowed',
): Refused<Field> | null {
  if (may(authority)) return null;
  const scopes = authority.narrowedBy(may);
  if (scopes === null) return refuse('NOT_ALLOWED', because, path);
  return scopes.length === 0
    ? refuse('NOT_ALLOWED', 'writes.notByToken', path)
    : refuse('NOT_ALLOWED', 'writes.tokenScope', path, { scopes });
}
