import {
  getNamedType,
  getNullableType,
  isListType,
  isObjectType,
  type FieldNode,
  type GraphQLObjectType,
  type GraphQLOutputType,
} from 'graphql';
import { collectSubfields } from 'graphql/execution/collectFields';
import { message, type Locale } from '../i18n/messages';
import type { Computing } from '../reads/declarations';
import type { OperationBudget } from '../budgets';
import type { Variables } from '../reads/bindings';
import type { Compilation } from '../reads/compiler';
import { ObjectsPlan } from '../reads/plan';
import type { ReadModel } from '../reads/model';
import { isRefused, type Refused } from './outcome';

type Values = Readonly<Record<string, unknown>>;

/** What is asked of an object, by the keys of the answer. */
type Fields = readonly (readonly [key: string, nodes: readonly FieldNode[]])[];

/** About how many objects a payload's list has. */
const ESTIMATED_LIST = 10;

/** What is read for one place of a payload, and about how many there are. */
interface Objects {
  readonly plan: ObjectsPlan;
  readonly count: number;
}

/**
 * How a mutation's payload is read: objects of the graph by the compiled reads, as the viewer may see them;
 * everything else as the service answered it.
 */
export class PayloadPlan {
  private readonly objects = new Map<string, Objects>();

  private readonly model: ReadModel;
  private readonly fragments: Compilation['fragments'];

  constructor(
    compilation: Compilation,
    private readonly type: GraphQLObjectType,
    private readonly nodes: readonly FieldNode[],
  ) {
    this.model = compilation.model;
    this.fragments = compilation.fragments;
    this.compile(compilation, type, nodes, [], 1);
  }

  /** How many bytes of statements it keeps. */
  get size(): number {
    return [...this.objects.values()].reduce((sum, { plan }) => sum + plan.size, 0);
  }

  /** Whether reading it takes more than its statements. */
  get isComputed(): boolean {
    return [...this.objects.values()].some(({ plan }) => plan.isComputed);
  }

  /**
   * Counts what reading its objects may touch, before anything is done. Throws for more than the budget has, and where a value
   * cannot be bound: once a change is done, reading its payload does not fail by what was asked.
   */
  price(variables: Variables, budget: OperationBudget): void {
    for (const { plan, count } of this.objects.values()) {
      plan.price(variables, budget, count);
      plan.requireBound(variables);
    }
  }

  private compile(
    compilation: Compilation,
    type: GraphQLObjectType,
    nodes: readonly FieldNode[],
    at: readonly string[],
    count: number,
  ): void {
    for (const [key, fieldNodes] of this.fieldsOf(type, nodes, compilation.variables)) {
      const field = type.getFields()[fieldNodes[0]?.name.value ?? ''];
      const named = field && getNamedType(field.type);
      if (!isObjectType(named)) continue;
      const readType = this.model.types.get(named.name);
      const isList = isListType(getNullableType(field?.type));
      const inner = isList ? [...at, key, '*'] : [...at, key];
      const several = isList ? ESTIMATED_LIST * count : count;
      if (readType === undefined) this.compile(compilation, named, fieldNodes, inner, several);
      else {
        const plan = new ObjectsPlan(compilation, readType, fieldNodes, several, inner);
        this.objects.set(placeOf(inner), { plan, count: several });
      }
    }
  }

  private fieldsOf(
    type: GraphQLObjectType,
    nodes: readonly FieldNode[],
    variables: Variables,
  ): ReadonlyMap<string, readonly FieldNode[]> {
    return collectSubfields(this.model.schema, this.fragments, variables as Record<string, unknown>, type, [...nodes]);
  }

  /** All of its statements have been sent when it returns. */
  read(answer: object | Refused, variables: Variables, context: Computing): Promise<string> {
    const values: Values = isRefused(answer)
      ? { ...absent(this.type), userErrors: errorsOf(answer, context.locale) }
      : { userErrors: [], ...answer };
    const fields = [...this.fieldsOf(this.type, this.nodes, variables)];
    return this.object(this.type, values, fields, [], variables, context);
  }

