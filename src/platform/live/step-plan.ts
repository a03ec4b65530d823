import {
  doTypesOverlap,
  getNamedType,
  getNullableType,
  isCompositeType,
  isListType,
  isObjectType,
  type FieldNode,
  type GraphQLObjectType,
  type GraphQLOutputType,
} from 'graphql';
import type { Row } from '../access/row';
import { and, join, literal, raw, sql, type Parameter, type Sql } from '../database/sql';
import { ErrorCode, RequestError } from '../errors/errors';
import { outsideLive } from '../reads/compiler';
import { columnOf, jsonOf } from '../reads/json';
import type { ReadModel, ReadType } from '../reads/model';
import { childOf } from '../reads/relations';
import type { Scope } from '../reads/scope';
import { runRow, statementOf, type Queryable, type Statement } from '../reads/statement';
import type { ShownObject, StepDocument, StepFeedDeclaration } from './declarations';
import type { FeedPlan, LiveDocument, Update, UpdateRequest } from './feed';
import { ACCESS_CLOCK, AFTER, STREAM } from './streams';
import { UpdateCompiler, viewerParametersOf, type Selections } from './update-compiler';

/** A bound on what one update's events name, for PostgreSQL's planner, which cannot know the events' content. */
const MOST_NAMED = 100_000;

/** The viewer's access level, which the hub has looked up before. */
const ACCESS_LEVEL: Parameter = { source: 'bound', name: 'accessLevel', type: 'int' };

/** The objects that one field shows of a type that updates are made of: where the update's row has them, and how they are found. */
interface Part {
  readonly holder: string;
  readonly field: string;
  readonly shown: ShownObject;
}

/** What the statement of a snapshot or an update answers. */
interface Answer {
  readonly revision: number;
  readonly rightsRevision: number;
  readonly accessRevision: number;
  readonly visible: boolean;
  /** JSON text. */
  readonly at: string;
  readonly snapshot: string | null;
  /** Null where there are more than a watcher is sent in steps. */
  readonly events: readonly unknown[] | null;
  readonly values: Readonly<Record<string, unknown>>;
  /** By type and field: the text of the one object, or the texts of several by row id. */
  readonly parts: ReadonlyMap<string, string | null | ReadonlyMap<string, string>>;
}

/** A live document of a feed of steps: a statement for snapshots and one for updates. */
export class StepPlan implements FeedPlan {
  readonly viewerParameters: readonly Parameter[];
  readonly size: number;
  private readonly updates: UpdateCompiler;
  private readonly updateType: GraphQLObjectType;
  /** What the document selects of each type that updates are made of. */
  private readonly selected: ReadonlyMap<string, Selections>;
  private readonly parts: readonly Part[];
  private readonly snapshotStatement: Statement;
  private readonly updateStatement: Statement;

  constructor(
    private readonly model: ReadModel,
    private readonly declaration: StepFeedDeclaration,
    document: LiveDocument,
  ) {
    this.updates = new UpdateCompiler(model, document, declaration);
    this.updateType = this.updates.objectType(declaration.type().name);
    this.selected = this.selectedBy(document.nodes);
    const { name: update } = this.updateType;
    this.snapshotStatement = statementOf(this.snapshotSql());
    const { scope } = this.watched();
    // what the update itself shows comes first, since a snapshot has that too, and nothing else
    const parts = this.partsOf(scope, [update, ...Object.keys(declaration.shows).filter((name) => name !== update)]);
    this.parts = parts.map(({ part }) => part);
    this.updateStatement = statementOf(
      this.updateSql(
        scope,
        parts.map(({ text }) => text),
      ),
    );
    this.viewerParameters = viewerParametersOf(this.snapshotStatement, this.updateStatement);
    this.size = this.updates.sizeWith(this.snapshotStatement, this.updateStatement);
  }

