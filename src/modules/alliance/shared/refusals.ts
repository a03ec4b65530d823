import { refuse, type Place, type Refused } from '../../../platform/writes/outcome';

/** There is no such object, or none that the viewer may see; the answer is the same, so that it reveals nothing. */
export function notFound<Field extends string>(path: Field | Place<Field>): Refused<Field> {
  return refuse('NOT_FOUND', 'input.notFound', path);
}

/** The viewer sees the object, but may not do this with it. */
export function notAllowed<Field extends string = never>(path: Field | null = null): Refused<Field> {
  return refuse('NOT_ALLOWED', 'writes.notAllowed', path);
}
