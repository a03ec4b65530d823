import type { FieldNode, FragmentDefinitionNode } from 'graphql';
import { and, raw, sql, type Parameter } from '../database/sql';
import type { Locale } from '../i18n/messages';
import type { Feed, FeedPlan, Head, Update, UpdateRequest } from '../live/feed';
import { Compiler, type Variables } from '../reads/compiler';
import { columnOf } from '../reads/json';
import { compute } from '../reads/computed';
import type { ReadModel } from '../reads/model';
import { slotValues } from '../reads/plan';
import { runRow, statementOf, type Queryable, type Statement } from '../reads/statement';
import { INSTALLATION } from '../writes/audit-chain';
import { Notification } from './notification.entity';

const TREE: ReadonlySet<string> = new Set(['Notification']);

/** What is given to the signed-in person (`Subscription.notificationAdded`): one notification an update, and no snapshot. */
export const notificationFeed: Feed = {
  field: 'notificationAdded',

  subject: (_, { personId }) => (personId === null ? null : { streamId: personId, after: 'now' }),

  compile: (model, fragments, nodes, variables, locale) =>
    new NotificationPlan(model, fragments, nodes, variables, locale),

  standing: async (_, streamId, { personId }, after) =>
    personId === streamId ? { level: 0, resumable: after !== null } : null,

  /** Who has never been given any has a stream all the same: an empty one. */
  async heads(database, streamIds) {
    const { rows } = await database.query<{ id: string; revision: number }>({
      name: 'notification-heads',
      text: `select wanted.id, coalesce(stream.revision, 0) as revision
        from unnest($1::uuid[]) as wanted (id) left join notification_streams stream on stream.person_id = wanted.id`,
      values: [streamIds],
    });
    return new Map(rows.map(({ id, revision }): [string, Head] => [id, { revision, rightsRevision: 0 }]));
  },
};

const STREAM: Parameter = { source: 'bound', name: 'stream', type: 'uuid' };
const AFTER: Parameter = { source: 'bound', name: 'after', type: 'int' };
const NO_ALLIANCE = raw(`'${INSTALLATION}'::uuid`);

class NotificationPlan implements FeedPlan {
  readonly viewerParameters: readonly Parameter[];
  readonly cost: number;
  private readonly compiler: Compiler;
  private readonly statement: Statement;

  constructor(
    model: ReadModel,
    fragments: Readonly<Record<string, FragmentDefinitionNode>>,
    nodes: readonly FieldNode[],
    private readonly variables: Variables,
    private readonly locale: Locale,
  ) {
    this.compiler = new Compiler(model, fragments, variables, { live: { tree: TREE, computes: true } });
    const type = model.typeOf(Notification);
    const scope = this.compiler.scope(type, true);
    const { text, cost } = this.compiler.object(type, nodes, scope, []);
    const given = and(
      sql`event.alliance_id = ${NO_ALLIANCE} and event.stream_id = ${STREAM} and event.revision > ${AFTER}`,
      sql`${columnOf(scope, 'allianceId')} = (event.content ->> 'allianceId')::uuid`,
      sql`${columnOf(scope, 'id')} = (event.content ->> 'notification')::uuid`,
      scope.rule(),
    );
    this.statement =
      statementOf(sql`select coalesce((select revision from notification_streams where person_id = ${STREAM}), 0),
      (select revision::float8 from access_clock),
      (select coalesce(json_agg(${text} order by event.revision), '[]') from live_events event, ${scope.from()} where ${given})`);
    this.viewerParameters = this.statement.parameters.filter((parameter) => parameter.source === 'viewer');
    this.cost = cost(this.compiler.readArguments(variables));
  }

  /** A watcher whose rights have changed goes on where it was: what it has been told, it is not told again. */
  async update(database: Queryable, { streamId, after, previously, viewer }: UpdateRequest): Promise<Update> {
    const from = after ?? previously;
    if (from === null) throw new Error('a watcher of notifications begins somewhere');
    const values = slotValues(this.compiler, this.variables).set(STREAM, streamId).set(AFTER, from);
    const row = await runRow(database, this.statement, viewer, values);
    const [revision, accessRevision, texts] = row as [number, number, string[]];
    const { computed } = this.compiler;
    const computing = { database, viewer, locale: this.locale, services: null };
    const argumentsOf = this.compiler.readArguments(this.variables);
    return {
      revision,
      rightsRevision: 0,
      accessRevision,
      texts: await Promise.all(texts.map((text) => compute(text, computed, computing, argumentsOf))),
    };
  }
}