  async update(database: Queryable, request: UpdateRequest): Promise<Update> {
    const { accessLevel, after } = request;
    const answer = after === null ? null : await this.read(database, this.updateStatement, request);
    const { events } = answer ?? { events: null };
    if (answer !== null && events !== null && after !== null && events.length === answer.revision - after) {
      return updateOf(answer, this.text(answer, after, events, accessLevel));
    }
    const snapshot = await this.read(database, this.snapshotStatement, request);
    if (snapshot === null) return { revision: 0, rightsRevision: 0, accessRevision: 0, texts: null };
    const previously = request.previously ?? after ?? snapshot.revision;
    return updateOf(snapshot, this.text(snapshot, previously, [], accessLevel));
  }

  /** The update as JSON text, in the order that the client asked for. */
  private text(answer: Answer, previousRevision: number, events: readonly unknown[], accessLevel: number): string {
    const { changes, ...members } = this.declaration.steps({ events, accessLevel, values: answer.values });
    return this.objectText(this.updateType, members, answer, (name) => {
      switch (name) {
        case 'previousRevision':
          return String(previousRevision);
        case 'revision':
          return String(answer.revision);
        case 'at':
          return answer.at;
        case 'snapshot':
          return answer.snapshot ?? 'null';
        case 'changes':
          return `[${changes.map((change) => this.objectText(this.updates.objectType(change.__typename), change, answer)).join(',')}]`;
        default:
          return null;
      }
    });
  }

  /**
   * One of the types that updates are made of. A field is what `own` makes of it, or else what the update's row has for it, or
   * else the value itself.
   */
  private objectText(
    type: GraphQLObjectType,
    values: Readonly<Record<string, unknown>>,
    answer: Answer,
    own: (field: string) => string | null = () => null,
  ): string {
    const shown = this.declaration.shows[type.name] ?? {};
    const textOf = (field: string): string => {
      if (field === '__typename') return JSON.stringify(type.name);
      if (shown[field] === undefined)
        return own(field) ?? this.valueText(type.getFields()[field]?.type as GraphQLOutputType, values[field], answer);
      const part = answer.parts.get(partKey(type.name, field)) ?? null;
      const none = shown[field].kind === 'listed' ? '[]' : 'null';
      return (part === null || typeof part === 'string' ? part : part.get(values[field] as string)) ?? none;
    };
    const members = [...(this.selected.get(type.name) ?? [])].map(
      ([key, nodes]) => `${JSON.stringify(key)}:${textOf(nodes[0]?.name.value ?? '')}`,
    );
    return `{${members.join(',')}}`;
  }

  /** A value as it is, or the objects that it is made of. */
  private valueText(type: GraphQLOutputType, value: unknown, answer: Answer): string {
    const named = getNamedType(type);
    if (value === null || value === undefined || !isObjectType(named)) return JSON.stringify(value ?? null);
    if (!isListType(getNullableType(type))) return this.objectText(named, value as Record<string, unknown>, answer);
    return `[${(value as readonly unknown[]).map((one) => this.valueText(named, one, answer)).join(',')}]`;
  }

  /** What the document selects of each type that updates are made of: the update's own, and those that its members hold. */
  private selectedBy(nodes: readonly FieldNode[]): Map<string, Selections> {
    const { schema } = this.model;
    const own = this.updates.selections(this.updateType, nodes);
    const members = Object.values(this.updateType.getFields());
    const selections = Object.keys(this.declaration.shows).map((name): [string, Selections] => {
      const type = this.updates.objectType(name);
      if (type === this.updateType) return [name, own];
      const member = members.find((field) => {
        const held = getNamedType(field.type);
        return isCompositeType(held) && doTypesOverlap(schema, held, type);
      });
      const inner = member === undefined ? null : nodesOf(own, member.name);
      return [name, inner === null ? new Map() : this.updates.selections(type, inner)];
    });
    return new Map(selections);
  }

  private watched(): { type: ReadType; scope: Scope } {
    const { of, accessLevel } = this.declaration.stream;
    const type = this.model.typeOf(of());
    return { type, scope: this.updates.compiler.scope(type, true, null, { [accessLevel]: ACCESS_LEVEL }) };
  }

  private snapshotSql(): Sql {
    const { type, scope } = this.watched();
    const nodes = nodesOf(this.selected.get(this.updateType.name), 'snapshot');
    const snapshot = nodes === null ? raw('null') : this.updates.object(type, nodes, scope);
    const own = this.partsOf(scope, [this.updateType.name]).map(({ text }) => text);
    return this.statementSql(scope, [snapshot, raw('null')], own);
  }

