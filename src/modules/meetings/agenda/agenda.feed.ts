import {
  getNamedType,
  isObjectType,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLObjectType,
} from 'graphql';
import { person } from '../../alliance/shared/rights';
import type { Viewer } from '../../../platform/access/viewer';
import type { Row } from '../../../platform/access/row';
import { and, join, literal, raw, sql, type Parameter, type Sql } from '../../../platform/database/sql';
import { parseGlobalId } from '../../../platform/database/ids';
import { ErrorCode, RequestError } from '../../../platform/errors/errors';
import type { Feed, FeedPlan, Head, Standing, Update, UpdateRequest } from '../../../platform/live/feed';
import { Compiler, type Variables } from '../../../platform/reads/compiler';
import { columnOf } from '../../../platform/reads/json';
import type { ReadModel, ReadType } from '../../../platform/reads/model';
import { slotValues } from '../../../platform/reads/plan';
import type { Scope } from '../../../platform/reads/scope';
import { runRow, statementOf, type Queryable, type Statement } from '../../../platform/reads/statement';
import { AgendaItem } from './agenda.entity';
import { stepsFor, type AgendaSteps } from './agenda-changes.rules';
import type { MeetingEvent } from './agenda-events.rules';
import { MOST_ITEMS } from './agenda.rules';
import { levelIn } from '../meeting/meeting.access';
import { Attendance, JointMeeting } from '../meeting/meeting.entity';

/** The types that a live agenda is made of; of all else it shows plain fields. */
const TREE: ReadonlySet<string> = new Set(['JointMeeting', 'Agenda', 'AgendaItem', 'Attendance', 'Guest', 'Quorum']);

/** What one update may cost; it is paid for each group of watchers, at every change. */
const COST_CEILING = 2_000;
/** A watcher further behind than this gets a snapshot: it is cheaper for everybody. */
const MOST_EVENTS = 200;
/** All that so many events can name: a bound for the planner, who knows nothing of what events hold. */
const MOST_NAMED = MOST_EVENTS * MOST_ITEMS;
/** From this level on a viewer sees who comes (see meeting.access); others see the quorum alone. */
const SEES_ATTENDANCE = 2;

/** The live agenda of one meeting (`Subscription.agendaUpdates`). */
export const agendaFeed: Feed = {
  field: 'agendaUpdates',

  subject(given) {
    const id = parseGlobalId(given['meetingId']);
    if (id === null || id.prefix !== 'meeting') return null;
    const after = given['after'];
    return { streamId: id.id, after: typeof after === 'number' ? after : null };
  },

  compile: (model, fragments, nodes, variables) => new AgendaPlan(model, fragments, nodes, variables),

  async standing(database, streamId, viewer, after) {
    return standingOf(database, streamId, viewer, after);
  },

  async heads(database, streamIds) {
    const { rows } = await database.query<{ id: string; revision: number; rights: number }>({
      name: 'meeting-heads',
      text: 'select id, revision, rights_revision as rights from joint_meetings where id = any($1)',
      values: [streamIds],
    });
    return new Map(rows.map((row): [string, Head] => [row.id, { revision: row.revision, rightsRevision: row.rights }]));
  },
};

let standingStatement: Statement | null = null;
const streamParameter: Parameter = { source: 'bound', name: 'stream', type: 'uuid' };
const afterParameter: Parameter = { source: 'bound', name: 'after', type: 'int' };

/** A meeting's row as the rules see it, outside any document. */
const meetingRow = new Proxy({} as Row<JointMeeting>, {
  get: (_, property: string) => raw(`m."${property.replace(/([a-z])([A-Z])/g, '$1_$2').toLowerCase()}"`),
});

