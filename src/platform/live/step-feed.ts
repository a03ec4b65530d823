import { viewerPerson, type Viewer } from '../access/viewer';
import { literal, sql, type Sql } from '../database/sql';
import { InvalidArgument } from '../errors/errors';
import { columnOf } from '../reads/json';
import type { ReadModel } from '../reads/model';
import { runRow, statementOf, type Queryable, type Statement } from '../reads/statement';
import type { StepFeedDeclaration } from './declarations';
import type { Feed, FeedPlan, Head, LiveDocument, StreamAccess, Subject } from './feed';
import { StepPlan } from './step-plan';
import { AFTER, STREAM, Streams, watchedId, watchedScope } from './streams';

/** A feed of steps, as the hub serves it. */
export class StepFeed implements Feed {
  readonly field: string;
  private readonly streams: Streams;
  private readonly accessStatement: Statement;

  constructor(
    private readonly model: ReadModel,
    private readonly declaration: StepFeedDeclaration,
  ) {
    this.field = declaration.field;
    this.streams = new Streams(model, this.field, [declaration.stream]);
    this.accessStatement = statementOf(this.accessSql());
  }

  subject(values: Readonly<Record<string, unknown>>): Subject {
    const { argument, stream } = this.declaration;
    const { after } = values;
    return { streamId: watchedId(stream, argument, values[argument]), after: typeof after === 'number' ? after : null };
  }

  compile(document: LiveDocument): FeedPlan {
    return new StepPlan(this.model, this.declaration, document);
  }

  async access(
    database: Queryable,
    streamId: string,
    viewer: Viewer,
    after: number | null,
  ): Promise<StreamAccess | null> {
    const values = new Map<typeof STREAM, unknown>([
      [STREAM, streamId],
      [AFTER, after],
    ]);
    const row = await runRow(database, this.accessStatement, viewer, values);
    if (row === null || row[0] === null) return null;
    return { accessLevel: Number(row[0]), resumable: after !== null && row[1] === true };
  }

  heads(database: Queryable, streamIds: readonly string[]): Promise<Map<string, Head>> {
    return this.streams.heads(database, streamIds);
  }

  /** Clients name revisions as numbers here; there are no cursors. */
  position(): Promise<number> {
    throw new InvalidArgument('after', 'reads.cursor');
  }

  /**
   * The viewer's access level, and whether steps from a revision on would be right: it is not later than the present, and
   * nobody's rights here have changed since. A change of rights is written by another clock than the event's, hence the margin.
   */
  private accessSql(): Sql {
    const { stream } = this.declaration;
    const watched = watchedScope(this.model, stream.of());
    const accessLevel = watched.row.$local[stream.accessLevel] as Sql;
    const rule = watched.rule();
    const [id, alliance] = [columnOf(watched, 'id'), columnOf(watched, 'allianceId')];
    return sql`
      select
        case when ${rule} then ${accessLevel} end,
        ${AFTER} <= ${columnOf(watched, stream.revision)}
          and ${columnOf(watched, stream.rightsRevision)} <= ${AFTER}
          and not exists (
            select from access_changes change
            where change.at >= coalesce(
                (select live.at
                 from live_events live
                 where live.alliance_id = ${alliance}
                   and live.feed = ${literal(this.field)}
                   and live.stream_id = ${id}
                   and live.revision = ${AFTER}),
                '-infinity') - interval '5 seconds'
              and (change.person_id = ${viewerPerson} or (change.person_id is null and change.alliance_id = ${alliance})))
      from ${watched.from()}
      where ${id} = ${STREAM}`;
  }
}