  private updateSql(watched: Scope, parts: readonly Sql[]): Sql {
    const { mostEvents } = this.declaration;
    const events = sql`
      (select case when count(*) <= ${raw(String(mostEvents))} then coalesce(json_agg(missed.content order by missed.revision), '[]') end
       from
         (select live.content, live.revision
          from live_events live
          where ${this.missed(watched)}
          order by live.revision
          limit ${raw(String(mostEvents + 1))}) missed)`;
    return this.statementSql(watched, [raw('null'), events], parts);
  }

  private statementSql(watched: Scope, own: readonly Sql[], parts: readonly Sql[]): Sql {
    const { stream, values } = this.declaration;
    const [id, revision] = [columnOf(watched, 'id'), columnOf(watched, stream.revision)];
    const at = sql`
      coalesce(
        (select live.at
         from live_events live
         where ${this.ofStream(watched)} and live.revision = ${revision}),
        now())`;
    const row = watched.row as Row<object>;
    const columns = [
      revision,
      columnOf(watched, stream.rightsRevision),
      ACCESS_CLOCK,
      watched.rule(),
      jsonOf(sql`(${at})::timestamptz(3)`, 'dateTime', undefined),
      ...own,
      ...Object.values<(watched: Row<object>, accessLevel: Sql, document: StepDocument) => Sql>(values).map((value) =>
        value(row, sql`${ACCESS_LEVEL}`, { isShown: (holder, field, of) => this.isShown(holder, field, of) }),
      ),
      ...parts,
    ];
    return sql`select ${join(columns, ', ')} from ${watched.from()} where ${id} = ${STREAM}`;
  }

  private isShown(holder: string, field: string, of: string): boolean {
    const nodes = nodesOf(this.selected.get(holder), field);
    const shown = this.declaration.shows[holder]?.[field];
    if (nodes === null || shown === undefined || shown.kind === 'watched') return false;
    const { type } = this.model.typeOf(shown.type());
    return [...this.updates.selections(type, nodes).values()].some(([node]) => node?.name.value === of);
  }

  private ofStream(watched: Scope): Sql {
    return sql`
      live.alliance_id = ${columnOf(watched, 'allianceId')}
      and live.feed = ${literal(this.declaration.field)}
      and live.stream_id = ${columnOf(watched, 'id')}`;
  }

  private missed(watched: Scope): Sql {
    return sql`${this.ofStream(watched)} and live.revision > ${AFTER}`;
  }

  /** What the document shows of the objects that these types refer to. */
  private partsOf(watched: Scope, holders: readonly string[]): { part: Part; text: Sql }[] {
    return holders.flatMap((holder) =>
      Object.entries(this.declaration.shows[holder] ?? {}).flatMap(([field, shown]) => {
        const nodes = nodesOf(this.selected.get(holder), field);
        return nodes === null ? [] : [{ part: { holder, field, shown }, text: this.shownSql(shown, nodes, watched) }];
      }),
    );
  }

  private shownSql(shown: ShownObject, nodes: readonly FieldNode[], watched: Scope): Sql {
    switch (shown.kind) {
      case 'watched':
        return this.updates.object(this.model.typeOf(this.declaration.stream.of()), nodes, watched);
      case 'view': {
        const type = this.model.typeOf(shown.type());
        const [refused] = [...this.updates.selections(type.type, nodes).values()]
          .flatMap(([node]) => node?.name.value ?? [])
          .filter((name) => shown.without?.includes(name));
        if (refused !== undefined) throw outsideLive(type.name, refused);
        const text = this.updates.object(type, nodes, watched.as(type.access));
        return shown.when === undefined
          ? text
          : sql`case when ${shown.when(watched.row as Row<object>)} then ${text} end`;
      }
      case 'named': {
        const type = this.model.typeOf(shown.type());
        const { compiler } = this.updates;
        const child = compiler.scope(type, true, watched);
        const text = this.updates.object(type, nodes, child);
        const where = and(
          this.within(type, child, watched),
          sql`${columnOf(child, 'id')} in (${this.namedAt(shown.at, watched)})`,
          child.rule(),
        );
        return sql`
          (select coalesce(json_agg(json_build_array(${columnOf(child, 'id')}, ${text})), '[]')
           from ${child.from()}
           where ${where})`;
      }
      case 'listed':
        return this.listedSql(shown, nodes, watched);
    }
  }

