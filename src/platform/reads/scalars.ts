import { GraphQLError, GraphQLScalarType } from 'graphql';
import { GraphQLDate, GraphQLDateTimeISO, GraphQLEmailAddress, GraphQLURL } from 'graphql-scalars';

/** The graph's scalars for values that GraphQL has none for. Moments and days lie in the years 1 to 9999, which PostgreSQL reads as they are written. */
export const DateTime = renamed(GraphQLDateTimeISO, 'DateTime', 'A moment as RFC 3339 in UTC, to the millisecond.', {
  parsed: withFourDigits,
});
export const Day = renamed(GraphQLDate, 'Date', 'A calendar day as RFC 3339 full-date: 2026-11-23.', {
  // a day stays text: a Date of midnight somewhere is not a day
  parsed: (moment, input) => withFourDigits(moment) && input,
  serialize: (day) => day,
});
export const Url = renamed(GraphQLURL, 'URL', 'An absolute URL (RFC 3986).', { serialize: (url) => url });
export const EmailAddress = renamed(GraphQLEmailAddress, 'EmailAddress', 'An email address (RFC 5322 addr-spec).');

interface Changes {
  /** What the scalar's own parsed value, and the value as it came, come to. */
  readonly parsed?: (value: unknown, input: unknown) => unknown;
  readonly serialize?: (value: unknown) => unknown;
}

function renamed(
  scalar: GraphQLScalarType,
  name: string,
  description: string,
  { parsed = (value) => value, serialize }: Changes = {},
): GraphQLScalarType {
  const config = scalar.toConfig();
  return new GraphQLScalarType({
    ...config,
    name,
    description,
    parseValue: (value) => parsed(config.parseValue(value), value),
    parseLiteral: (node, variables) =>
      parsed(config.parseLiteral(node, variables), 'value' in node ? node.value : null),
    serialize: serialize ?? config.serialize,
  });
}

function withFourDigits(moment: unknown): unknown {
  const year = (moment as Date).getUTCFullYear();
  if (year < 1 || year > 9_999) throw new GraphQLError('The year must be from 1 to 9999.');
  return moment;
}
