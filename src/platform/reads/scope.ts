import type { EntityMetadata } from 'typeorm';
import type { ColumnMetadata } from 'typeorm/metadata/ColumnMetadata';
import type { Access } from '../access/access';
import { rowOf, type Row } from '../access/row';
import { and, identifier, join, raw, sql, TRUE, type Parameter, type Sql } from '../database/sql';
import { accessOf } from '../access/access';

/** Values of a row that are bound before the statement runs, instead of being computed in it. */
export type BoundLocals = Readonly<Record<string, Parameter>>;

/** Aliases of one statement. */
export class Aliases {
  private count = 0;

  next(): string {
    this.count += 1;
    return `t${this.count}`;
  }
}

/**
 * One table in a statement: its alias, its row, and whatever has to be joined for the rules that mention the
 * row it is read within. Rules are written down first; `from` then brings what they turned out to need.
 */
export class Scope {
  readonly alias: string;
  readonly row: Row<Record<string, unknown>>;
  private readonly usedLocals = new Set<string>();
  private readonly usedColumns = new Set<ColumnMetadata>();
  private joined: Scope | null = null;
  /** For live documents: no part of what is watched, but something it refers to. */
  outside = false;

  constructor(
    private readonly aliases: Aliases,
    readonly entity: EntityMetadata,
    readonly access: Access,
    /** Whether the object's own rule is known to hold, so that fields need not ask again. */
    readonly seen: boolean,
    /** The scope of the row that this one is read within, where the statement came down from it. */
    private readonly above: Scope | null = null,
    private readonly bound: BoundLocals = {},
  ) {
    this.alias = aliases.next();
    this.row = rowOf(entity, this.alias, {
      local: (name) => this.local(name),
      within: () => this.within(),
      used: (column) => this.usedColumns.add(column),
    });
  }

  /** The same row, viewed as another type; its fields find the arguments in `$arguments`. */
  as(access: Access, bound: BoundLocals = {}): Scope {
    const row = rowOf(this.entity, this.alias, {
      local: (name) => this.local(name),
      within: () => this.within(),
      argument: (name) => bound[name],
      used: (column) => this.usedColumns.add(column),
    });
    return Object.defineProperties(Object.create(this) as Scope, { access: { value: access }, row: { value: row } });
  }

  get usesLocals(): boolean {
    return this.usedLocals.size > 0;
  }

  get localNames(): readonly string[] {
    return [...this.usedLocals];
  }

  /** The row's columns: of those that are kept to themselves (a secret's hash), only the ones that were asked for. */
  columns(): Sql {
    return this.takenColumns.length === this.entity.columns.length ? raw(`${this.alias}.*`) : this.listedColumns();
  }

  /** The same by their names, for a query whose rows have others besides. */
  listedColumns(): Sql {
    return raw(this.takenColumns.map(({ databaseName }) => `${this.alias}.${identifier(databaseName)}`).join(', '));
  }

  private get takenColumns(): ColumnMetadata[] {
    return this.entity.columns.filter((column) => column.isSelect || this.usedColumns.has(column));
  }

  rule(): Sql {
    return this.access.row(this.row as Row<object>);
  }

  /** The table, or the query that takes its place, with all that its rules need beside it. */
  from(rows: Sql = raw(identifier(this.entity.tableName))): Sql {
    const parts: Sql[] = [sql`${rows} ${raw(this.alias)}`];
    if (this.joined !== null) {
      parts.push(sql`join ${this.joined.from()} on ${this.toWithin(this.joined.alias)}`);
    }
    if (this.usedLocals.size > 0) {
      const locals = [...this.usedLocals].map((name) => sql`${this.localRule(name)} as ${raw(identifier(name))}`);
      // "offset 0" keeps the planner from writing the expression out at each use
      parts.push(sql`cross join lateral (
        select ${join(locals, ', ')}
        offset 0
      ) ${raw(`${this.alias}_local`)}`);
    }
    return join(parts, ' ');
  }

  private local(name: string): Sql {
    const parameter = this.bound[name];
    if (parameter !== undefined) return sql`${parameter}`;
    this.usedLocals.add(name);
    return raw(`${this.alias}_local.${identifier(name)}`);
  }

  private localRule(name: string): Sql {
    const source = accessOf(this.entity.target as never) ?? this.access;
    const rule = source.locals?.[name];
    if (rule === undefined) throw new Error(`${this.entity.name} has no local ${name}`);
    return rule(this.row as Row<object>);
  }

  /** The row that this one is read within: one that the statement came down from, or one joined for it. */
  private within(): Row<Record<string, unknown>> {
    const target = this.withinRelation().inverseEntityMetadata;
    const known = this.container(target);
    if (known !== null) return known.row;
    const access = accessOf(target.target as never);
    if (access === undefined) throw new Error(`${target.name} has no access rule`);
    this.joined ??= new Scope(this.aliases, target, access, true);
    return this.joined.row;
  }

  /** Rows below one container stay in it: composite foreign keys see to that. */
  private container(target: EntityMetadata): Scope | null {
    for (let scope = this.above; scope !== null; scope = scope.above) {
      if (scope.entity === target) return scope;
      if (scope.entity.findRelationWithPropertyPath(scope.access.within ?? '')?.inverseEntityMetadata !== target)
        return null;
    }
    return null;
  }

  /** What is known beforehand of the container, for a scope that goes back up to it. */
  boundOf(target: EntityMetadata): BoundLocals {
    return this.container(target)?.bound ?? {};
  }

  private withinRelation() {
    const own = accessOf(this.entity.target as never) ?? this.access;
    const relation = own.within === undefined ? undefined : this.entity.findRelationWithPropertyPath(own.within);
    if (relation === undefined) throw new Error(`${this.entity.name} is not read within another row`);
    return relation;
  }

  private toWithin(alias: string): Sql {
    return pointsTo(this.withinRelation(), this.alias, alias);
  }
}

/** The join of a to-one relation: its columns on one side, those it refers to on the other. */
export function pointsTo(
  relation: {
    readonly joinColumns: readonly { databaseName: string; referencedColumn?: { databaseName: string } | undefined }[];
  },
  from: string,
  to: string,
): Sql {
  const pairs = relation.joinColumns.map((column) => {
    if (column.referencedColumn === undefined) throw new Error(`${column.databaseName} refers to no column`);
    return raw(
      `${to}.${identifier(column.referencedColumn.databaseName)} = ${from}.${identifier(column.databaseName)}`,
    );
  });
  return pairs.length === 0 ? TRUE : and(...pairs);
}
