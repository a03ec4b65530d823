import { buildSchema, parse, type OperationDefinitionNode } from 'graphql';
import { anonymous, type Viewer } from '../../../../src/platform/access/viewer';
import { LIMITS } from '../../../../src/platform/budgets';
import type { RequestError } from '../../../../src/platform/errors/errors';
import { InputSizes, type Inputs } from '../../../../src/platform/execution/input-sizes';

const schema = buildSchema('type Query { a: Int } type Mutation { bring(file: String): Int say(word: String): Int }');
const mutations = schema.getMutationType()?.getFields() ?? {};
if (mutations['bring'] !== undefined)
  mutations['bring'].extensions = {
    operation: {
      by: 'session',
      largeInput: { bytes: LIMITS.importBodyBytes, from: ({ personId }: Viewer) => personId === 'importer' },
    },
  };
const sizes = new InputSizes(schema);

const importer: Viewer = { ...anonymous, personId: 'importer', credential: { kind: 'session', sessionId: '1' } };
const byToken: Viewer = { ...importer, credential: { kind: 'token', tokenId: '1', scopes: [] } };
const someone: Viewer = { ...importer, personId: 'someone' };

function refused(text: string, inputs: Inputs, viewer: Viewer = anonymous): string | null {
  const [operation] = parse(text).definitions;
  try {
    sizes.require(operation as OperationDefinitionNode, inputs, viewer);
    return null;
  } catch (error) {
    const { code, inputPath, status } = error as RequestError;
    return [code, inputPath, status].join(' ');
  }
}

const large = { variables: { file: 'x'.repeat(LIMITS.variablesBytes) } };

test('variables and extensions are counted in bytes, as JSON', () => {
  const room = LIMITS.variablesBytes - JSON.stringify({ a: '' }).length;
  expect(refused('{ a }', { variables: { a: 'x'.repeat(room - 20) } })).toBeNull();
  expect(refused('{ a }', { variables: { a: 'x'.repeat(room + 20) } })).toBe('TOO_LARGE variables 413');
  expect(refused('{ a }', { variables: { a: '共'.repeat(room / 2) } })).toBe('TOO_LARGE variables 413');
  expect(refused('{ a }', { extensions: { a: 'x'.repeat(room + 20) } })).toBe('TOO_LARGE extensions 413');
  expect(refused('{ a }', { variables: null, extensions: undefined })).toBeNull();
  expect(refused('{ a }', { variables: { list: Array(LIMITS.variablesBytes / 2).fill(1) } })).toBe(
    'TOO_LARGE variables 413',
  );
});

test('a value that is deep beyond measure is counted like any other', () => {
  const nested = JSON.parse(`{"a":${'['.repeat(200_000)}${']'.repeat(200_000)}}`) as object;
  expect(refused('{ a }', { variables: nested })).toBe('TOO_LARGE variables 413');
  const lighter = JSON.parse(`{"a":${'['.repeat(50_000)}${']'.repeat(50_000)}}`) as object;
  expect(refused('{ a }', { variables: lighter })).toBeNull();
});

test('a whole file is for the mutation that takes one, from whom it takes it', () => {
  expect([importer, byToken, someone, anonymous].map((viewer) => sizes.bodyOf(viewer).max)).toEqual([
    LIMITS.importBodyBytes,
    LIMITS.bodyBytes,
    LIMITS.bodyBytes,
    LIMITS.bodyBytes,
  ]);
  expect(refused('mutation { bring(file: "") }', large, importer)).toBeNull();
  expect(refused('mutation { bring(file: "") }', large, byToken)).toBe('FORBIDDEN  403');
  for (const viewer of [someone, anonymous])
    expect(refused('mutation { bring(file: "") }', large, viewer)).toBe('TOO_LARGE variables 413');
  expect(refused('mutation { say(word: "") }', large, importer)).toBe('TOO_LARGE variables 413');
  expect(refused('{ bring: a }', large, importer)).toBe('TOO_LARGE variables 413');
});
