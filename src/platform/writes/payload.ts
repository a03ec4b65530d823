import {
  getNamedType,
  getNullableType,
  isListType,
  isObjectType,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLObjectType,
  type GraphQLOutputType,
} from 'graphql';
import { collectSubfields } from 'graphql/execution/collectFields';
import { message, type Locale } from '../i18n/messages';
import type { Computing } from '../reads/declarations';
import { ObjectsPlan } from '../reads/plan';
import type { ReadModel, ReadType } from '../reads/model';
import type { Variables } from '../reads/compiler';
import { isRefused, type Refused } from './outcome';

type Values = Readonly<Record<string, unknown>>;

/** About how many objects a payload's list has. */
const ESTIMATED_LIST = 10;

/**
 * How a mutation's payload is read: objects of the graph by the compiled reads, as the viewer may see them;
 * everything else as the service answered it.
 */
export class PayloadPlan {
  private readonly objects = new Map<string, ObjectsPlan>();

  constructor(
    private readonly model: ReadModel,
    private readonly fragments: Readonly<Record<string, FragmentDefinitionNode>>,
    private readonly type: GraphQLObjectType,
    private readonly nodes: readonly FieldNode[],
  ) {}

  /** What reading its objects would cost, before anything is done. */
  cost(variables: Variables): number {
    return this.costOf(this.type, this.nodes, '', variables);
  }

  private costOf(type: GraphQLObjectType, nodes: readonly FieldNode[], place: string, variables: Variables): number {
    let sum = 0;
    for (const [key, fieldNodes] of this.fieldsOf(type, nodes, variables)) {
      const field = type.getFields()[fieldNodes[0]?.name.value ?? ''];
      const named = field && getNamedType(field.type);
      if (!isObjectType(named)) continue;
      const readType = this.model.types.get(named.name);
      const inner = `${place}.${key}`;
      const one =
        readType === undefined
          ? this.costOf(named, fieldNodes, inner, variables)
          : this.planAt(inner, readType, fieldNodes, variables).cost(variables);
      sum += isListType(getNullableType(field?.type)) ? ESTIMATED_LIST * one : one;
    }
    return sum;
  }

  private fieldsOf(
    type: GraphQLObjectType,
    nodes: readonly FieldNode[],
    variables: Variables,
  ): ReadonlyMap<string, readonly FieldNode[]> {
    return collectSubfields(this.model.schema, this.fragments, variables as Record<string, unknown>, type, [...nodes]);
  }

  private planAt(place: string, type: ReadType, nodes: readonly FieldNode[], variables: Variables): ObjectsPlan {
    let plan = this.objects.get(place);
    if (plan === undefined) {
      plan = new ObjectsPlan(this.model, this.fragments, type, nodes, variables);
      this.objects.set(place, plan);
    }
    return plan;
  }

  async read(answer: object | Refused, variables: Variables, context: Computing): Promise<string> {
    const values: Values = isRefused(answer)
      ? { ...absent(this.type), userErrors: errorsOf(answer, context.locale) }
      : { userErrors: [], ...answer };
    return this.object(this.type, values, this.nodes, '', variables, context);
  }

  private async object(
    type: GraphQLObjectType,
    values: Values,
    nodes: readonly FieldNode[],
    place: string,
    variables: Variables,
    context: Computing,
  ): Promise<string> {
    const members: string[] = [];
    for (const [key, fieldNodes] of this.fieldsOf(type, nodes, variables)) {
      const name = fieldNodes[0]?.name.value ?? '';
      const field = type.getFields()[name];
      const text =
        field === undefined
          ? JSON.stringify(type.name)
          : await this.value(field.type, values[name], fieldNodes, `${place}.${key}`, variables, context);
      members.push(`${JSON.stringify(key)}:${text}`);
    }
    return `{${members.join(',')}}`;
  }

  private async value(
    type: GraphQLOutputType,
    value: unknown,
    nodes: readonly FieldNode[],
    place: string,
    variables: Variables,
    context: Computing,
  ): Promise<string> {
    if (value === undefined || value === null) return 'null';
    const named = getNamedType(type);
    if (!isObjectType(named)) return JSON.stringify(value);
    const several = isListType(getNullableType(type));
    const readType = this.model.types.get(named.name);
    if (readType === undefined) {
      if (!several) return this.object(named, value as Values, nodes, place, variables, context);
      const texts: string[] = [];
      for (const one of value as readonly Values[])
        texts.push(await this.object(named, one, nodes, place, variables, context));
      return `[${texts.join(',')}]`;
    }
    const ids = (several ? value : [value]) as readonly string[];
    const found = await this.planAt(place, readType, nodes, variables).read(ids, variables, context);
    const texts = ids.map((id) => found.get(id));
    return several ? `[${texts.filter((text) => text !== undefined).join(',')}]` : (texts[0] ?? 'null');
  }
}

function errorsOf(refused: Refused, locale: Locale): object[] {
  return refused.refusals.map(({ code, key, parameters, path }) => ({
    code,
    message: message(locale, key, parameters),
    path: path ?? null,
  }));
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