  private async object(
    type: GraphQLObjectType,
    values: Values,
    fields: Fields,
    at: readonly string[],
    variables: Variables,
    context: Computing,
  ): Promise<string> {
    const members = fields.map(async ([key, fieldNodes]) => {
      const name = fieldNodes[0]?.name.value ?? '';
      const field = type.getFields()[name];
      const text =
        field === undefined
          ? JSON.stringify(type.name)
          : await this.value(field.type, values[name], fieldNodes, [...at, key], variables, context);
      return `${JSON.stringify(key)}:${text}`;
    });
    return `{${(await Promise.all(members)).join(',')}}`;
  }

  private async value(
    type: GraphQLOutputType,
    value: unknown,
    nodes: readonly FieldNode[],
    at: readonly string[],
    variables: Variables,
    context: Computing,
  ): Promise<string> {
    if (value === undefined || value === null) return 'null';
    const named = getNamedType(type);
    if (!isObjectType(named)) return JSON.stringify(value);
    const several = isListType(getNullableType(type));
    const readType = this.model.types.get(named.name);
    if (readType === undefined) {
      const fields = [...this.fieldsOf(named, nodes, variables)];
      if (!several) return this.object(named, value as Values, fields, at, variables, context);
      const all = value as readonly Values[];
      if (isFlat(named, fields)) return `[${all.map((one) => flatObject(named, one, fields)).join(',')}]`;
      const texts = all.map((one) => this.object(named, one, fields, at, variables, context));
      return `[${(await Promise.all(texts)).join(',')}]`;
    }
    const ids = (several ? value : [value]) as readonly string[];
    const found = await this.objects.get(placeOf(at))?.plan.read(ids, variables, context);
    const texts = ids.map((id) => found?.get(id));
    return several ? `[${texts.filter((text) => text !== undefined).join(',')}]` : (texts[0] ?? 'null');
  }
}

/** Where objects are in a payload, lists or not. */
function placeOf(path: readonly string[]): string {
  return path.filter((key) => key !== '*').join('.');
}

/** Whether all that is asked of it are values: of thousands of errors, a promise for each of them would cost more than their texts. */
function isFlat(type: GraphQLObjectType, fields: Fields): boolean {
  return fields.every(([, [node]]) => {
    const field = type.getFields()[node?.name.value ?? ''];
    return field === undefined || !isObjectType(getNamedType(field.type));
  });
}

function flatObject(type: GraphQLObjectType, values: Values, fields: Fields): string {
  const members = fields.map(([key, [node]]) => {
    const name = node?.name.value ?? '';
    const value = name in type.getFields() ? (values[name] ?? null) : type.name;
    return `${JSON.stringify(key)}:${JSON.stringify(value)}`;
  });
  return `{${members.join(',')}}`;
}

/** A message that many refusals share (of each wrong id in a list) is formatted once. */
function errorsOf({ refusals }: Refused, locale: Locale): object[] {
  const formatted = new Map<unknown, Map<string, string>>();
  return refusals.map(({ code, key, parameters, path }) => {
    const texts = formatted.get(parameters) ?? new Map<string, string>();
    formatted.set(parameters, texts);
    const text = texts.get(key) ?? message(locale, key, parameters);
    texts.set(key, text);
    return { code, message: text, path: path ?? null };
  });
}

/** What a payload shows beside its errors: null, empty lists, and 0 for numbers, which are never null. */
function absent(type: GraphQLObjectType): Record<string, unknown> {
  const values: Record<string, unknown> = {};
  for (const field of Object.values(type.getFields())) {
    if (getNamedType(field.type).name === 'Int' && !isListType(getNullableType(field.type))) values[field.name] = 0;
    else if (isListType(getNullableType(field.type))) values[field.name] = [];
  }
  return values;
}
