import { registerEnumType } from 'type-graphql';

/** Registers an enumeration of the graph. It does not compile while a value lacks its description. */
export function describeEnum<E extends Readonly<Record<string, string>>>(
  type: E,
  { name, description, values }: { name: string; description: string; values: { readonly [Value in keyof E]: string } },
): void {
  const described = Object.entries(values).map(([value, says]) => [value, { description: says }]);
  registerEnumType(type, { name, description, valuesConfig: Object.fromEntries(described) });
}
