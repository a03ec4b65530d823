import 'reflect-metadata';
import { getOperationAST, parse, specifiedRules, validate } from 'graphql';
import { collectFields } from 'graphql/execution/collectFields';
import { OperationBudget } from '../../platform/budgets';
import { describeTables } from '../../platform/database/data-source';
import { coerceVariables } from '../../platform/execution/variables';
import { fragmentsOf } from '../../platform/execution/operation-plan';
import { buildReadModel, type ReadModel } from '../../platform/reads/model';
import { planRoot } from '../../platform/reads/plan';
import type { Statement } from '../../platform/reads/statement';
import { buildGraph, entities, unreadTypes } from '../server/schema';

/** The read model, made from the code alone: no database is needed to see a query's SQL. */
export async function describeReads(): Promise<ReadModel> {
  const [schema, tables] = await Promise.all([buildGraph(), describeTables(entities)]);
  return buildReadModel(schema, tables, unreadTypes);
}

/** The statements of a query, in the order of its root fields. Throws when it does not fit the schema. */
export function statementsOf(
  model: ReadModel,
  query: string,
  inputs: Readonly<Record<string, unknown>>,
): readonly Statement[] {
  const document = parse(query);
  const faults = validate(model.schema, document, specifiedRules);
  if (faults[0] !== undefined) throw faults[0];
  const operation = getOperationAST(document);
  const type = model.schema.getQueryType();
  if (operation?.operation !== 'query' || !type) throw new Error('one query is needed');
  const variables = coerceVariables(model.schema, operation, inputs);
  const fragments = fragmentsOf(document);
  const roots = collectFields(model.schema, fragments, variables, type, operation.selectionSet);
  const compilation = { model, fragments, variables, budget: new OperationBudget() };
  return [...roots.values()].flatMap((nodes) => planRoot(compilation, nodes).statements(variables));
}

/** A statement laid out for people: the meaning of its placeholders, then a clause a line. */
export function layOutStatement({ text, parameters }: Statement): string {
  const placeholders = parameters.map(({ name, source }, index) => `-- $${index + 1}: ${source} ${name}`);
  return [...placeholders, layOut(text)].join('\n');
}

const TOKEN = /'(?:[^']|'')*'|"[^"]*"|cross join lateral|order by|\|\||[\w$.:]+|\s+|[^\s]/g;
const CLAUSES: ReadonlySet<string> = new Set('from,join,cross join lateral,where,order by,limit,offset'.split(','));
const BRANCHES: ReadonlySet<string> = new Set(['when', 'then', 'else']);

/** Something open in a statement (a sub-select or an object, several conditions, a case), and how far its lines are indented. */
interface Open {
  readonly kind: 'block' | 'conditions' | 'case' | 'inline';
  readonly depth: number;
}

/** The same statement on many lines: white space is added between its words, and nothing else. */
export function layOut(text: string): string {
  const tokens = text.trim().match(TOKEN) ?? [];
  const top: Open = { kind: 'block', depth: 0 };
  const open = [top];
  let lines = '';
  const depthOfLine = (): number => (/(?:^|\n)( *)[^\n]*$/.exec(lines)?.[1]?.length ?? 0) / 2;
  const enter = (kind: Open['kind']) => void open.push({ kind, depth: depthOfLine() + 1 });
  const breakLine = (depth: number): void => {
    lines = `${lines.trimEnd()}\n${'  '.repeat(depth)}`;
  };
  tokens.forEach((token, index) => {
    const next = tokens.slice(index + 1).find((each) => each.trim() !== '') ?? '';
    const { kind, depth } = open.at(-1) ?? top;
    if (token === '(') {
      lines += token;
      if (next === 'select' || next.startsWith("'{")) {
        enter('block');
        breakLine(depthOfLine() + 1);
      } else enter(next === '(' ? 'conditions' : 'inline');
      return;
    }
    if (token === ')' || (token === 'end' && kind === 'case')) {
      open.pop();
      if (kind === 'block' || kind === 'case') breakLine(depth - 1);
    } else if (kind === 'block') {
      if (CLAUSES.has(token)) breakLine(depth);
      if (token === 'and') breakLine(depth + 1);
      if (token === '||' && /^'[,}]/.test(next)) breakLine(depth);
    } else if (kind === 'conditions') {
      if (token === 'and' || token === 'or') breakLine(depth);
    } else if (kind === 'case') {
      if (BRANCHES.has(token)) breakLine(depth);
    }
    if (token === 'case' && next === 'when') enter('case');
    if (token.trim() !== '') lines += token;
    else if (!/\s$/.test(lines)) lines += ' ';
  });
  return lines;
}

/** `npm run sql -- 'query' ['variables as JSON']`: prints the SQL of a query. */
async function main(query: string | undefined, variables = '{}'): Promise<void> {
  if (query === undefined) throw new Error("npm run sql -- 'query' ['variables as JSON']");
  const statements = statementsOf(await describeReads(), query, JSON.parse(variables) as Record<string, unknown>);
  process.stdout.write(`${statements.map(layOutStatement).join('\n\n')}\n`);
}

if (require.main === module) {
  const [query, variables] = process.argv.slice(2);
  main(query, variables).catch((error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  });
}
