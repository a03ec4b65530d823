import type { FieldNode } from 'graphql';
import type { Class } from '../access/access';
import type { Row } from '../access/row';
import { and, join, literal, raw, sql, type Parameter, type Sql } from '../database/sql';
import { compute } from '../reads/computed';
import { columnOf, jsonObject } from '../reads/json';
import type { ReadModel } from '../reads/model';
import type { Scope } from '../reads/scope';
import { SharedWork } from '../reads/shared-work';
import { runRow, statementOf, type Queryable, type Statement } from '../reads/statement';
import type { EventFeedDeclaration, EventMember, EventStreamDeclaration } from './declarations';
import type { FeedPlan, LiveDocument, Update, UpdateRequest } from './feed';
import { ACCESS_CLOCK, AFTER, STREAM, type Streams } from './streams';
import { UpdateCompiler, viewerParametersOf } from './update-compiler';

/** Whether the watchers have no revision yet: a feed may show them the watched object in its present state. */
const FIRST: Parameter = { source: 'bound', name: 'first', type: 'boolean' };

/** The rows that an update is made of: the one that the event names, and those reached from it, by member. */
interface Rows {
  readonly row: Scope;
  readonly ones: ReadonlyMap<string, Scope>;
}

/** The stream whose object is shown at once, in its present state. */
type ShownFirst = Required<Pick<EventStreamDeclaration, 'of' | 'last'>>;

/** A live document of a feed of events, as one statement. */
export class EventPlan implements FeedPlan {
  readonly viewerParameters: readonly Parameter[];
  readonly size: number;
  private readonly updates: UpdateCompiler;
  private readonly statement: Statement;
  private readonly watched: ShownFirst | null;

  constructor(
    private readonly model: ReadModel,
    private readonly declaration: EventFeedDeclaration,
    private readonly document: LiveDocument,
    private readonly streams: Streams,
    visible: Sql,
  ) {
    this.updates = new UpdateCompiler(model, document, declaration);
    this.watched = shownFirst(declaration);
    const columns = [
      streams.revision(),
      streams.rightsRevision(),
      ACCESS_CLOCK,
      visible,
      this.eventsSql(document.nodes),
      this.firstSql(document.nodes),
    ];
    this.statement = statementOf(sql`select ${join(columns, ', ')}`);
    this.viewerParameters = viewerParametersOf(this.statement);
    this.size = this.updates.sizeWith(this.statement);
  }

  /** A watcher whose rights changed goes on where it was: it is sent nothing twice. */
  async update(database: Queryable, { streamId, after, previously, viewer }: UpdateRequest): Promise<Update> {
    const values = this.updates
      .boundValues()
      .set(STREAM, streamId)
      .set(AFTER, after ?? previously ?? 0)
      .set(FIRST, after === null);
    const row = await runRow(database, this.statement, viewer, values);
    const [revision, rightsRevision, accessRevision, visible, events, first] = row as [
      number,
      number,
      number,
      boolean,
      string[],
      string | null,
    ];
    if (!visible) return { revision, rightsRevision, accessRevision, texts: null };
    const texts = first === null ? events : [first];
    return { revision, rightsRevision, accessRevision, texts: await this.computed(texts, database, viewer) };
  }

  private async computed(
    texts: readonly string[],
    database: Queryable,
    viewer: UpdateRequest['viewer'],
  ): Promise<readonly string[]> {
    const { bindings } = this.updates.compiler;
    if (bindings.computed.length === 0) return texts;
    const { locale, variables } = this.document;
    const computing = { database, viewer, locale, services: null, shared: new SharedWork(viewer.personId) };
    const values = bindings.readArguments(variables);
    return Promise.all(texts.map((text) => compute(text, bindings.computed, computing, values)));
  }

  /** An update for each event after the watcher's revision that concerns what the viewer may see. */
  private eventsSql(nodes: readonly FieldNode[]): Sql {
    const { field, named, streams } = this.declaration;
    const rows = this.rows();
    const text = this.text(nodes, rows, columnOf(rows.row, 'id'), 'event');
    // a person's stream is of the installation, and its events are of whatever alliances the person is in
    const alliance = streams === 'person' ? sql`(live.content ->> 'allianceId')::uuid` : raw('live.alliance_id');
    const where = and(
      sql`live.alliance_id = ${this.streams.alliance()}`,
      sql`live.feed = ${literal(field)}`,
      sql`live.stream_id = ${STREAM}`,
      sql`live.revision > ${AFTER}`,
      sql`${columnOf(rows.row, 'id')} = (live.content ->> ${literal(named)})::uuid`,
      sql`${columnOf(rows.row, 'allianceId')} = ${alliance}`,
      ...this.reached(rows),
      ...this.rules(rows),
      this.declaration.concerns?.(raw('live.content'), rows.row.row as Row<object>) ?? raw('true'),
      ...(this.watched === null ? [] : [sql`not (${this.isShownFirst(this.watched)})`]),
    );
    return sql`
      (select coalesce(json_agg(${text} order by live.revision), '[]')
       from live_events live, ${this.from(rows)}
       where ${where})`;
  }