  /** The rows of those that the missed events name: in one list for each of them. */
  private listedSql(
    { type: listed, by, order, at }: Extract<ShownObject, { kind: 'listed' }>,
    nodes: readonly FieldNode[],
    watched: Scope,
  ): Sql {
    const type = this.model.typeOf(listed());
    const child = this.updates.compiler.scope(type, true, watched);
    const text = this.updates.object(type, nodes, child);
    const row = child.row as Row<never>;
    const where = and(
      this.within(type, child, watched),
      sql`${by(row)} in (${this.namedAt(at, watched)})`,
      child.rule(),
    );
    return sql`
      (select coalesce(json_agg(json_build_array(list.owner, list.texts)), '[]')
       from
         (select ${by(row)} as owner, '[' || string_agg(${text}, ',' order by ${order(row)}) || ']' as texts
          from ${child.from()}
          where ${where}
          group by ${by(row)}) list)`;
  }

  private within(type: ReadType, child: Scope, watched: Scope): Sql {
    const { within } = type.access;
    if (within === undefined) throw new Error(`${type.name} is not read within another row`);
    return childOf({ by: within }, type, child, watched);
  }

  private namedAt(paths: readonly string[], watched: Scope): Sql {
    return join(
      paths.map((path) => this.namedSql(path, watched)),
      ' union all ',
    );
  }

  /** The ids that the missed events have at this JSON path. */
  private namedSql(path: string, watched: Scope): Sql {
    return sql`
      (select (jsonb_path_query(live.content, ${literal(path)}) #>> '{}')::uuid
       from live_events live
       where ${this.missed(watched)}
       limit ${raw(String(MOST_NAMED))})`;
  }

  private async read(database: Queryable, statement: Statement, request: UpdateRequest): Promise<Answer | null> {
    const bound = this.updates
      .boundValues()
      .set(STREAM, request.streamId)
      .set(ACCESS_LEVEL, request.accessLevel)
      .set(AFTER, request.after ?? 0);
    const row = await runRow(database, statement, request.viewer, bound);
    if (row === null) return null;
    const [revision, rightsRevision, accessRevision, visible, at, snapshot, events, ...others] = row;
    const names = Object.keys(this.declaration.values);
    const texts = others.slice(names.length);
    const several = (text: unknown) => new Map(text as readonly (readonly [string, string])[]);
    return {
      revision,
      rightsRevision,
      accessRevision,
      visible,
      at,
      snapshot,
      events,
      values: Object.fromEntries(names.map((name, place) => [name, others[place]])),
      parts: new Map(
        texts.map((text, place) => {
          const { holder, field, shown } = this.parts[place] as Part;
          return [partKey(holder, field), isText(shown) ? (text as string | null) : several(text)];
        }),
      ),
    } as Answer;
  }
}

function updateOf({ revision, rightsRevision, accessRevision, visible }: Answer, text: string): Update {
  return { revision, rightsRevision, accessRevision, texts: visible ? [text] : null };
}

/** Whether there is one text for all updates, and not one for each of those that events name. */
function isText({ kind }: ShownObject): boolean {
  return kind === 'watched' || kind === 'view';
}

function partKey(holder: string, field: string): string {
  return `${holder}.${field}`;
}

/** The nodes that select a field which is read once for each place; null where none does. */
function nodesOf(fields: Selections | undefined, name: string): readonly FieldNode[] | null {
  const found = [...(fields?.values() ?? [])].filter(([node]) => node?.name.value === name);
  if (found.length > 1) throw new RequestError(ErrorCode.invalid, 'live.twice', { field: name }, [name], 400);
  return found[0] ?? null;
}
