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

/** Pieces within pieces are kept as they are: composing copies nothing, so that a statement takes time by its length. */
export class Sql {
  /** Of its text, once it is rendered; about, for its placeholders. */
  readonly length: number;

  constructor(readonly parts: readonly (string | SqlValue)[]) {
    this.length = parts.reduce((sum, part) => sum + lengthOf(part), 0);
  }
}

function lengthOf(part: string | SqlValue): number {
  return typeof part === 'string' || part instanceof Sql ? part.length : part.type.length + '$10::'.length;
}

export type SqlValue = Sql | Parameter;

/** Composes a piece; interpolated values are pieces or parameters, never plain text. */
export function sql(strings: TemplateStringsArray, ...values: readonly SqlValue[]): Sql {
  return new Sql(strings.flatMap((text, index) => [text, ...values.slice(index, index + 1)]));
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
  return new Sql(pieces.flatMap((piece, index) => (index === 0 ? [piece] : [separator, piece])));
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
  const texts: string[] = [];
  const write = (part: string | SqlValue): void => {
    if (typeof part === 'string') texts.push(part);
    else if (part instanceof Sql) part.parts.forEach(write);
    else {
      const place = places.get(part) ?? places.size + 1;
      places.set(part, place);
      texts.push(`$${place}::${part.type}`);
    }
  };
  write(piece);
  return { text: texts.join(''), parameters: [...places.keys()] };
}
