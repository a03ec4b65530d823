import {
  getNamedType,
  isObjectType,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLObjectType,
} from 'graphql';
import { validate as isUuid } from 'uuid';
import { MemberUnit } from '../../alliance/member-unit/member-unit.entity';
import type { Viewer } from '../../../platform/access/viewer';
import { and, literal, or, sql, type Parameter, type Sql } from '../../../platform/database/sql';
import { parseGlobalId } from '../../../platform/database/ids';
import { ErrorCode, InvalidArgument, RequestError } from '../../../platform/errors/errors';
import type { Feed, FeedPlan, Head, Update, UpdateRequest } from '../../../platform/live/feed';
import { Compiler, type Variables } from '../../../platform/reads/compiler';
import { columnOf, jsonObject } from '../../../platform/reads/json';
import type { ReadModel } from '../../../platform/reads/model';
import { slotValues } from '../../../platform/reads/plan';
import type { Scope } from '../../../platform/reads/scope';
import { runRow, statementOf, type Queryable, type Statement } from '../../../platform/reads/statement';
import { Agreement } from './agreement.entity';
import { AgreementEvent } from '../history/history.entity';

/** The types that updates are made of; of all else they show plain fields. */
const TREE: ReadonlySet<string> = new Set([
  'Agreement',
  'AgreementParty',
  'Signature',
  'AgreementRevision',
  'Commitment',
  'CommitmentRating',
  'AgreementEvent',
]);

/** What one update may cost; it is paid for each group of watchers, at every change. */
const COST_CEILING = 500;

/**
 * Changes to agreements (`Subscription.agreementUpdates`). An agreement's stream is its history; a unit's tells of every
 * event of the agreements that it is a party to, in the order of their commits. A cursor is an event's id: it says nothing
 * of how many there were that its reader may not see.
 */
export const agreementFeed: Feed = {
  field: 'agreementUpdates',

  subject({ agreementId, unitId, after }) {
    const given = [agreementId, unitId].filter((id) => id !== undefined && id !== null);
    if (given.length !== 1) throw new RequestError(ErrorCode.invalid, 'agreement.watchOne', {}, ['agreementId'], 400);
    const id = parseGlobalId(given[0]);
    if (id === null || id.prefix !== (given[0] === agreementId ? 'agreement' : 'unit')) return null;
    if (typeof after === 'string') return { streamId: id.id, after: { cursor: after } };
    return { streamId: id.id, after: id.prefix === 'unit' ? 'now' : null };
  },

  compile: (model, fragments, nodes, variables) => new AgreementPlan(model, fragments, nodes, variables),

  async standing(database, streamId, viewer, after) {
    return (await isVisible(database, streamId, viewer)) ? { level: 0, resumable: after !== null } : null;
  },

  async heads(database, streamIds) {
    const { rows } = await database.query<{ id: string; revision: number; rights: number }>({
      name: 'agreement-heads',
      text: `select id, history_count as revision, rights_revision as rights from agreements where id = any($1)
        union all select unit.id, coalesce(stream.revision, 0), 0
        from member_units unit left join agreement_streams stream on stream.unit_id = unit.id where unit.id = any($1)`,
      values: [streamIds],
    });
    return new Map(rows.map((row): [string, Head] => [row.id, { revision: row.revision, rightsRevision: row.rights }]));
  },

  async position(database, streamId, cursor) {
    const id = Buffer.from(cursor, 'base64url').toString('utf8');
    const {
      rows: [found],
    } = !isUuid(id)
      ? { rows: [] }
      : await database.query<{ revision: number | null }>({
          name: 'agreement-cursor',
          // the last event of an agreement is good for ever: nothing lies between it and what comes
          text: `select coalesce(
          (select live.revision from live_events live where live.alliance_id = event.alliance_id and live.stream_id = $1
            and live.content ->> 'event' = event.id::text),
          (select a.history_count from agreements a where a.alliance_id = event.alliance_id and a.id = $1 and a.id = event.agreement_id
            and a.history_count = event.sequence)) as revision
        from agreement_events event where event.id = $2`,
          values: [streamId, id],
        });
    if (typeof found?.revision !== 'number') throw new InvalidArgument('after', 'reads.cursor');
    return found.revision;
  },
};