async function standingOf(
  database: Queryable,
  streamId: string,
  viewer: Viewer,
  after: number | null,
): Promise<Standing | null> {
  standingStatement ??=
    statementOf(sql`select case when m.audience <= s.level then s.level end, ${afterParameter} <= m.revision
      and m.rights_revision <= ${afterParameter}
      and not exists (select from access_changes c where c.at >= coalesce(
          (select e.at from live_events e where e.alliance_id = m.alliance_id and e.stream_id = m.id and e.revision = ${afterParameter}),
          '-infinity') - interval '5 seconds'
        and (c.person_id = ${person} or (c.person_id is null and c.alliance_id = m.alliance_id)))
    from joint_meetings m cross join lateral (select ${levelIn(meetingRow)} as level offset 0) s
    where m.id = ${streamParameter}`);
  const row = await runRow(
    database,
    standingStatement,
    viewer,
    new Map<Parameter, unknown>([
      [streamParameter, streamId],
      [afterParameter, after],
    ]),
  );
  return row === null || row[0] === null
    ? null
    : { level: Number(row[0]), resumable: after !== null && row[1] === true };
}

type Texts = ReadonlyMap<string, string>;

/** What the statement of an update answers, in its order. */
interface Answer {
  readonly revision: number;
  readonly rightsRevision: number;
  readonly accessRevision: number;
  readonly visible: boolean;
  readonly at: string;
  readonly snapshot: string | null;
  readonly events: readonly MeetingEvent[] | null;
  readonly items: readonly AgendaRow[];
  readonly meeting: string | null;
  readonly quorum: string | null;
  readonly hasQuorum: boolean;
  readonly parts: ReadonlyMap<string, Texts>;
}

/** An item that the viewer sees; its expected start is JSON text, written as reads write it. */
type AgendaRow = readonly [id: string, parent: string | null, state: string, number: string, expectedAt: string | null];

type Selections = ReadonlyMap<string, readonly FieldNode[]>;

class AgendaPlan implements FeedPlan {
  readonly viewerParameters: readonly Parameter[];
  readonly cost: number;
  private readonly level: Parameter = { source: 'bound', name: 'level', type: 'int' };
  private readonly stream = streamParameter;
  private readonly after = afterParameter;
  private readonly compiler: Compiler;
  private readonly fields: Selections;
  private readonly changeFields: ReadonlyMap<string, Selections>;
  private readonly snapshotStatement: Statement;
  private readonly updateStatement: Statement;
  /** Where each part of the changes stands in the update's row: the change's type. */
  private readonly partNames: string[] = [];

  constructor(
    private readonly model: ReadModel,
    fragments: Readonly<Record<string, FragmentDefinitionNode>>,
    nodes: readonly FieldNode[],
    private readonly variables: Variables,
  ) {
    this.compiler = new Compiler(model, fragments, variables, { live: { tree: TREE } });
    const update = objectType(model, 'AgendaUpdate');
    this.fields = this.compiler.selectionsOf(update, nodes);
    this.changeFields = this.selectChanges();
    const costs: number[] = [];
    this.snapshotStatement = statementOf(this.snapshotSql(costs));
    this.updateStatement = statementOf(this.updateSql(costs));
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
    const parameters = [...this.snapshotStatement.parameters, ...this.updateStatement.parameters];
    this.viewerParameters = [...new Set(parameters.filter((parameter) => parameter.source === 'viewer'))];
  }

  async update(database: Queryable, request: UpdateRequest): Promise<Update> {
    const answer = request.after === null ? null : await this.read(database, this.updateStatement, request);
    const usable =
      answer !== null &&
      answer.events !== null &&
      answer.revision >= (request.after ?? 0) &&
      answer.events.length === answer.revision - (request.after ?? 0);
    if (usable) return this.told(answer, this.stepsText(answer, request));
    const snapshot = await this.read(database, this.snapshotStatement, request);
    if (snapshot === null) return { revision: 0, rightsRevision: 0, accessRevision: 0, texts: null };
    const previously = request.previously ?? request.after ?? snapshot.revision;
    return this.told(snapshot, this.text(snapshot, previously, snapshot.snapshot, [], []));
  }

