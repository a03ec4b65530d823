import { refuse, type Place, type Refused } from '../../../platform/writes/outcome';

/** There is no such object, or none that the viewer may see: the two are not told apart. */
export function notFound<Field extends string>(path: Field | Place<Field>): Refused<Field> {
  return refuse('NOT_FOUND', 'input.notFound', path);
}

/** The object is there for the viewer to see, but this is not theirs to do. */
export function notAllowed<Field extends string = never>(path: Field | null = null): Refused<Field> {
  return refuse('NOT_ALLOWED', 'writes.notAllowed', path);
}