/** The cursor of an event's row. */
const cursorOf = (id: Sql): Sql =>
  sql`to_json(rtrim(translate(encode(convert_to(${id}::text, 'UTF8'), 'base64'), E'+/\\n', '-_'), '='))::text`;

const STREAM: Parameter = { source: 'bound', name: 'stream', type: 'uuid' };
const AFTER: Parameter = { source: 'bound', name: 'after', type: 'int' };
const FOUND: Parameter = { source: 'bound', name: 'found', type: 'boolean' };

let visibleStatement: Statement | null = null;

async function isVisible(database: Queryable, streamId: string, viewer: Viewer): Promise<boolean> {
  if (visibleStatement === null) throw new Error('nothing has been compiled yet');
  const row = await runRow(database, visibleStatement, viewer, new Map<Parameter, unknown>([[STREAM, streamId]]));
  return row?.[0] === true;
}

class AgreementPlan implements FeedPlan {
  readonly viewerParameters: readonly Parameter[];
  readonly cost: number;
  private readonly compiler: Compiler;
  private readonly statement: Statement;

  constructor(
    private readonly model: ReadModel,
    fragments: Readonly<Record<string, FragmentDefinitionNode>>,
    nodes: readonly FieldNode[],
    private readonly variables: Variables,
  ) {
    this.compiler = new Compiler(model, fragments, variables, { live: { tree: TREE } });
    const costs: number[] = [];
    const visible = this.visible();
    visibleStatement ??= statementOf(sql`select ${visible}`);
    const changed = this.changed(nodes, costs);
    const found = this.found(nodes, costs);
    this.statement = statementOf(sql`select
      coalesce((select history_count from agreements where id = ${STREAM}), (select revision from agreement_streams where unit_id = ${STREAM}), 0),
      coalesce((select rights_revision from agreements where id = ${STREAM}), 0),
      (select revision::float8 from access_clock), ${visible}, ${changed}, ${found}`);
    this.viewerParameters = this.statement.parameters.filter((parameter) => parameter.source === 'viewer');
    this.cost = costs.reduce((sum, cost) => sum + cost, 0);
    if (this.cost > COST_CEILING) {
      throw new RequestError(
        ErrorCode.tooCostly,
        'errors.tooCostly',
        { cost: Math.ceil(this.cost), ceiling: COST_CEILING },
        null,
        400,
      );
    }
  }

  /** A watcher without a revision is shown an agreement as it stands; a unit's goes on where it was. */
  async update(database: Queryable, { streamId, after, previously, viewer }: UpdateRequest): Promise<Update> {
    const from = after ?? previously ?? 0;
    const given = slotValues(this.compiler, this.variables)
      .set(STREAM, streamId)
      .set(AFTER, from)
      .set(FOUND, after === null);
    const row = await runRow(database, this.statement, viewer, given);
    const [revision, rightsRevision, accessRevision, visible, changed, found] = row as [
      number,
      number,
      number,
      boolean,
      string[],
      string | null,
    ];
    return { revision, rightsRevision, accessRevision, texts: visible ? (found === null ? changed : [found]) : null };
  }

  /** Whether the viewer may see what is watched: an agreement or a unit. */
  private visible(): Sql {
    const tables = [Agreement, MemberUnit].map((type) => {
      const scope = this.compiler.scope(this.model.typeOf(type), true);
      const where = and(sql`${columnOf(scope, 'id')} = ${STREAM}`, scope.rule());
      return sql`exists (select from ${scope.from()} where ${where})`;
    });
    return or(...tables);
  }

