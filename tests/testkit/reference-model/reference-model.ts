import {
  buildSchema,
  execute,
  isListType,
  isNonNullType,
  parse,
  printSchema,
  type DocumentNode,
  type GraphQLFieldResolver,
  type GraphQLOutputType,
  type GraphQLSchema,
} from 'graphql';
import { decodeJwt } from 'jose';
import { agreements } from './agreements';
import { alliance } from './alliance';
import { allianceStructures } from './alliance-structures';
import { audit } from './audit';
import { identity } from './identity';
import { lists } from './lists';
import { Look, type Shown } from './look';
import { matching } from './matching';
import { consultations } from './consultations';
import { meetings } from './meetings';
import type { Extension, ModuleModel, TypeModel } from './model';
import { notifications } from './notifications';
import { projects } from './projects';
import { trace } from './trace';
import { recognition } from './recognition';
import type { Rows } from './rows';
import { Viewer } from './viewer';

/** By the names of their files. */
const MODULES: Readonly<Record<string, ModuleModel>> = {
  identity,
  audit,
  notifications,
  alliance,
  'alliance-structures': allianceStructures,
  agreements,
  lists,
  projects,
  trace,
  matching,
  meetings,
  consultations,
  recognition,
};

/** Every type with all that modules say of it. */
export const types: ReadonlyMap<string, TypeModel> = new Map(
  Object.values(MODULES).flatMap(({ types: own }) =>
    Object.entries(own).map(([name, type]): [string, TypeModel] => [name, extended(name, type)]),
  ),
);

const roots = Object.assign(
  {},
  ...Object.values(MODULES).map((module) => module.roots),
) as Required<ModuleModel>['roots'];

function extended(name: string, type: TypeModel): TypeModel {
  const all: Extension[] = [type, ...Object.values(MODULES).flatMap(({ extensions }) => extensions?.[name] ?? [])];
  return {
    ...type,
    fields: Object.assign({}, ...all.map(({ fields }) => fields)) as TypeModel['fields'],
    concealed: Object.assign({}, ...all.map(({ concealed }) => concealed)) as Required<TypeModel>['concealed'],
  };
}

/** Where one would say more of a type: in the file that has it, or in the new one of its module. */
function fileOf(type: string): string {
  const [file = '<module>'] = Object.entries(MODULES).find(([, module]) => module.types[type] !== undefined) ?? [];
  return `tests/testkit/reference-model/${file}.ts`;
}

/**
 * What the model lacks of the graph, and has beside it, each with what to do about it.
 * @param graph the fields of the types that are read, Query among them
 */
export function differences(graph: ReadonlyMap<string, readonly string[]>): string[] {
  const model = new Map<string, readonly string[]>([
    ['Query', Object.keys(roots)],
    ...[...types].map(([name, { fields, prefix }]): [string, readonly string[]] => [
      name,
      [...(prefix === undefined ? [] : ['id']), ...Object.keys(fields)],
    ]),
  ]);
  const beside = (one: typeof graph, other: typeof graph): [string, string][] =>
    [...one].flatMap(([type, fields]) =>
      fields
        .filter((field) => other.get(type)?.includes(field) !== true)
        .map((field): [string, string] => [type, field]),
    );
  return [
    ...beside(graph, model).map(([type, field]) => unknown(type, field)),
    ...beside(model, graph).map(
      ([type, field]) => `${type}.${field} is not in the graph: take it out of ${fileOf(type)}`,
    ),
  ];
}

function unknown(type: string, field: string): string {
  return type === 'Query'
    ? `Query.${field}: say where it leads among the roots of ${fileOf(type)}`
    : `${type}.${field}: say who sees it, and how it is read, in ${fileOf(type)}`;
}

/**
 * What the platform should answer: graphql-js over naive resolvers, which read every row one by one and ask
 * docs/visibility.md's rules about each. It shares nothing with the platform's own access rules. Cursors read `cursor`,
 * check-in codes `code`, and the server's clock `now`.
 */
export class ReferenceModel {
  private readonly schema: GraphQLSchema;
  private readonly documents = new Map<string, DocumentNode>();

  constructor(
    schema: GraphQLSchema,
    private readonly rows: Rows,
  ) {
    // the same types without the platform's own resolvers
    this.schema = buildSchema(printSchema(schema));
  }

  /** The `data` of a query for whoever is this person, or the public, and shows this token. */
  answer(
    { personId, token }: { readonly personId: string | null; readonly token: string | null },
    query: string,
    variables: Readonly<Record<string, unknown>> = {},
  ): unknown {
    // an access token names its session; an API token is no JSON Web Token
    const sessionId = token?.startsWith('ey') === true ? decodeJwt(token)['sid'] : null;
    const document = this.documents.get(query) ?? parse(query);
    this.documents.set(query, document);
    const result = execute({
      schema: this.schema,
      document,
      variableValues: variables,
      contextValue: new Look(new Viewer(this.rows, personId, sessionId), this.rows, types),
      rootValue: {},
      fieldResolver: resolve,
    });
    if (result instanceof Promise) throw new Error('the reference model does not wait');
    if (result.errors?.[0] !== undefined)
      throw new Error(`the reference model failed: ${result.errors[0].message} at ${String(result.errors[0].path)}`);
    return JSON.parse(JSON.stringify(result.data));
  }
}

const resolve: GraphQLFieldResolver<unknown, Look> = (source, args, look, info) => {
  const { fieldName } = info;
  if (info.parentType.name === 'Query') {
    const root = roots[fieldName];
    if (root === undefined) throw new Error(unknown('Query', fieldName));
    return root(args, look);
  }
  if (!isShown(source)) return (source as Record<string, unknown>)[fieldName];
  const name = source.__typename;
  const type = types.get(name);
  if (!look.shows(source, fieldName)) return hidden(name, fieldName, info.returnType);
  if (fieldName === 'id') return `${type?.prefix ?? ''}_${String(source.row['id'])}`;
  const field = type?.fields[fieldName];
  if (field === undefined) throw new Error(unknown(name, fieldName));
  return field.read(source.row, look, args);
};

/** What a hidden field shows: nothing, or something neutral where it cannot be null. */
function hidden(type: string, field: string, returns: GraphQLOutputType): unknown {
  if (types.get(type)?.fields[field] === undefined && field !== 'id') throw new Error(unknown(type, field));
  if (!isNonNullType(returns)) return null;
  const concealed = types.get(type)?.concealed?.[field];
  if (concealed === undefined)
    throw new Error(`${type}.${field} may be hidden and is not null: say what is shown instead in ${fileOf(type)}`);
  return isListType(returns.ofType) ? [] : concealed;
}

function isShown(source: unknown): source is Shown {
  return typeof source === 'object' && source !== null && '__typename' in source;
}