  private told(answer: Answer, text: string): Update {
    const { revision, rightsRevision, accessRevision, visible } = answer;
    return { revision, rightsRevision, accessRevision, texts: visible ? [text] : null };
  }

  private stepsText(answer: Answer, request: UpdateRequest): string {
    const visible = answer.items.map(([id, parentId]) => ({ id, parentId }));
    const steps = stepsFor(answer.events ?? [], request.level, visible);
    const slots = answer.items.filter(([id]) => steps.shifted.includes(id));
    return this.text(answer, request.after ?? 0, null, this.changesOf(steps, answer, request.level), slots);
  }

  /** The update as JSON text, in the order that the client asked for. */
  private text(
    answer: Answer,
    previousRevision: number,
    snapshot: string | null,
    changes: readonly string[],
    slots: readonly AgendaRow[],
  ): string {
    const current = answer.items.find(([, , state]) => state === 'ACTIVE');
    return objectText(this.fields, (name, nodes) => {
      switch (name) {
        case 'previousRevision':
          return String(previousRevision);
        case 'revision':
          return String(answer.revision);
        case 'at':
          return answer.at;
        case 'snapshot':
          return snapshot ?? 'null';
        case 'changes':
          return `[${changes.join(',')}]`;
        case 'currentItemId':
          return current === undefined ? 'null' : itemId(current[0]);
        case 'schedule':
          return `[${slots.map((slot) => this.slotText(slot, nodes)).join(',')}]`;
        default:
          return '"AgendaUpdate"';
      }
    });
  }

  private slotText([id, , , number, expectedAt]: AgendaRow, nodes: readonly FieldNode[]): string {
    return objectText(this.compiler.selectionsOf(objectType(this.model, 'AgendaSlot'), nodes), (name) => {
      switch (name) {
        case 'itemId':
          return itemId(id);
        case 'number':
          return JSON.stringify(number);
        case 'expectedAt':
          return expectedAt ?? 'null';
        default:
          return '"AgendaSlot"';
      }
    });
  }

  private changesOf(steps: AgendaSteps, answer: Answer, level: number): string[] {
    const texts = steps.items.map((step) => {
      const type = STEP_TYPES[step.kind];
      return this.changeText(type, (name) => {
        switch (name) {
          case 'item':
            return answer.parts.get(type)?.get(step.id) ?? 'null';
          case 'itemId':
            return itemId(step.id);
          case 'parentId':
            return 'parentId' in step && step.parentId !== null ? itemId(step.parentId) : 'null';
          default:
            return 'afterItemId' in step && step.afterItemId !== null ? itemId(step.afterItemId) : 'null';
        }
      });
    });
    const attendances = answer.parts.get('AttendanceChanged');
    const shown = level >= SEES_ATTENDANCE ? steps.attendances : steps.attendances.slice(0, answer.hasQuorum ? 1 : 0);
    for (const id of shown) {
      texts.push(
        this.changeText(
          'AttendanceChanged',
          (name) => (name === 'quorum' ? answer.quorum : attendances?.get(id)) ?? 'null',
        ),
      );
    }
    if (steps.meeting) texts.push(this.changeText('MeetingChanged', () => answer.meeting ?? 'null'));
    return texts;
  }

  private changeText(type: string, value: (name: string) => string): string {
    return objectText(this.changeFields.get(type) ?? new Map<string, readonly FieldNode[]>(), (name) =>
      name === '__typename' ? JSON.stringify(type) : value(name),
    );
  }

  private selectChanges(): ReadonlyMap<string, Selections> {
    const nodes = [...this.fields.values()].find(([node]) => node?.name.value === 'changes') ?? [];
    return new Map(
      [...Object.values(STEP_TYPES), 'AttendanceChanged', 'MeetingChanged'].map((name) => [
        name,
        this.compiler.selectionsOf(objectType(this.model, name), nodes),
      ]),
    );
  }

