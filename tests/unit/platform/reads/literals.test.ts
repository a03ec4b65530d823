import { validate, type GraphQLSchema } from 'graphql';
import { buildGraph } from '../../../../src/app/server/schema';
import { parseDocument } from '../../../../src/platform/execution/document-parser';

let schema: GraphQLSchema;
beforeAll(async () => {
  schema = await buildGraph();
});

it.each([
  [
    'a credit code that is none',
    '{ alliance(slug: "a") { memberUnits(filter: { creditCode: "123" }) { totalCount } } }',
  ],
  [
    'one that is too long',
    `{ alliance(slug: "a") { memberUnits(filter: { creditCode: "${'1'.repeat(50)}" }) { totalCount } } }`,
  ],
  [
    'a moment of the year 0',
    '{ alliance(slug: "a") { memberUnits(filter: { updatedAfter: "0000-01-01T00:00:00Z" }) { totalCount } } }',
  ],
])('%s is found where it stands', (_, text) => {
  const errors = validate(schema, parseDocument(text).document);
  expect(errors.map(({ locations }) => locations)).toEqual([[{ line: 1, column: text.lastIndexOf(': "') + 3 }]]);
});
