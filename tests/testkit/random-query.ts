import fc, { type GeneratorValue } from 'fast-check';
import {
  getNamedType,
  isAbstractType,
  isEnumType,
  isInterfaceType,
  isObjectType,
  isRequiredArgument,
  isUnionType,
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLSchema,
} from 'graphql';

/** A query made at random, and the values of its variables. */
export interface RandomQuery {
  readonly query: string;
  readonly variables: Readonly<Record<string, boolean>>;
  /** How many fields stand at its root. */
  readonly roots: number;
}

/** How ways into the graph may be taken: the field with arguments that name what is there, or is not. */
export interface Entry {
  readonly field: string;
  readonly type: string;
  /** For `node` and `nodes`, whose selection needs a fragment on the type. */
  readonly byFragment?: boolean;
}

/** What depends on the clock, or on nothing that a reference model could know. */
const UNPREDICTABLE = new Set([
  'cursor',
  'startCursor',
  'endCursor',
  'serverTime',
  'checkInCode',
  'lastUsedAt',
  'integrity',
  'reasons',
  'label',
  'evidence',
  'documentUrl',
  'diff',
  'report',
  'assessment',
]);
const LEVELS = 4;
/** As many as a document may have, less those that every one of these has at its root. */
const MOST_ALIASES = 12;
const MOST_DIRECTIVES = 3;

/** Queries over the whole graph: any fields, aliases, fragments of both kinds, directives, pages from either end. */
export function randomQueries(schema: GraphQLSchema, entries: readonly Entry[]): fc.Arbitrary<RandomQuery> {
  return fc.gen().map((choose) => new Draft(schema, choose).query(entries));
}

class Draft {
  private aliases = 0;
  private directives = 0;
  private readonly fragments: string[] = [];

  constructor(
    private readonly schema: GraphQLSchema,
    private readonly choose: GeneratorValue,
  ) {}

  query(entries: readonly Entry[]): RandomQuery {
    const roots = this.among(1, 2);
    const members = Array.from({ length: roots }, (_, index) => {
      const { field, type, byFragment } = this.pick(entries);
      const selection = this.selection(this.object(type), LEVELS);
      return `r${index}: ${field} ${byFragment === true ? `{ id __typename ... on ${type} ${selection} }` : selection}`;
    });
    const variables = { yes: this.choose(fc.boolean), no: this.choose(fc.boolean) };
    return {
      query: `query ($yes: Boolean!, $no: Boolean!) {
        ${members.join('\n')} a: __typename @include(if: $yes) @skip(if: $no)
      } ${this.fragments.join('\n')}`,
      variables,
      roots,
    };
  }

  private selection(type: GraphQLObjectType, levels: number): string {
    if (type.name.endsWith('Connection')) return this.page(type, levels);
    // what is told over a period is asked by tests of its own
    const fields = Object.values(type.getFields()).filter(
      (field) =>
        !field.args.some(isRequiredArgument) && !UNPREDICTABLE.has(field.name) && (levels > 0 || !leads(field)),
    );
    if (fields.length === 0) return '{ __typename }';
    const chosen = this.some(fields, 5).map((field) => this.wrapped(type, this.field(field, levels)));
    return `{ ${chosen.join(' ')} ${this.pick(['', '__typename'])} }`;
  }

  private field(field: GraphQLField<unknown, unknown>, levels: number): string {
    const target = getNamedType(field.type);
    const alias = this.aliases < MOST_ALIASES && this.among(0, 3) === 0 ? `${field.name}_${(this.aliases += 1)}: ` : '';
    if (isUnionType(target))
      return `${alias}${field.name} { __typename ${target
        .getTypes()
        .map((each) => `... on ${each.name} { id ${['name', 'title'].find((name) => name in each.getFields()) ?? ''} }`)
        .join(' ')} }`;
    if (isInterfaceType(target))
      return `${alias}${field.name} { __typename ... on Node { id } ... on JointMeeting { title } }`;
    if (!isObjectType(target)) return `${alias}${field.name}`;
    // twice the same field: the two selections merge
    const args = this.arguments(field);
    const once = `${alias}${field.name}${args} ${this.selection(target, levels - 1)}`;
    return this.among(0, 5) === 0 && alias === '' && !target.name.endsWith('Connection')
      ? `${once} ${field.name}${args} ${this.selection(target, 0)}`
      : once;
  }

  private arguments(field: GraphQLField<unknown, unknown>): string {
    const level = field.args.find(({ name }) => name === 'level');
    if (level !== undefined) {
      const type = getNamedType(level.type);
      return isEnumType(type) && this.choose(fc.boolean) ? `(level: ${this.pick(type.getValues()).name})` : '';
    }
    // a page has two ends, and a ranked list one
    const ends = field.args.map(({ name }) => name).filter((name) => name === 'first' || name === 'last');
    return ends.length > 0 ? `(${this.pick(ends)}: ${this.among(0, 4)})` : '';
  }

  private page(type: GraphQLObjectType, levels: number): string {
    const node = getNamedType(type.getFields()['nodes']?.type ?? type) as GraphQLObjectType;
    const parts: (() => string)[] = [
      () => '__typename',
      () => 'totalCount',
      () => 'pageInfo { hasPreviousPage __typename hasNextPage }',
    ];
    if (levels > 0 || Object.values(node.getFields()).some((field) => !leads(field))) {
      parts.push(
        () => `nodes ${this.selection(node, levels)}`,
        () => `edges { __typename node ${this.selection(node, 0)} }`,
      );
    }
    return `{ ${this.some(parts, parts.length)
      .map((part) => this.wrapped(type, part()))
      .join(' ')} }`;
  }

  /** As it is, in a fragment of either kind, or under a directive. */
  private wrapped(type: GraphQLObjectType, text: string): string {
    switch (this.among(this.directives < MOST_DIRECTIVES ? 0 : 2, 9)) {
      case 0:
        this.directives += 1;
        return `... @skip(if: $no) { ${text} }`;
      case 1:
        this.directives += 1;
        return `... on ${type.name} @include(if: $yes) { ${text} }`;
      case 2:
        return `... on ${type.name} { ${text} }`;
      case 3: {
        const name = `F${this.fragments.length}`;
        this.fragments.push(`fragment ${name} on ${type.name} { ${text} }`);
        return `...${name}`;
      }
      default:
        return text;
    }
  }

  private object(name: string): GraphQLObjectType {
    const type = this.schema.getType(name);
    if (!isObjectType(type)) throw new Error(`${name} is no object type`);
    return type;
  }

  /** One to so many of them, in any order. */
  private some<T>(values: readonly T[], most: number): T[] {
    const left = [...values];
    return Array.from({ length: this.among(1, Math.min(most, left.length)) }, () =>
      left.splice(this.among(0, left.length - 1), 1),
    ).flat();
  }

  private pick<T>(values: readonly T[]): T {
    return values[this.among(0, values.length - 1)] as T;
  }

  /** Only numbers and booleans are chosen: the generator compares what it is asked for in depth, and a schema has no end. */
  private among(least: number, most: number): number {
    return this.choose(fc.integer, { min: least, max: most });
  }
}

function leads(field: GraphQLField<unknown, unknown>): boolean {
  const target = getNamedType(field.type);
  return isObjectType(target) || isAbstractType(target);
}
