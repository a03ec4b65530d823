import { validate as isUuid } from 'uuid';
import { everyone } from '../access/access';
import type { Row } from '../access/row';
import { anonymous, type Viewer } from '../access/viewer';
import { LIMITS } from '../budgets';
import { and, join, literal, or, raw, sql, type Parameter, type Sql } from '../database/sql';
import { ErrorCode, InvalidArgument, RequestError } from '../errors/errors';
import { columnOf } from '../reads/json';
import type { ReadModel } from '../reads/model';
import { Aliases } from '../reads/scope';
import { runRow, statementOf, type Queryable, type Statement } from '../reads/statement';
import type { EventFeedDeclaration, EventStreamDeclaration } from './declarations';
import { EventPlan } from './event-plan';
import type { Feed, FeedPlan, Head, LiveDocument, StreamAccess, Subject } from './feed';
import { STREAM, Streams, watchedId, watchedScope } from './streams';

/** The row that a cursor names. */
const ROW: Parameter = { source: 'bound', name: 'row', type: 'uuid' };

/** A feed of events, as the hub serves it. */
export class EventFeed implements Feed {
  readonly field: string;
  private readonly byArgument: ReadonlyMap<string, EventStreamDeclaration>;
  private readonly streams: Streams;
  private readonly accessStatement: Statement | null;
  private readonly positionStatement: Statement;

  constructor(
    private readonly model: ReadModel,
    private readonly declaration: EventFeedDeclaration,
  ) {
    this.field = declaration.field;
    const own = declaration.streams === 'person';
    this.byArgument = new Map(declaration.streams === 'person' ? [] : Object.entries(declaration.streams));
    this.streams = new Streams(model, this.field, own ? null : [...this.byArgument.values()]);
    this.accessStatement = own ? null : statementOf(sql`select ${this.visible()}`);
    this.positionStatement = statementOf(this.positionSql());
  }

  subject(values: Readonly<Record<string, unknown>>, { personId }: Viewer): Subject | null {
    if (this.declaration.streams === 'person') return personId === null ? null : { streamId: personId, after: 'now' };
    const named = [...this.byArgument].filter(
      ([argument]) => values[argument] !== undefined && values[argument] !== null,
    );
    const [only] = named;
    if (only === undefined || named.length > 1) {
      const path = [...this.byArgument.keys()].slice(0, 1);
      throw new RequestError(ErrorCode.invalid, this.declaration.exactlyOne ?? 'input.notFound', {}, path, 400);
    }
    const [argument, stream] = only;
    const streamId = watchedId(stream, argument, values[argument]);
    const { after } = values;
    if (typeof after === 'string') return { streamId, after: { cursor: after } };
    return { streamId, after: stream.last === undefined ? 'now' : null };
  }

  compile(document: LiveDocument): FeedPlan {
    const visible = this.accessStatement === null ? raw('true') : this.visible();
    return new EventPlan(this.model, this.declaration, document, this.streams, visible);
  }

  async access(
    database: Queryable,
    streamId: string,
    viewer: Viewer,
    after: number | null,
  ): Promise<StreamAccess | null> {
    const sees =
      this.accessStatement === null
        ? viewer.personId === streamId
        : (await runRow(database, this.accessStatement, viewer, new Map([[STREAM, streamId]])))?.[0] === true;
    return sees ? { accessLevel: 0, resumable: after !== null } : null;
  }

  heads(database: Queryable, streamIds: readonly string[]): Promise<Map<string, Head>> {
    return this.streams.heads(database, streamIds);
  }

  /** A cursor is the id of an event's row: it does not reveal how many events its reader may not see. */
  async position(database: Queryable, streamId: string, cursor: string): Promise<number> {
    const id = Buffer.from(cursor, 'base64url').toString('utf8');
    if (cursor.length > LIMITS.cursorCharacters || !isUuid(id)) throw new InvalidArgument('after', 'reads.cursor');
    const values = new Map([
      [STREAM, streamId],
      [ROW, id],
    ]);
    const row = await runRow(database, this.positionStatement, anonymous, values);
    if (typeof row?.[0] !== 'number') throw new InvalidArgument('after', 'reads.cursor');
    return row[0];
  }

  /** Whether the viewer may see what is watched, of whichever type it is. */
  private visible(): Sql {
    return or(
      ...[...this.byArgument.values()].map(({ of, watchedBy = everyone }) => {
        const scope = watchedScope(this.model, of());
        const where = and(sql`${columnOf(scope, 'id')} = ${STREAM}`, scope.rule(), watchedBy(scope.row as Row<object>));
        return sql`exists (select from ${scope.from()} where ${where})`;
      }),
    );
  }

  /** The revision of the event that names the row. The last row of the watched object is always good: nothing comes after it. */
  private positionSql(): Sql {
    const { named } = this.declaration;
    const aliases = new Aliases();
    const row = watchedScope(this.model, this.declaration.row(), aliases);
    const event = sql`
      (select live.revision
       from live_events live
       where live.alliance_id = ${columnOf(row, 'allianceId')}
         and live.feed = ${literal(this.field)}
         and live.stream_id = ${STREAM}
         and live.content ->> ${literal(named)} = ${columnOf(row, 'id')}::text)`;
    const last = [...this.byArgument.values()].flatMap(({ of, last: isLast }): Sql[] => {
      if (isLast === undefined) return [];
      const watched = watchedScope(this.model, of(), aliases);
      const where = and(
        sql`${columnOf(watched, 'id')} = ${STREAM}`,
        isLast(row.row as Row<object>, watched.row as Row<object>),
      );
      return [sql`(select ${this.streams.revision()} from ${watched.from()} where ${where})`];
    });
    return sql`
      select coalesce(${join([event, ...last], ', ')})
      from ${row.from()}
      where ${columnOf(row, 'id')} = ${ROW}`;
  }
}
