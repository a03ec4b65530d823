/**
 * SQL composed of pieces. A piece carries its parameters as objects, so that one piece can be part of many
 * statements and a parameter used ten times is sent once. Nothing a caller sends ever becomes text here.
 */

/** A value that is sent beside the statement. Two uses of the same object share one placeholder. */
export interface Parameter {
  /** `viewer`: from who is looking; `argument`: from the request's arguments; `bound`: by the code that runs it. */
  readonly source: 'viewer' | 'argument' | 'bound';
  readonly name: string;
  /** The PostgreSQL type it is cast to. */
  readonly type: string;
}

export class Sql {
  constructor(readonly parts: readonly (string | Parameter)[]) {}
}

export type SqlValue = Sql | Parameter;

/** Composes a piece; interpolated values are pieces or parameters, never plain text. */
export function sql(strings: TemplateStringsArray, ...values: readonly SqlValue[]): Sql {
  const parts: (string | Parameter)[] = [strings[0] ?? ''];
  values.forEach((value, index) => {
    if (value instanceof Sql) parts.push(...value.parts);
    else parts.push(value);
    parts.push(strings[index + 1] ?? '');
  });
  return new Sql(parts);
}

/** Trusted text as a piece: identifiers and keywords from the code, never from a request. */
export function raw(text: string): Sql {
  return new Sql([text]);
}

export function identifier(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** A constant of the code as a quoted literal. */
export function literal(text: string): Sql {
  return raw(`'${text.replaceAll("'", "''")}'`);
}

export function join(pieces: readonly Sql[], separator: string): Sql {
  const parts: (string | Parameter)[] = [];
  pieces.forEach((piece, index) => {
    if (index > 0) parts.push(separator);
    parts.push(...piece.parts);
  });
  return new Sql(parts);
}

export const TRUE = raw('true');

/** All of them, leaving out what is always true. */
export function and(...conditions: readonly Sql[]): Sql {
  const real = conditions.filter((condition) => condition !== TRUE);
  if (real.length === 0) return TRUE;
  return join(
    real.map((condition) => sql`(${condition})`),
    ' and ',
  );
}

export function or(...conditions: readonly Sql[]): Sql {
  if (conditions.includes(TRUE)) return TRUE;
  return join(
    conditions.map((condition) => sql`(${condition})`),
    ' or ',
  );
}

/** The statement's text and its parameters in the order of their placeholders. */
export function render(piece: Sql): { text: string; parameters: Parameter[] } {
  const places = new Map<Parameter, number>();
  let text = '';
  for (const part of piece.parts) {
    if (typeof part === 'string') {
      text += part;
      continue;
    }
    let place = places.get(part);
    if (place === undefined) {
      place = places.size + 1;
      places.set(part, place);
    }
    text += `$${place}::${part.type}`;
  }
  return { text, parameters: [...places.keys()] };
}