  /** The watched object in its present state, with the cursor of its last row. */
  private firstSql(nodes: readonly FieldNode[]): Sql {
    if (this.watched === null) return raw('null');
    const { of, last } = this.watched;
    const rows = this.rows();
    const watched = this.watchedIn(rows, of());
    const text = this.text(nodes, rows, columnOf(rows.row, 'id'), 'first');
    const where = and(
      sql`${FIRST}`,
      sql`${columnOf(watched, 'id')} = ${STREAM}`,
      last(rows.row.row as Row<object>, watched.row as Row<object>),
      ...this.reached(rows),
      ...this.rules(rows),
    );
    return sql`(select ${text} from ${this.from(rows)} where ${where})`;
  }

  /** Whether the watcher is shown the object's present state, and so no single events. */
  private isShownFirst({ of }: ShownFirst): Sql {
    const scope = this.updates.compiler.scope(this.model.typeOf(of()), true);
    return sql`${FIRST} and exists (select from ${scope.from()} where ${columnOf(scope, 'id')} = ${STREAM})`;
  }

  private rows(): Rows {
    const { compiler } = this.updates;
    const scopeOf = (member: Extract<EventMember, { kind: 'one' }>) =>
      compiler.scope(this.model.typeOf(member.type()), true);
    return {
      ones: new Map(this.ones().map(([name, member]) => [name, scopeOf(member)])),
      row: compiler.scope(this.model.typeOf(this.declaration.row()), true),
    };
  }

  private ones(): [string, Extract<EventMember, { kind: 'one' }>][] {
    return Object.entries(this.declaration.members ?? {}).flatMap(([name, member]) =>
      member.kind === 'one' ? [[name, member]] : [],
    );
  }

  /** Among the rows of an update, the object that is watched. */
  private watchedIn({ ones }: Rows, type: Class): Scope {
    const [name] = this.ones().find(([, one]) => one.type() === type) ?? [''];
    const scope = ones.get(name);
    if (scope === undefined) throw new Error(`${this.declaration.field} shows no ${type.name}`);
    return scope;
  }

  private from({ row, ones }: Rows): Sql {
    return join([row.from(), ...[...ones.values()].map((one) => one.from())], ', ');
  }

  private reached({ row, ones }: Rows): Sql[] {
    return this.ones().map(([name, { on }]) =>
      on((ones.get(name) as Scope).row as Row<object>, row.row as Row<object>),
    );
  }

  /** What the viewer must see for an update to be sent: the rows that it shows besides the event's, or that one alone. */
  private rules({ row, ones }: Rows): Sql[] {
    return ones.size === 0 ? [row.rule()] : [...ones.values()].map((one) => one.rule());
  }

  /** One update as JSON text. */
  private text(nodes: readonly FieldNode[], { row, ones }: Rows, cursor: Sql, of: 'event' | 'first'): Sql {
    const { members, row: rowType, type } = this.declaration;
    const own = this.model.typeOf(rowType());
    if (members === undefined) return this.updates.object(own, nodes, row);
    const name = type().name;
    const selections = this.updates.selections(this.updates.objectType(name), nodes);
    return jsonObject(
      [...selections].map(([key, fieldNodes]): [string, Sql] => {
        const fieldName = fieldNodes[0]?.name.value ?? '';
        const member = members[fieldName];
        if (fieldName === '__typename') return [key, literal(JSON.stringify(name))];
        if (member === undefined) throw new Error(`${name}.${fieldName} is not declared`);
        switch (member.kind) {
          case 'cursor':
            return [key, sql`to_json(${eventCursor(cursor)})::text`];
          case 'row':
            if (of === 'first') return [key, literal('null')];
            return [
              key,
              sql`case when ${row.rule()} then ${this.updates.object(own, fieldNodes, row, [key])} else 'null' end`,
            ];
          case 'one': {
            const scope = ones.get(fieldName) as Scope;
            return [key, this.updates.object(this.model.typeOf(member.type()), fieldNodes, scope, [key])];
          }
        }
      }),
    );
  }
}

function shownFirst({ streams }: EventFeedDeclaration): ShownFirst | null {
  if (streams === 'person') return null;
  for (const { of, last } of Object.values(streams)) if (last !== undefined) return { of, last };
  return null;
}

/** The cursor of an event's row: its id in base64url. */
export function eventCursor(id: Sql): Sql {
  return sql`rtrim(translate(encode(convert_to(${id}::text, 'UTF8'), 'base64'), E'+/\\n', '-_'), '=')`;
}
