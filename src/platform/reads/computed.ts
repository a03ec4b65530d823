import DataLoader from 'dataloader';
import type { ComputedPlace } from './bindings';
import type { Computing } from './declarations';

type Holder = Record<string, unknown>;

type Arguments = Readonly<Record<string, unknown>>;

/**
 * Puts the computed values into a result: all rows of one field and the same arguments in one batch, wherever they are.
 * @param argumentsOf the arguments of all fields of the run, which places refer to
 */
export async function compute(
  text: string,
  places: readonly ComputedPlace[],
  computing: Computing,
  argumentsOf: readonly Arguments[],
): Promise<string> {
  const root = { root: JSON.parse(text) as unknown };
  const loaders = new Map<unknown, DataLoader<readonly unknown[], unknown>>();
  const work: Promise<void>[] = [];
  for (const [mark, { path, read, argumentsAt, shape }] of places.entries()) {
    const values = argumentsAt === null ? {} : (argumentsOf[argumentsAt] ?? {});
    // with arguments, each place has a batch of its own
    const batch = argumentsAt === null ? read : mark;
    let loader = loaders.get(batch);
    if (loader === undefined) {
      loader = new DataLoader((rows) => read.load(rows, computing, values) as Promise<unknown[]>, { cache: false });
      loaders.set(batch, loader);
    }
    for (const [holder, key] of holdersAt(root, ['root', ...path])) {
      const needs = holder[key];
      // hidden by a rule, or the value of another type in the same place
      if (!Array.isArray(needs) || needs[0] !== mark) continue;
      work.push(loader.load(needs.slice(1)).then((value) => void (holder[key] = shape(value))));
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
    holder !== null && typeof holder === 'object' ? [[holder as Holder, last]] : [],
  );
}
