import { GraphQLError, GraphQLScalarType, type ValueNode } from 'graphql';
import { GraphQLDate, GraphQLDateTimeISO, GraphQLEmailAddress, GraphQLJSONObject, GraphQLURL } from 'graphql-scalars';

/** The graph's scalars for values that GraphQL has none for. Moments and days lie in the years 1 to 9999, which PostgreSQL reads as they are written. */
export const DateTime = renamed(
  GraphQLDateTimeISO,
  'DateTime',
  'A moment as RFC 3339 in UTC, to the millisecond: 2026-11-29T08:00:00.000Z. Any offset is taken (时刻).',
  {
    longest: 40,
    parsed: withFourDigits,
  },
);
export const Day = renamed(GraphQLDate, 'Date', 'A calendar day as RFC 3339 full-date: 2026-11-23 (日期).', {
  longest: 10,
  // a day stays text: a Date of midnight somewhere is not a day
  parsed: (moment, input) => withFourDigits(moment) && input,
  serialize: (day) => day,
});
export const Url = renamed(GraphQLURL, 'URL', 'An absolute URL, by RFC 3986 (网址).', {
  longest: 2_000,
  serialize: (url) => url,
});
export const EmailAddress = renamed(GraphQLEmailAddress, 'EmailAddress', 'An email address, by RFC 5322 (电子邮箱).', {
  longest: 254,
});

/** Answered and never sent: what people send has fields. */
export const JsonObject = new GraphQLScalarType({
  ...GraphQLJSONObject.toConfig(),
  description: 'A JSON object, whatever is in it (JSON 对象).',
  extensions: { sent: false },
  parseValue: neverSent,
  parseLiteral: neverSent,
});

interface Changes {
  /** Characters of a value as it comes; one with more is not looked at. */
  readonly longest: number;
  /** What the scalar's own parsed value, and the value as it came, come to. */
  readonly parsed?: (value: unknown, input: unknown) => unknown;
  readonly serialize?: (value: unknown) => unknown;
}

function renamed(
  scalar: GraphQLScalarType,
  name: string,
  description: string,
  { longest, parsed = (value) => value, serialize }: Changes,
): GraphQLScalarType {
  const config = scalar.toConfig();
  return new GraphQLScalarType({
    ...config,
    name,
    description,
    extensions: { ...config.extensions, longest },
    parseValue: (value) => parsed(config.parseValue(noLonger(value, longest)), value),
    parseLiteral: (node, variables) =>
      atLiteral(node, () => {
        const value = noLonger('value' in node ? node.value : null, longest);
        return parsed(config.parseLiteral(node, variables), value);
      }),
    serialize: serialize ?? config.serialize,
  });
}

function neverSent(): never {
  throw new Error('a scalar was sent that is only answered');
}

function withFourDigits(moment: unknown): unknown {
  const year = (moment as Date).getUTCFullYear();
  if (year < 1 || year > 9_999) throw new GraphQLError('The year must be from 1 to 9999.');
  return moment;
}

/** The value, unless it is a text of more characters than that. */
export function noLonger(value: unknown, longest: number): unknown {
  if (typeof value === 'string' && value.length > longest)
    throw new GraphQLError(`At most ${longest} characters are allowed.`);
  return value;
}

/** What a literal comes to; what is wrong with it says where in the document it stands. */
export function atLiteral<T>(node: ValueNode, parse: () => T): T {
  try {
    return parse();
  } catch (error) {
    if (!(error instanceof GraphQLError) || error.nodes !== undefined) throw error;
    throw new GraphQLError(error.message, { nodes: node });
  }
}
