import { getMetadataStorage } from 'type-graphql';
import type { Class } from '../access/access';

/** The fields of an input that hold other inputs, with the classes of these. */
type NestedInputs = ReadonlyMap<string, Class>;

const known = new Map<Function, NestedInputs>();

/**
 * A coerced input as an instance of its class, with the inputs in it: their rules are found by their classes. type-graphql looks all
 * that it needs for this up anew for each input, in a fifteenth of a change's time.
 */
export function instanceOf(type: Class, value: object): object {
  const instance: Record<string, unknown> = Object.assign(Object.create(type.prototype as object), value);
  for (const [field, nested] of nestedIn(type)) {
    const inner = instance[field];
    if (Array.isArray(inner)) instance[field] = inner.map((each: object | null) => each && instanceOf(nested, each));
    else if (typeof inner === 'object' && inner !== null) instance[field] = instanceOf(nested, inner);
  }
  return instance;
}

function nestedIn(type: Class): NestedInputs {
  let nested = known.get(type);
  if (nested === undefined) known.set(type, (nested = findNested(type)));
  return nested;
}

function findNested(type: Class): NestedInputs {
  const { inputTypes } = getMetadataStorage();
  const classes = new Set<unknown>(inputTypes.map(({ target }) => target));
  const fields = inputTypes
    .filter(({ target }) => target === type || type.prototype instanceof target)
    .flatMap((each) => each.fields ?? []);
  return new Map(
    fields.flatMap((field) => {
      const held = field.getType();
      return classes.has(held) ? [[field.name, held as Class] as const] : [];
    }),
  );
}