  private snapshotSql(costs: number[]): Sql {
    const meeting = this.meetingScope();
    const nodes = this.nodesOf(this.fields, 'snapshot');
    const snapshot = nodes === null ? literal('null') : this.object(meeting.type, nodes, meeting.scope, costs);
    const columns = [
      ...this.commonColumns(meeting.scope),
      snapshot,
      raw('null'),
      this.itemsSql(meeting.scope),
      raw('false'),
    ];
    return sql`select ${join(columns, ', ')} from ${meeting.scope.from()} where ${meeting.id} = ${this.stream}`;
  }

  private updateSql(costs: number[]): Sql {
    const { type, scope, id } = this.meetingScope();
    const events = sql`(select case when count(*) <= ${raw(String(MOST_EVENTS))} then coalesce(json_agg(e.content order by e.revision), '[]') end
      from (select content, revision from live_events where alliance_id = ${columnOf(scope, 'allianceId')} and stream_id = ${id}
        and revision > ${this.after} order by revision limit ${raw(String(MOST_EVENTS + 1))}) e)`;
    const columns = [
      ...this.commonColumns(scope),
      raw('null'),
      events,
      this.itemsSql(scope),
      sql`${columnOf(scope, 'quorumRequired')} is not null`,
    ];
    const meetingNodes = this.nodesOf(this.changeFields.get('MeetingChanged'), 'meeting');
    columns.push(meetingNodes === null ? raw('null') : this.object(type, meetingNodes, scope, costs));
    const quorumNodes = this.nodesOf(this.changeFields.get('AttendanceChanged'), 'quorum');
    columns.push(quorumNodes === null ? raw('null') : this.quorum(quorumNodes, scope, costs));
    for (const name of ['AgendaItemAdded', 'AgendaItemChanged', 'AgendaItemMoved'] as const) {
      const nodes = this.nodesOf(this.changeFields.get(name), 'item');
      if (nodes !== null) columns.push(this.part(name, AgendaItem, nodes, scope, id, 'items', costs));
    }
    const attendance = this.nodesOf(this.changeFields.get('AttendanceChanged'), 'attendance');
    if (attendance !== null)
      columns.push(this.part('AttendanceChanged', Attendance, attendance, scope, id, 'attendances', costs));
    return sql`select ${join(columns, ', ')} from ${scope.from()} where ${id} = ${this.stream}`;
  }

  /** Those of a type that the events name, as [id, object] pairs. */
  private part(
    name: string,
    type: typeof AgendaItem | typeof Attendance,
    nodes: readonly FieldNode[],
    meeting: Scope,
    meetingId: Sql,
    key: 'items' | 'attendances',
    costs: number[],
  ): Sql {
    const target = this.model.typeOf(type);
    const child = this.compiler.scope(target, true, meeting);
    const object = this.object(target, nodes, child, costs);
    const named = raw(
      key === 'items'
        ? `jsonb_path_query(e.content, '$.items[*].id') #>> '{}'`
        : `jsonb_array_elements_text(e.content -> 'attendances')`,
    );
    const where = and(
      sql`${columnOf(child, 'allianceId')} = ${columnOf(meeting, 'allianceId')} and ${columnOf(child, 'meetingId')} = ${meetingId}`,
      sql`${columnOf(child, 'id')} in (select (${named})::uuid from live_events e where e.alliance_id = ${columnOf(meeting, 'allianceId')}
        and e.stream_id = ${meetingId} and e.revision > ${this.after} limit ${raw(String(MOST_NAMED))})`,
      child.rule(),
    );
    this.partNames.push(name);
    return sql`(select coalesce(json_agg(json_build_array(${columnOf(child, 'id')}, ${object})), '[]') from ${child.from()} where ${where})`;
  }

  private quorum(nodes: readonly FieldNode[], meeting: Scope, costs: number[]): Sql {
    const quorum = this.model.types.get('Quorum') as ReadType;
    const text = this.object(quorum, nodes, meeting.as(quorum.access), costs);
    return sql`case when ${columnOf(meeting, 'quorumRequired')} is not null then ${text} end`;
  }

