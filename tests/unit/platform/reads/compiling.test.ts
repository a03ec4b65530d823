import { Kind, parse, type FieldNode } from 'graphql';
import { describeReads } from '../../../../src/app/commands/sql';
import { LIMITS, OperationBudget } from '../../../../src/platform/budgets';
import { join, raw, render, sql, type Parameter } from '../../../../src/platform/database/sql';
import { RequestError } from '../../../../src/platform/errors/errors';
import { fragmentsOf } from '../../../../src/platform/execution/operation-plan';
import { Compiler } from '../../../../src/platform/reads/compiler';
import type { ReadModel } from '../../../../src/platform/reads/model';
import { planRoot, type RootPlan } from '../../../../src/platform/reads/plan';
import { everythingOf } from '../../../testkit/selections';

let model: ReadModel;
beforeAll(async () => {
  model = await describeReads();
});
afterEach(() => jest.restoreAllMocks());

const UNIT = 'unit_0198c3a0-0000-7000-8000-000000000000';

/** The plan of a query's first field. */
function planOf(query: string, budget: OperationBudget, variables: Readonly<Record<string, unknown>> = {}): RootPlan {
  const document = parse(query);
  const [operation] = document.definitions;
  if (operation?.kind !== Kind.OPERATION_DEFINITION) throw new Error('no operation');
  const nodes = operation.selectionSet.selections as readonly FieldNode[];
  return planRoot({ model, fragments: fragmentsOf(document), variables, budget }, nodes.slice(0, 1));
}

/** A query whose fragments each use the next one twice. */
function doubling(levels: number, root: string, type: string, field: string): string {
  const fragments = Array.from(
    { length: levels },
    (_, level) => `fragment F${level} on ${type} { a: ${field} { ...F${level + 1} } b: ${field} { ...F${level + 1} } }`,
  );
  return [`{ ${root} }`, ...fragments, `fragment F${levels} on ${type} { name }`].join('\n');
}

/** How a plan is refused, and how many objects were compiled until then. */
function refused(compile: () => void): { code: string; key: string; compiled: number } {
  const compiled = jest.spyOn(Compiler.prototype, 'object');
  try {
    compile();
  } catch (error) {
    if (!(error instanceof RequestError)) throw error;
    return { code: error.code, key: error.key, compiled: compiled.mock.calls.length };
  }
  throw new Error('it was not refused');
}

describe('compiling stops', () => {
  it('where the statement is too large, though every relation leads to one row', () => {
    const query = doubling(40, 'alliance(slug: "a") { territories { ...F0 } }', 'Territory', 'parent');
    const { code, key, compiled } = refused(() => planOf(query, new OperationBudget(Infinity)));
    expect([code, key]).toEqual(['TOO_COSTLY', 'errors.tooMuchSelected']);
    expect(compiled).toBeLessThan(LIMITS.operationBytes / 100);
  });

  it('at the first list that is beyond the ceiling', () => {
    const query = doubling(40, 'alliance(slug: "a") { territories { ...F0 } }', 'Territory', 'children');
    const { code, key, compiled } = refused(() => planOf(query, new OperationBudget()));
    expect([code, key]).toEqual(['TOO_COSTLY', 'errors.tooCostly']);
    expect(compiled).toBeLessThan(100);
  });

  it('in the type of a node, and keeps no plan of that type', () => {
    const query = doubling(
      40,
      `node(id: "${UNIT}") { ... on MemberUnit { territory { ...F0 } } }`,
      'Territory',
      'parent',
    );
    const plan = planOf(query, new OperationBudget());
    expect(refused(() => plan.price({}, new OperationBudget())).key).toBe('errors.tooMuchSelected');
    expect(plan.size).toBe(0);
  });

  it('in what is computed, which has no rows of its own', () => {
    const members = Array.from({ length: LIMITS.operationBytes / 50 }, (_, place) => `v${place}: valid`).join(' ');
    const query = `{ agreement(id: "agreement_0198c3a0-0000-7000-8000-000000000000") { integrity { ${members} } } }`;
    expect(refused(() => planOf(query, new OperationBudget())).key).toBe('errors.tooMuchSelected');
  });
});

it('the types of an operation share its budget: each alone is affordable', () => {
  const one = everythingOf(model.schema, 'Alliance', 2);
  const budget = new OperationBudget(Infinity);
  planOf(`{ alliance(slug: "a") ${one} }`, budget);
  expect(refused(() => planOf(`{ alliance(slug: "b") ${one} }`, budget)).key).toBe('errors.tooMuchSelected');
});

it.each([
  ['alliance(slug: "a")', 'Alliance'],
  ['alliances(first: 3)', 'AllianceConnection'],
  ['viewer', 'Viewer'],
  [`memberUnit(id: "${UNIT}")`, 'MemberUnit'],
  [`node(id: "${UNIT}")`, 'MemberUnit'],
  [`nodes(ids: ["${UNIT}", "${UNIT}", "nonsense"])`, 'MemberUnit'],
  ['meeting(id: "meeting_0198c3a0-0000-7000-8000-000000000000")', 'JointMeeting'],
  ['agreement(id: "agreement_0198c3a0-0000-7000-8000-000000000000")', 'Agreement'],
])('what is counted while compiling is what a run costs: %s', (field, type) => {
  const selection = everythingOf(model.schema, type, 1);
  const [compiling, first, second] = [0, 1, 2].map(() => new OperationBudget()) as [
    OperationBudget,
    OperationBudget,
    OperationBudget,
  ];
  const plan = planOf(
    `{ ${field} ${field.startsWith('node') ? `{ ... on ${type} ${selection} }` : selection} }`,
    compiling,
  );
  plan.price({}, first);
  plan.price({}, second);
  if (!field.startsWith('node')) expect(compiling.cost.asked).toBe(first.cost.asked);
  expect(first.cost.asked).toBeGreaterThan(0);
  expect(second.cost.asked).toBe(first.cost.asked);
  expect(second.size).toBe(plan.size);
});

it('a plan is priced anew for each page size that a variable has', () => {
  const query =
    'query ($first: Int) { alliances(first: $first) { nodes { memberUnits(first: $first) { nodes { alliance { id } } } } } }';
  const plan = planOf(query, new OperationBudget(), { first: 10 });
  plan.price({ first: 20 }, new OperationBudget());
  expect(() => plan.price({ first: 100 }, new OperationBudget())).toThrow('errors.tooCostly');
});

it('a piece of any size and depth is rendered, and its parameters are sent once', () => {
  const parameter: Parameter = { source: 'bound', name: 'one', type: 'int' };
  const wide = join(
    Array.from({ length: 300_000 }, () => raw('1')),
    ' + ',
  );
  let piece = sql`${wide} + ${parameter}`;
  for (let depth = 0; depth < 1_000; depth += 1) piece = sql`(${piece})`;
  const { text, parameters } = render(sql`${piece} + ${parameter}`);
  expect(parameters).toEqual([parameter]);
  expect(text.endsWith('+ $1::int) + $1::int'.replace(') +', `${')'.repeat(1_000)} +`))).toBe(true);
  expect(Math.abs(piece.length - text.length)).toBeLessThan(20);
});
