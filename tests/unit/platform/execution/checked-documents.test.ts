import { buildSchema, GraphQLError, type DocumentNode } from 'graphql';
import { LIMITS } from '../../../../src/platform/budgets';
import { requestErrorOf } from '../../../../src/platform/errors/errors';
import { CheckedDocuments, isRefused } from '../../../../src/platform/execution/checked-documents';

const schema = buildSchema(`
  type Query { node(id: ID): Node other: Node }
  type Node { id: ID name: String parent: Node children(first: Int): [Node!]! }
`);
let documents: CheckedDocuments;
beforeEach(() => {
  documents = new CheckedDocuments(schema);
});

function refused(text: string): readonly string[] {
  const checked = documents.check(text);
  if (!isRefused(checked)) return [];
  return checked.map((error) => requestErrorOf(error)?.key ?? String(error.extensions['code']));
}

function parsed(text: string): DocumentNode {
  const checked = documents.check(text);
  if (isRefused(checked)) throw checked[0] ?? new Error('refused for nothing');
  return checked.document;
}

const levels = (count: number): string => `{ node { ${'parent { '.repeat(count - 2)}id${' }'.repeat(count - 2)} } }`;
const aliases = (count: number): string => Array.from({ length: count }, (_, place) => `a${place}: id`).join(' ');

describe('the text of a document', () => {
  const blank = (bytes: number): string => `{ __typename } #${' '.repeat(bytes - '{ __typename } #'.length)}`;

  it('is counted in bytes before it is parsed, comments and blanks included', () => {
    expect(refused(blank(LIMITS.documentBytes))).toEqual([]);
    expect(refused(blank(LIMITS.documentBytes + 1))).toEqual(['document.tooLarge']);
    expect(refused(`{ __typename } # ${'共'.repeat(LIMITS.documentBytes / 3)}`)).toEqual(['document.tooLarge']);
    expect(refused(`{${' '.repeat(4 * 1024 * 1024)}`)).toEqual(['document.tooLarge']);
  });

  it('is kept with the document, so that errors have their places, but not its tokens', () => {
    const [definition] = parsed(`# ${'x'.repeat(100)}\n{\n  node { id } }`).definitions;
    const field = definition?.kind === 'OperationDefinition' ? definition.selectionSet.selections[0] : undefined;
    expect(new GraphQLError('here', { nodes: field ?? [] }).locations).toEqual([{ line: 3, column: 3 }]);
    expect([field?.loc?.startToken.next, field?.loc?.startToken.prev, field?.loc?.endToken.next]).toEqual([
      null,
      null,
      null,
    ]);
  });
});

describe('kept documents', () => {
  const numbered = (place: number): string => `query Q${place} { ${'node { id } '.repeat(40)} } #${'x'.repeat(60_000)}`;

  it('weigh no more than their budget together, whatever is sent', () => {
    for (let place = 0; place < 600; place += 1) parsed(numbered(place));
    expect(documents.bytes).toBeGreaterThan(LIMITS.documentCacheBytes / 2);
    expect(documents.bytes).toBeLessThanOrEqual(LIMITS.documentCacheBytes);
    expect(documents.known(numbered(0))).toBeUndefined();
    expect(documents.known(numbered(599))?.document).toBe(parsed(numbered(599)));
  });

  it('are those that are valid', () => {
    for (const text of ['{', '{ nothing }', levels(13), blankOf(70_000)]) {
      documents.check(text);
      expect(documents.known(text)).toBeUndefined();
    }
    expect(documents.bytes).toBe(0);
  });

  const blankOf = (bytes: number): string => `{ __typename }${' '.repeat(bytes)}`;
});

