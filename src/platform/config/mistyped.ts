import { distance } from 'fastest-levenshtein';
import { isSecret, variableNames } from './environment';

/** Shorter names are like too many others: HOME is two letters from HOST. */
const SHORTEST = 7;
const MOST_LETTERS_WRONG = 2;

export interface MistypedVariable {
  readonly name: string;
  /** The one that is read, and was probably meant. */
  readonly meant: string;
}

/** Variables that are set and not read, and look like one that is. */
export function mistypedVariables(env: NodeJS.ProcessEnv): MistypedVariable[] {
  const read = variableNames.flatMap((name) => (isSecret(name) ? [name, `${name}_FILE`] : [name]));
  return Object.keys(env).flatMap((name) => {
    if (name.length < SHORTEST || (read as string[]).includes(name)) return [];
    const meant = read.find((candidate) => distance(name.toUpperCase(), candidate) <= MOST_LETTERS_WRONG);
    return meant === undefined ? [] : [{ name, meant }];
  });
}
