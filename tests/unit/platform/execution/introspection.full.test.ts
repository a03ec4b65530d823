import { executeSync, getIntrospectionQuery, parse, type ExecutionArgs } from 'graphql';
import { buildGraph } from '../../../../src/app/server/schema';
import { LIMITS } from '../../../../src/platform/budgets';
import { RequestError } from '../../../../src/platform/errors/errors';
import { CheckedDocuments, isRefused } from '../../../../src/platform/execution/checked-documents';
import { fragmentsOf } from '../../../../src/platform/execution/operation-plan';
import { Introspection, type Yield } from '../../../../src/platform/execution/introspection';

let schema: ExecutionArgs['schema'];
let documents: CheckedDocuments;
let introspection: Introspection;
beforeAll(async () => {
  schema = await buildGraph();
});
beforeEach(() => {
  documents = new CheckedDocuments(schema);
  introspection = new Introspection(schema);
});

/** The members of the answer by their keys, as the executor asks for them. */
function answer(query: string, variables: Record<string, unknown> = {}): Record<string, unknown> {
  const checked = documents.check(query);
  if (isRefused(checked)) throw checked[0] ?? new Error('refused for nothing');
  const { document, key: documentKey } = checked;
  const yielded: Yield = { bytes: 0 };
  return Object.fromEntries(
    document.definitions.flatMap((definition) =>
      definition.kind === 'OperationDefinition'
        ? definition.selectionSet.selections.flatMap((node) => {
            if (node.kind !== 'Field') return [];
            const key = (node.alias ?? node.name).value;
            const asked = { documentKey, fragments: fragmentsOf(document), variables, key, nodes: [node] };
            return [[key, JSON.parse(introspection.answer(asked, yielded)) as unknown]];
          })
        : [],
    ),
  );
}

const everything = {
  descriptions: true,
  specifiedByUrl: true,
  directiveIsRepeatable: true,
  schemaDescription: true,
  inputValueDeprecation: true,
  oneOf: true,
};

describe("the introspection queries of clients are answered as graphql's own execution answers them", () => {
  it.each<[string, string]>([
    ['graphql-js with all that it knows', getIntrospectionQuery(everything)],
    ['graphql-js as it is', getIntrospectionQuery()],
    ['GraphiQL', getIntrospectionQuery({ schemaDescription: true, inputValueDeprecation: true })],
    ['Apollo', getIntrospectionQuery({ specifiedByUrl: true, inputValueDeprecation: true })],
    ['Relay', getIntrospectionQuery({ descriptions: false, oneOf: true })],
    ['graphql-codegen', getIntrospectionQuery({ ...everything, oneOf: false })],
  ])('%s', (_, query) => {
    expect(answer(query)).toEqual(executeSync({ schema, document: parse(query) }).data);
  });

  it.each<[string, string, Record<string, unknown>?]>([
    ['names', '{ __schema { queryType { name } types { name kind __typename } } }'],
    ['no such type', '{ __type(name: "Nothing") { name } }'],
    [
      'aliases and fragments',
      '{ a: __type(name: "Alliance") { ...T fields { ...F } } } fragment T on __Type { n: name } fragment F on __Field { f: name args { name defaultValue } }',
    ],
    ['enumerations', '{ __type(name: "ImportFormat") { enumValues(includeDeprecated: true) { name description } } }'],
    [
      'directives',
      '{ __schema { directives { name locations isRepeatable args { name type { name ofType { name } } } } } }',
    ],
    [
      'what variables leave out',
      'query ($name: String!, $short: Boolean!) { __type(name: $name) { name description @skip(if: $short) fields @include(if: $short) { name } } }',
      { name: 'MemberUnit', short: true },
    ],
  ])('%s', (_, query, variables = {}) => {
    const expected = executeSync({ schema, document: parse(query), variableValues: variables }).data;
    expect(answer(query, variables)).toEqual(expected);
  });
});

describe('what introspection may yield', () => {
  const nested = (aliases: number): string => {
    const lists = Array.from(
      { length: aliases },
      (_, place) => `a${place}: fields { type { fields { name description } } }`,
    );
    return `{ __schema { types { ${lists.join(' ')} } } }`;
  };

  it('ends while it is made, and is not kept', () => {
    expect(() => answer(nested(14))).toThrow(RequestError);
    expect(() => answer(nested(14))).toThrow('document.introspection');
    expect(introspection.bytes).toBe(0);
  });

  it('counts for all fields of an operation together, also those that were answered before', () => {
    const checked = documents.check(getIntrospectionQuery());
    if (isRefused(checked)) throw new Error('refused');
    const { document, key: documentKey } = checked;
    const [operation] = document.definitions;
    const nodes = operation?.kind === 'OperationDefinition' ? operation.selectionSet.selections : [];
    const asked = {
      documentKey,
      fragments: fragmentsOf(document),
      variables: {},
      key: '__schema',
      nodes: nodes.flatMap((node) => (node.kind === 'Field' ? [node] : [])),
    };
    const yielded: Yield = { bytes: 0 };
    const size = Buffer.byteLength(introspection.answer(asked, yielded));
    expect(yielded.bytes).toBe(size);
    while (yielded.bytes + size <= LIMITS.introspectionBytes) introspection.answer(asked, yielded);
    expect(() => introspection.answer(asked, yielded)).toThrow('document.introspection');
    expect(yielded.bytes).toBeLessThanOrEqual(LIMITS.introspectionBytes);
  });

  it('is made once for a document, and kept within its budget', () => {
    const query = getIntrospectionQuery();
    answer(query);
    const kept = introspection.bytes;
    expect(kept).toBeGreaterThan(100_000);
    answer(query);
    expect(introspection.bytes).toBe(kept);
    for (let place = 0; place < 16; place += 1) answer(query.replace('IntrospectionQuery', `Q${place}`));
    expect(introspection.bytes).toBeLessThanOrEqual(LIMITS.introspectionCacheBytes);
  });
});
