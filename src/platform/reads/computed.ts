import DataLoader from 'dataloader';
import type { ComputedPlace } from './bindings';
import type { Computing, Shape } from './declarations';
import { JsonText } from './json';

type Holder = Record<string, unknown>;

type Arguments = Readonly<Record<string, unknown>>;

/** A computed value as it was asked for. */
export function shaped(value: unknown, shape: Shape | null): unknown {
  if (value === null || value === undefined) return null;
  if (Array.isArray(value)) return value.map((each) => shaped(each, shape));
  if (shape === null) return value;
  const { typeName, members } = shape;
  return Object.fromEntries(
    members.map(([key, name, inner]) => [
      key,
      name === '__typename' ? typeName : shaped((value as Readonly<Record<string, unknown>>)[name], inner),
    ]),
  );
}

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
  const { value, print } = await computed(text, places, computing, argumentsOf);
  return print(value);
}

/** The result with its computed values, and how it or a part of it is printed: as JSON text. */
export async function computed(
  text: string,
  places: readonly ComputedPlace[],
  computing: Computing,
  argumentsOf: readonly Arguments[],
): Promise<{ value: unknown; print: (part: unknown) => string }> {
  const root = { root: JSON.parse(text) as unknown };
  const loaders = new Map<unknown, DataLoader<readonly unknown[], unknown>>();
  const work: Promise<void>[] = [];
  const texts: string[] = [];
  for (const [mark, { path, read, argumentsAt, shape }] of places.entries()) {
    const values = argumentsAt === null ? {} : (argumentsOf[argumentsAt] ?? {});
    // with arguments, each place has a batch of its own
    const batch = argumentsAt === null ? read : mark;
    let loader = loaders.get(batch);
    if (loader === undefined) {
      loader = new DataLoader(
        (rows) => read.load(rows, computing, values, argumentsAt === null ? null : shape) as Promise<unknown[]>,
        { cache: false },
      );
      loaders.set(batch, loader);
    }
    for (const [holder, key] of holdersAt(root, ['root', ...path])) {
      const needs = holder[key];
      // hidden by a rule, or the value of another type in the same place
      if (!Array.isArray(needs) || needs[0] !== mark) continue;
      work.push(
        loader.load(needs.slice(1)).then((value) => {
          holder[key] = value instanceof JsonText ? placeOf(texts.push(value.text) - 1) : shaped(value, shape);
        }),
      );
    }
  }
  await Promise.all(work);
  return { value: root.root, print: (part) => withTexts(JSON.stringify(part), texts) };
}

/*
 * A computed value that is JSON text already is put into the printed result, so that nobody prints it again: it may have
 * tens of megabytes. Its place is held by a text with a NUL, which no text of PostgreSQL's has.
 */

function placeOf(index: number): string {
  return `\0${index}`;
}

/** As JSON prints it; a quotation mark or a backslash inside a text has a backslash before it. */
const PLACE = /"\\u0000(\d+)"/g;

function withTexts(printed: string, texts: readonly string[]): string {
  return texts.length === 0 ? printed : printed.replace(PLACE, (_, index: string) => texts[Number(index)] ?? 'null');
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
