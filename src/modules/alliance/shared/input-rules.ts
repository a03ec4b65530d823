import { Matching, Text } from '../../../platform/writes/validation';

/** Applies several rules as one. */
function all(...rules: readonly PropertyDecorator[]): PropertyDecorator {
  return (target, property) => rules.forEach((rule) => rule(target, property));
}

/** Marks that turn the direction of writing, which make a text look other than it reads. */
const NO_TURNS = /^[^\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]*$/u;

/** A name on one line, of at most so many characters, at least one of them to be seen. */
export function Name(max: number): PropertyDecorator {
  // looks ahead once from the start: a pattern that tries each letter takes seconds for a long text
  const oneLine = Matching(/^(?=[^\p{L}\p{N}]*[\p{L}\p{N}])[^\n\r\t]*$/u, 'alliance.badName');
  return all(Text({ max }), oneLine, Matching(NO_TURNS, 'alliance.turnedText'));
}

/** A text of several lines that people are bound by: it reads as it looks, and is as long as it is once composed (NFC). */
export function Clauses(max: number): PropertyDecorator {
  return all(Text({ max, composed: true }), Matching(NO_TURNS, 'alliance.turnedText'));
}