describe('limits', () => {
  it('count aliases and directives as they are written, not what fragments make of them', () => {
    const twice = `fragment Two on Node { first: id second: name }`;
    expect(refused(`{ ${'node { parent { ...Two } } '.repeat(8)} } ${twice}`)).toEqual([]);
    expect(refused(`{ node { ${aliases(LIMITS.documentAliases)} } }`)).toEqual([]);
    expect(refused(`{ node { ${aliases(LIMITS.documentAliases + 1)} } }`)).toEqual(['document.aliases']);
    const directives = (count: number): string => `{ node { ${'id @skip(if: false) '.repeat(count)} } }`;
    expect(refused(directives(LIMITS.documentDirectives))).toEqual([]);
    expect(refused(directives(LIMITS.documentDirectives + 1))).toEqual(['document.directives']);
  });

  it('count levels of fields through fragments, which are none themselves', () => {
    expect(refused(levels(LIMITS.documentDepth))).toEqual([]);
    expect(refused(levels(LIMITS.documentDepth + 1))).toEqual(['document.depth']);
    const chain = (length: number): string =>
      `{ node { ... { ...F0 } } } ${Array.from({ length }, (_, place) => `fragment F${place} on Node { parent { ...F${place + 1} } }`).join(' ')}
      fragment F${length} on Node { id }`;
    expect(refused(chain(LIMITS.documentDepth - 2))).toEqual([]);
    expect(refused(chain(LIMITS.documentDepth - 1))).toEqual(['document.depth']);
  });

  it('end on fragments that spread themselves, also those that nobody uses', () => {
    for (const text of [
      '{ node { ...A } } fragment A on Node { parent { ...A } }',
      '{ node { ...A } } fragment A on Node { ...B ...B } fragment B on Node { parent { ...A } parent { ...A } }',
      '{ node { id } } fragment A on Node { ...B } fragment B on Node { ...A }',
    ])
      expect(refused(text)).toEqual(['document.circle']);
  });

  it('take fragments that fan out step by step', () => {
    const fan = Array.from(
      { length: 60 },
      (_, place) => `fragment F${place} on Node { ...F${place + 1} ...F${place + 1} }`,
    ).join(' ');
    expect(refused(`{ node { ...F0 } } ${fan} fragment F60 on Node { id }`)).toEqual([]);
    // each is asked for in two places: twice as many fields with each fragment
    const wide = Array.from(
      { length: 9 },
      (_, place) => `fragment F${place} on Node { parent { ...F${place + 1} } children { ...F${place + 1} } }`,
    ).join(' ');
    expect(refused(`{ node { ...F0 } } ${wide} fragment F9 on Node { id }`)).toEqual([]);
    const types = Array.from(
      { length: LIMITS.documentAliases },
      (_, place) => `fragment F${place} on __Type { ofType { ...F${place + 1} } a: ofType { ...F${place + 1} } }`,
    ).join(' ');
    expect(
      refused(`{ __schema { types { ...F0 } } } ${types} fragment F${LIMITS.documentAliases} on __Type { name }`),
    ).toEqual(['document.merged']);
  });

  it('bound what has to be compared when fields fall together', () => {
    const repeated = `{ ${'other { children { id name } } '.repeat(150)} }`;
    expect(refused(repeated)).toEqual(['document.merged']);
    const fragments = Array.from({ length: 120 }, (_, place) => place);
    const parts = fragments.map((place) => `fragment F${place} on Query { other { parent { id } } }`).join(' ');
    expect(refused(`{ ${fragments.map((place) => `...F${place}`).join(' ')} } ${parts}`)).toEqual(['document.merged']);
    expect(refused(`{ ${Array.from({ length: 900 }, (_, place) => `...f${place}`).join(' ')} }`)).toEqual([
      'document.merged',
    ]);
    // thirty components, each with what its client adds
    const components = fragments.slice(0, 30);
    const ordinary = components.map((place) => `fragment C${place} on Node { id name __typename }`).join(' ');
    expect(refused(`{ node { ${components.map((place) => `...C${place}`).join(' ')} } } ${ordinary}`)).toEqual([]);
  });

  it('let one `__schema` and fifteen `__type` be asked for, through fragments too', () => {
    const type = (count: number): string => `{ ${'__type(name: "Node") { name } '.repeat(count)} }`;
    expect(refused(type(LIMITS.typeFields))).toEqual([]);
    expect(refused(type(LIMITS.typeFields + 1))).toEqual(['document.typeFields']);
    expect(refused('{ a: __schema { types { name } } b: __schema { types { name } } }')).toEqual([
      'document.schemaFields',
    ]);
    expect(refused('{ ...A ...A } fragment A on Query { __schema { types { name } } }')).toEqual([
      'document.schemaFields',
    ]);
    const many = `{ ${'...A '.repeat(4)} } fragment A on Query { ${'...B '.repeat(4)} } fragment B on Query { __type(name: "Node") { name } }`;
    expect(refused(many)).toEqual(['document.typeFields']);
  });
});
