import { GraphQLScalarType } from 'graphql';
import { GraphQLDate, GraphQLDateTimeISO, GraphQLEmailAddress, GraphQLURL } from 'graphql-scalars';

/** The graph's scalars for values that GraphQL has none for. */
export const DateTime = renamed(GraphQLDateTimeISO, 'DateTime', 'A moment as RFC 3339 in UTC, to the millisecond.');
export const Day = renamed(GraphQLDate, 'Date', 'A calendar day as RFC 3339 full-date: 2026-11-23.', (value) => value);
export const EmailAddress = renamed(GraphQLEmailAddress, 'EmailAddress', 'An email address (RFC 5322 addr-spec).');
export const Url = renamed(GraphQLURL, 'URL', 'An absolute URL.');

function renamed(
  scalar: GraphQLScalarType, name: string, description: string, keep?: (value: unknown) => unknown,
): GraphQLScalarType {
  const config = scalar.toConfig();
  if (keep === undefined) return new GraphQLScalarType({ ...config, name, description });
  // a day stays text: a Date of midnight somewhere is not a day
  return new GraphQLScalarType({
    ...config, name, description,
    parseValue: (value) => { config.parseValue(value); return keep(value); },
    parseLiteral: (node, variables) => { config.parseLiteral(node, variables); return keep('value' in node ? node.value : null); },
    serialize: keep,
  });
}
