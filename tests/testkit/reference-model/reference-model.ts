import {
  buildSchema,
  execute,
  isListType,
  isNonNullType,
  parse,
  printSchema,
  type DocumentNode,
  type GraphQLFieldResolver,
  type GraphQLSchema,
} from 'graphql';
import { Onlooker } from './viewer';
import { Look, type Told } from './look';
import { fields, roots, TYPES } from './resolvers';
import type { Rows } from './rows';
import { whoSeesWhat } from './who-sees-what';

/**
 * What the platform should answer: graphql-js over naive resolvers, which read every row one by one and ask
 * visibility.md's table about each. Cursors read `cursor`, check-in codes `code`, and the server's clock `now`.
 */
export class Oracle {
  private readonly schema: GraphQLSchema;
  private readonly documents = new Map<string, DocumentNode>();

  constructor(
    schema: GraphQLSchema,
    private readonly rows: Rows,
  ) {
    // the same types without the platform's own resolvers
    this.schema = buildSchema(printSchema(schema));
  }

  /** The `data` of a query for whoever is this person; null for the public. */
  answer(personId: string | null, query: string, variables: Readonly<Record<string, unknown>> = {}): unknown {
    const document = this.documents.get(query) ?? parse(query);
    this.documents.set(query, document);
    const result = execute({
      schema: this.schema,
      document,
      variableValues: variables,
      contextValue: new Look(new Onlooker(this.rows, personId), this.rows),
      rootValue: {},
      fieldResolver: resolve,
    });
    if (result instanceof Promise) throw new Error('the oracle does not wait');
    if (result.errors?.[0] !== undefined)
      throw new Error(`the oracle failed: ${result.errors[0].message} at ${String(result.errors[0].path)}`);
    return JSON.parse(JSON.stringify(result.data));
  }
}

const resolve: GraphQLFieldResolver<unknown, Look> = (source, given, look, info) => {
  const { fieldName } = info;
  if (info.parentType.name === 'Query') {
    const root = roots[fieldName];
    if (root === undefined) throw new Error(`nobody told the oracle of Query.${fieldName}`);
    return root(given as Readonly<Record<string, unknown>>, look);
  }
  if (!isTold(source)) return (source as Record<string, unknown>)[fieldName];
  const type = source.__typename;
  if (!look.shows(source, fieldName)) return hidden(type, fieldName, info.returnType);
  if (fieldName === 'id') return `${TYPES[type]?.prefix ?? ''}_${String(source.row['id'])}`;
  const field = fields[type]?.[fieldName];
  if (field === undefined) throw new Error(`nobody told the oracle how ${type}.${fieldName} is read`);
  return field(source.row, look, given);
};

/** What a hidden field shows: nothing, or something neutral where it cannot be null. */
function hidden(type: string, field: string, returns: Parameters<typeof isNonNullType>[0]): unknown {
  if (!isNonNullType(returns)) return null;
  const concealed = whoSeesWhat[type]?.concealed?.[field];
  if (concealed === undefined) throw new Error(`${type}.${field} may be hidden and is not null`);
  return isListType(returns.ofType) ? [] : concealed;
}

function isTold(source: unknown): source is Told {
  return typeof source === 'object' && source !== null && '__typename' in source;
}