  private object(type: ReadType, nodes: readonly FieldNode[], scope: Scope, costs: number[]): Sql {
    const { text, cost } = this.compiler.object(type, nodes, scope, []);
    costs.push(cost(this.compiler.readArguments(this.variables)));
    return text;
  }

  private meetingScope(): { type: ReadType; scope: Scope; id: Sql } {
    const type = this.model.typeOf(JointMeeting);
    const scope = this.compiler.scope(type, true, null, { level: this.level });
    return { type, scope, id: columnOf(scope, 'id') };
  }

  private commonColumns(meeting: Scope): Sql[] {
    const id = columnOf(meeting, 'id');
    const moment = sql`coalesce((select e.at from live_events e where e.alliance_id = ${columnOf(meeting, 'allianceId')} and e.stream_id = ${id}
      and e.revision = ${columnOf(meeting, 'revision')}), now())`;
    return [
      columnOf(meeting, 'revision'),
      columnOf(meeting, 'rightsRevision'),
      raw('(select revision::float8 from access_clock)'),
      sql`${columnOf(meeting, 'audience')} <= ${this.level}`,
      sql`left(to_json((${moment})::timestamptz(3))::text, -7) || 'Z"'`,
    ];
  }

  /** Every item that the viewer sees, in printed order. */
  private itemsSql(meeting: Scope): Sql {
    return sql`(select coalesce(json_agg(json_build_array(i.id, i.parent_id, i.state, coalesce(i.numbers[least(${this.level}, 3)], ''),
        left(to_json(i.expected_starts[least(${this.level}, 3)])::text, -7) || 'Z"') order by i.ordinal), '[]')
      from agenda_items i where i.alliance_id = ${columnOf(meeting, 'allianceId')} and i.meeting_id = ${columnOf(meeting, 'id')}
        and i.audience <= ${this.level})`;
  }

  private nodesOf(fields: Selections | undefined, name: string): readonly FieldNode[] | null {
    const found = [...(fields?.values() ?? [])].filter(([node]) => node?.name.value === name);
    if (found.length > 1) throw new RequestError(ErrorCode.invalid, 'live.twice', { field: name }, [name], 400);
    return found[0] ?? null;
  }

  private async read(database: Queryable, statement: Statement, request: UpdateRequest): Promise<Answer | null> {
    const given = slotValues(this.compiler, this.variables)
      .set(this.stream, request.streamId)
      .set(this.level, request.level)
      .set(this.after, request.after ?? 0);
    const row = await runRow(database, statement, request.viewer, given);
    if (row === null) return null;
    const [
      revision,
      rightsRevision,
      accessRevision,
      visible,
      at,
      snapshot,
      events,
      items,
      hasQuorum,
      meeting,
      quorum,
      ...parts
    ] = row;
    return {
      revision,
      rightsRevision,
      accessRevision,
      visible,
      at,
      snapshot,
      events,
      items,
      hasQuorum,
      meeting: meeting ?? null,
      quorum: quorum ?? null,
      parts: new Map(
        this.partNames.map((name, place) => [name, new Map(parts[place] as [string, string][] | undefined)]),
      ),
    } as Answer;
  }
}

const STEP_TYPES = {
  added: 'AgendaItemAdded',
  changed: 'AgendaItemChanged',
  moved: 'AgendaItemMoved',
  removed: 'AgendaItemRemoved',
} as const;

function objectType(model: ReadModel, name: string): GraphQLObjectType {
  const type = model.schema.getType(name);
  if (!isObjectType(type) || getNamedType(type).name !== name) throw new Error(`${name} is no object type`);
  return type;
}

function objectText(fields: Selections, value: (name: string, nodes: readonly FieldNode[]) => string): string {
  return `{${[...fields].map(([key, nodes]) => `${JSON.stringify(key)}:${value(nodes[0]?.name.value ?? '', nodes)}`).join(',')}}`;
}

function itemId(id: string): string {
  return `"item_${id}"`;
}
