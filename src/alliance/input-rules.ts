import { Matching, Text } from '../platform/writes/validation';

/** Applies several rules as one. */
function all(...rules: readonly PropertyDecorator[]): PropertyDecorator {
  return (target, property) => rules.forEach((rule) => rule(target, property));
}

/** A name on one line, of at most so many characters, at least one of them to be seen. */
export function Name(max: number): PropertyDecorator {
  // looks ahead once from the start: a pattern that tries each letter takes seconds for a long text
  return all(Text({ max }), Matching(/^(?=[^\p{L}\p{N}]*[\p{L}\p{N}])[^\n\r\t]*$/u, 'alliance.badName'));
}