  /** An update for each event after the watcher's revision that concerns an agreement which the viewer may see. */
  private changed(nodes: readonly FieldNode[], costs: number[]): Sql {
    const [agreement, event] = this.scopes();
    const text = this.text(nodes, agreement, event, costs);
    const where = and(
      sql`${columnOf(event, 'id')} = (live.content ->> 'event')::uuid and ${columnOf(event, 'allianceId')} = live.alliance_id`,
      sql`${columnOf(agreement, 'id')} = ${columnOf(event, 'agreementId')} and ${columnOf(agreement, 'allianceId')} = live.alliance_id`,
      sql`live.alliance_id = ${this.alliance()} and live.stream_id = ${STREAM} and live.revision > ${AFTER} and not ${FOUND_AGREEMENT}`,
      agreement.rule(),
    );
    return sql`(select coalesce(json_agg(${text} order by live.revision), '[]') from live_events live, ${event.from()}, ${agreement.from()} where ${where})`;
  }

  /** The agreement as it is found, with the cursor of its last event. */
  private found(nodes: readonly FieldNode[], costs: number[]): Sql {
    const [agreement, event] = this.scopes();
    const text = this.text(nodes, agreement, null, costs, columnOf(event, 'id'));
    const where = and(
      sql`${columnOf(agreement, 'id')} = ${STREAM} and ${FOUND} and ${columnOf(event, 'allianceId')} = ${columnOf(agreement, 'allianceId')}`,
      sql`${columnOf(event, 'agreementId')} = ${columnOf(agreement, 'id')} and ${columnOf(event, 'sequence')} = ${columnOf(agreement, 'historyCount')}`,
      agreement.rule(),
    );
    return sql`(select ${text} from ${event.from()}, ${agreement.from()} where ${where})`;
  }

  private alliance(): Sql {
    return sql`(select alliance_id from agreements where id = ${STREAM} union all select alliance_id from member_units where id = ${STREAM})`;
  }

  private scopes(): [Scope, Scope] {
    return [
      this.compiler.scope(this.model.typeOf(Agreement), true),
      this.compiler.scope(this.model.typeOf(AgreementEvent), true),
    ];
  }

  /** One update as JSON text. */
  private text(
    nodes: readonly FieldNode[],
    agreement: Scope,
    event: Scope | null,
    costs: number[],
    eventId?: Sql,
  ): Sql {
    const members: [string, Sql][] = [];
    for (const [key, fieldNodes] of this.compiler.selectionsOf(objectType(this.model, 'AgreementUpdate'), nodes)) {
      switch (fieldNodes[0]?.name.value) {
        case 'cursor':
          members.push([key, cursorOf(eventId ?? columnOf(event as Scope, 'id'))]);
          break;
        case 'agreement':
          members.push([key, this.object(Agreement, fieldNodes, agreement, costs)]);
          break;
        case 'event':
          members.push([key, event === null ? literal('null') : this.event(fieldNodes, event, costs)]);
          break;
        default:
          members.push([key, literal('"AgreementUpdate"')]);
      }
    }
    return jsonObject(members);
  }

  private event(nodes: readonly FieldNode[], scope: Scope, costs: number[]): Sql {
    const text = this.object(AgreementEvent, nodes, scope, costs);
    return sql`case when ${scope.rule()} then ${text} else 'null' end`;
  }

  private object(
    type: typeof Agreement | typeof AgreementEvent,
    nodes: readonly FieldNode[],
    scope: Scope,
    costs: number[],
  ): Sql {
    const { text, cost } = this.compiler.object(this.model.typeOf(type), nodes, scope, []);
    costs.push(cost(this.compiler.readArguments(this.variables)));
    return text;
  }
}

/** Whoever is shown the agreement as it is found needs no single events. */
const FOUND_AGREEMENT = sql`(${FOUND} and exists (select from agreements where id = ${STREAM}))`;

function objectType(model: ReadModel, name: string): GraphQLObjectType {
  const type = model.schema.getType(name);
  if (!isObjectType(type) || getNamedType(type).name !== name) throw new Error(`${name} is no object type`);
  return type;
}
