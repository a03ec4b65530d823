import DataLoader from 'dataloader';
import type { ComputedPlace } from './compiler';
import type { ComputedRead } from './declarations';

type Holder = Record<string, unknown>;

/** Puts the computed values into a result: all rows of one field in one batch, wherever they stand. */
export async function compute(text: string, places: readonly ComputedPlace[], services: unknown): Promise<string> {
  const root = { root: JSON.parse(text) as unknown };
  const loaders = new Map<ComputedRead, DataLoader<readonly unknown[], unknown>>();
  const work: Promise<void>[] = [];
  for (const { path, read } of places) {
    let loader = loaders.get(read);
    if (loader === undefined) {
      loader = new DataLoader((rows) => read.load(rows, services) as Promise<unknown[]>, { cache: false });
      loaders.set(read, loader);
    }
    for (const [holder, key] of holdersAt(root, ['root', ...path])) {
      const needs = holder[key];
      if (!Array.isArray(needs)) continue; // hidden by rule
      work.push(loader.load(needs).then((value) => void (holder[key] = value)));
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
