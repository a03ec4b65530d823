import DataLoader from 'dataloader';
import type { Locale } from '../i18n/messages';
import type { ComputedPlace } from './compiler';
import type { ComputedRead } from './declarations';

/** What computed fields are handed. */
export interface Computing {
  readonly services: unknown;
  /** The language that they are to be in. */
  readonly locale: Locale;
}

type Holder = Record<string, unknown>;

/** Puts the computed values into a result: all rows of one field in one batch, wherever they stand. */
export async function compute(text: string, places: readonly ComputedPlace[], { services, locale }: Computing): Promise<string> {
  const root = { root: JSON.parse(text) as unknown };
  const loaders = new Map<ComputedRead, DataLoader<readonly unknown[], unknown>>();
  const work: Promise<void>[] = [];
  for (const [mark, { path, read }] of places.entries()) {
    let loader = loaders.get(read);
    if (loader === undefined) {
      loader = new DataLoader((rows) => read.load(rows, services, locale) as Promise<unknown[]>, { cache: false });
      loaders.set(read, loader);
    }
    for (const [holder, key] of holdersAt(root, ['root', ...path])) {
      const needs = holder[key];
      // hidden by rule, or the value of another type that may stand here
      if (!Array.isArray(needs) || needs[0] !== mark) continue;
      work.push(loader.load(needs.slice(1)).then((value) => void (holder[key] = value)));
    }
  }
  await Promise.all(work);
  return JSON.stringify(root.root);
}

/** The objects and keys where a path of response keys ends; `*` is every element of a list. */
function holdersAt(value: unknown, path: readonly string[]): [Holder, string][] {
  let holders: unknown[] = [value];
  for (const step of path.slice(0, -1)) {
    holders = holders.flatMap((holder) => {
      if (holder === null || typeof holder !== 'object') return [];
      return step === '*' ? (holder as unknown[]) : [(holder as Holder)[step]];
    });
  }
  const last = path.at(-1) ?? '';
  return holders.flatMap((holder): [Holder, string][] =>
    holder !== null && typeof holder === 'object' ? [[holder as Holder, last]] : []);
}
