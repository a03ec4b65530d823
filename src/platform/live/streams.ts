import { accessOf, type Class } from '../access/access';
import { identifier, join, literal, raw, sql, type Parameter, type Sql } from '../database/sql';
import { INSTALLATION } from '../database/ids';
import { rowIdOf } from '../reads/bindings';
import type { ReadModel } from '../reads/model';
import { Aliases, Scope } from '../reads/scope';
import type { Queryable } from '../reads/statement';
import type { StreamDeclaration } from './declarations';
import type { Head } from './feed';

/** The stream's id, in every statement of a feed. */
export const STREAM: Parameter = { source: 'bound', name: 'stream', type: 'uuid' };
/** The revision that the watchers have. */
export const AFTER: Parameter = { source: 'bound', name: 'after', type: 'int' };
/** The clock of rights; read in the statement of an update, so that both are of one snapshot. */
export const ACCESS_CLOCK = raw('(select revision::float8 from access_clock)');

/** A scope over the objects that a stream may be of, for statements outside any document. */
export function watchedScope(model: ReadModel, type: Class, aliases = new Aliases()): Scope {
  const access = accessOf(type);
  if (access === undefined) throw new Error(`access to ${type.name} is not declared`);
  return new Scope(aliases, model.dataSource.getMetadata(type), access, true);
}

/** The row that a subscription's argument names; throws for an id of another kind. */
export function watchedId({ of }: StreamDeclaration, argument: string, value: unknown): string {
  const prefix = accessOf(of())?.id;
  return rowIdOf(argument, value, prefix === undefined ? [] : [prefix]);
}

/** The table of a stream's objects, and its columns. */
interface StreamTable {
  readonly name: string;
  readonly alliance: string;
  readonly revision: string | null;
  readonly rightsRevision: string | null;
}

/** The streams of one feed, as their tables have them. */
export class Streams {
  private readonly tables: readonly StreamTable[];
  private readonly counted: Sql;
  private readonly headsText: string;

  /** @param streams null for a feed whose streams are the persons' own */
  constructor(
    model: ReadModel,
    private readonly field: string,
    private readonly streams: readonly StreamDeclaration[] | null,
  ) {
    this.tables = (streams ?? []).map((stream) => tableOf(model, stream));
    this.counted = sql`
      (select revision
       from live_streams
       where feed = ${literal(field)} and stream_id = ${STREAM})`;
    this.headsText =
      streams === null ? this.personHeads() : this.tables.map((table) => this.tableHeads(table)).join(' union all ');
  }

  async heads(database: Queryable, streamIds: readonly string[]): Promise<Map<string, Head>> {
    const { rows } = await database.query<Head & { readonly id: string }>({
      name: `${this.field} heads`,
      text: this.headsText,
      values: [streamIds],
    });
    return new Map(rows.map(({ id, revision, rightsRevision }) => [id, { revision, rightsRevision }]));
  }

  /** The stream's revision, of whichever kind it is; 0 before anything has happened. */
  revision(): Sql {
    const own = this.tables.flatMap((table) => (table.revision === null ? [] : [valueIn(table, table.revision)]));
    return sql`coalesce(${join([...own, this.counted, raw('0')], ', ')})`;
  }

  rightsRevision(): Sql {
    const own = this.tables.flatMap((table) =>
      table.rightsRevision === null ? [] : [valueIn(table, table.rightsRevision)],
    );
    return sql`coalesce(${join([...own, raw('0')], ', ')})`;
  }

  /** The alliance that the stream's events are kept under. */
  alliance(): Sql {
    if (this.streams === null) return sql`${literal(INSTALLATION)}::uuid`;
    return sql`coalesce(${join(
      this.tables.map((table) => valueIn(table, table.alliance)),
      ', ',
    )})`;
  }

  private tableHeads({ name, revision, rightsRevision }: StreamTable): string {
    if (revision !== null) {
      return `
        select id, ${revision} as revision, ${rightsRevision ?? 0} as "rightsRevision"
        from ${name}
        where id = any($1)`;
    }
    return `
      select watched.id, coalesce(stream.revision, 0) as revision, 0 as "rightsRevision"
      from ${name} watched
      left join live_streams stream on stream.feed = '${this.field}' and stream.stream_id = watched.id
      where watched.id = any($1)`;
  }

  /** A person who has never been sent anything has a stream too: an empty one. */
  private personHeads(): string {
    return `
      select wanted.id, coalesce(stream.revision, 0) as revision, 0 as "rightsRevision"
      from unnest($1::uuid[]) as wanted (id)
      left join live_streams stream on stream.feed = '${this.field}' and stream.stream_id = wanted.id`;
  }
}

function tableOf(model: ReadModel, { of, revision, rightsRevision }: StreamDeclaration): StreamTable {
  const entity = model.dataSource.getMetadata(of());
  const column = (property: string): string => {
    const found = entity.findColumnWithPropertyName(property);
    if (found === undefined) throw new Error(`${entity.name} has no column ${property}`);
    return identifier(found.databaseName);
  };
  return {
    name: identifier(entity.tableName),
    // an alliance is its own
    alliance: column(entity.findColumnWithPropertyName('allianceId') === undefined ? 'id' : 'allianceId'),
    revision: revision === undefined ? null : column(revision),
    rightsRevision: rightsRevision === undefined ? null : column(rightsRevision),
  };
}

function valueIn(table: StreamTable, column: string): Sql {
  return sql`(select ${raw(column)} from ${raw(table.name)} where id = ${STREAM})`;
}
