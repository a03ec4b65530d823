import type { EntityManager } from 'typeorm';
import type { Viewer } from '../../../platform/access/viewer';
import { viewerValue } from '../../../platform/access/viewer';
import { rowOf } from '../../../platform/access/row';
import { raw, render, sql, type Parameter, type SqlValue } from '../../../platform/database/sql';
import { columnsOf, query } from '../../../platform/writes/statements';
import type { WriteTransaction } from '../../../platform/writes/transaction';
import { person } from '../../alliance/shared/rights';
import type { Item } from '../agenda/agenda-difference.rules';
import { agendaJson, itemOf, type ItemJson } from '../agenda/agenda.queries';
import { accessLevelIn } from './meeting.access';
import { JointMeeting } from './meeting.entity';

/** Whose meeting it is; all null for the whole alliance. */
export interface Scope {
  readonly sectorGroupId: string | null;
  readonly areaGroupId: string | null;
  readonly territoryId: string | null;
}

/** A meeting by its id, or by that of an item of its agenda, or of a vote on one; row ids. */
export type MeetingWanted = { readonly meetingId: string } | { readonly itemId: string } | { readonly voteId: string };

const locking = new Map<string, string>();

function lockStatement(manager: EntityManager, kind: keyof typeof IDS): string {
  let text = locking.get(kind);
  if (text === undefined) {
    const columns = raw(columnsOf(manager, JointMeeting, 'm'));
    const rendered = render(sql`
      select ${columns}
      from joint_meetings m
      where m.id = ${IDS[kind](WANTED)}
      for no key update`);
    locking.set(kind, (text = rendered.text));
  }
  return text;
}

/**
 * The meeting, locked until the transaction ends: everything that changes it waits here for its turn. Its time does not run back: each
 * change is later than the one before it.
 */
export async function lockMeetingRow(
  tx: Pick<WriteTransaction, 'manager' | 'after'>,
  wanted: MeetingWanted,
): Promise<JointMeeting | null> {
  const [kind, id] = idOf(wanted);
  const [meeting] = await query<JointMeeting>(tx.manager, lockStatement(tx.manager, kind), [id]);
  if (meeting?.changedAt) tx.after(meeting.changedAt);
  return meeting ?? null;
}

/** The meeting's id in SQL, and the id that it is found by. */
function idOf(wanted: MeetingWanted): [kind: keyof typeof IDS, id: string] {
  if ('itemId' in wanted) return ['item', wanted.itemId];
  if ('voteId' in wanted) return ['vote', wanted.voteId];
  return ['meeting', wanted.meetingId];
}

const IDS = {
  meeting: (id: SqlValue) => sql`${id}`,
  item: (id: SqlValue) => sql`(select meeting_id from agenda_items where id = ${id})`,
  vote: (id: SqlValue) => sql`(select meeting_id from votes where id = ${id})`,
} as const;

const WANTED: Parameter = { source: 'bound', name: 'wanted', type: 'uuid' };

/** What a viewer is to a meeting: their access level, by the same rule as reads, and whether it names them as organiser. */
export interface MeetingAccess {
  readonly accessLevel: number;
  readonly organiser: boolean;
}

/** How much is read of an agenda: all of it, the item that the meeting is found by, or nothing. */
export type AgendaPart = 'whole' | 'item' | 'none';

interface CompiledStatement {
  readonly text: string;
  readonly parameters: readonly Parameter[];
}

const compiled = new Map<string, CompiledStatement>();

/** The statement that reads what a step of a meeting is decided by, made once for each way of finding it. */
function dependenciesStatement(manager: EntityManager, kind: keyof typeof IDS, part: AgendaPart): CompiledStatement {
  const known = compiled.get(`${kind} ${part}`);
  if (known !== undefined) return known;
  const row = rowOf<JointMeeting>(manager.connection.getMetadata(JointMeeting), 'meeting');
  const ofMeeting = sql`item.alliance_id = ${row.allianceId} and item.meeting_id = ${row.id}`;
  const items = {
    whole: sql`(${agendaJson(ofMeeting)})`,
    item: sql`(${agendaJson(sql`${ofMeeting} and item.id = ${WANTED}`)})`,
    none: raw(`'[]'::json`),
  }[part];
  const statement = render(sql`
    select
      ${accessLevelIn(row)} as "accessLevel",
      exists (
        select
        from meeting_organisers named
        where named.alliance_id = ${row.allianceId}
          and named.meeting_id = ${row.id}
          and named.person_id = ${person}
      ) as organiser,
      ${items} as items
    from ${raw('joint_meetings meeting')}
    where ${row.id} = ${IDS[kind](WANTED)}`);
  compiled.set(`${kind} ${part}`, statement);
  return statement;
}

/** What a step of a meeting is decided by, besides its own row, in one statement; null where there is no such meeting. */
export async function readDependencies(
  manager: EntityManager,
  viewer: Viewer,
  wanted: MeetingWanted,
  part: AgendaPart,
): Promise<(MeetingAccess & { readonly items: readonly Item[] }) | null> {
  const [kind, id] = idOf(wanted);
  const { text, parameters } = dependenciesStatement(manager, kind, part);
  const values = parameters.map((each) => (each.source === 'viewer' ? viewerValue(viewer, each) : id));
  const [found] = await query<MeetingAccess & { items: readonly ItemJson[] }>(manager, text, values);
  return found === undefined ? null : { ...found, items: found.items.map(itemOf) };
}

export async function hasAlliance(manager: EntityManager, id: string): Promise<boolean> {
  return ((await manager.query('select from alliances where id = $1', [id])) as unknown[]).length > 0;
}

const SCOPES = {
  sector: { table: 'sector_groups', column: 'sectorGroupId' },
  area: { table: 'area_groups', column: 'areaGroupId' },
  territory: { table: 'territories', column: 'territoryId' },
} as const;

export type ScopeKind = keyof typeof SCOPES;

export const WHOLE_ALLIANCE: Scope = { sectorGroupId: null, areaGroupId: null, territoryId: null };

/** A group or territory of the alliance as a meeting's scope; null when there is none. */
export async function findScope(
  manager: EntityManager,
  allianceId: string,
  kind: ScopeKind,
  id: string,
): Promise<Scope | null> {
  const { table, column } = SCOPES[kind];
  const found = (await manager.query(`select from ${table} where alliance_id = $1 and id = $2`, [
    allianceId,
    id,
  ])) as unknown[];
  return found.length === 0 ? null : { ...WHOLE_ALLIANCE, [column]: id };
}

/** The active units of a scope, hosts left out; of a territory those in it, below it and paired with it. */
export async function unitsOfScope(manager: EntityManager, allianceId: string, scope: Scope): Promise<string[]> {
  const rows = (await manager.query(
    `with recursive below as (
       select id
       from territories
       where alliance_id = $1
         and id = $4::uuid
       union
       select child.id
       from territories child
       join below on child.alliance_id = $1 and child.parent_id = below.id
     )
     select unit.id
     from member_units unit
     where unit.alliance_id = $1
       and unit.status = 'ACTIVE'
       and not unit.host
       and case
         when $2::uuid is not null then exists (
           select
           from sector_group_members member
           where member.alliance_id = $1
             and member.unit_id = unit.id
             and member.sector_group_id = $2
         )
         when $3::uuid is not null then unit.area_group_id = $3
         when $4::uuid is not null then
           unit.territory_id in (select id from below)
           or exists (
             select
             from territory_pairings pair
             where pair.alliance_id = $1
               and pair.unit_id = unit.id
               and pair.territory_id in (select id from below)
           )
         else true
       end
     order by unit.id`,
    [allianceId, scope.sectorGroupId, scope.areaGroupId, scope.territoryId],
  )) as { id: string }[];
  return rows.map((row) => row.id);
}

/** Those of these people who are registered with the alliance. */
export async function knownPeople(
  manager: EntityManager,
  allianceId: string,
  ids: readonly string[],
): Promise<Set<string>> {
  const rows = (await manager.query(
    'select person_id as id from alliance_people where alliance_id = $1 and person_id = any($2)',
    [allianceId, ids],
  )) as { id: string }[];
  return new Set(rows.map((row) => row.id));
}

/** The secret that the room's codes are made from. */
export async function checkInSecret(manager: EntityManager, { allianceId, id }: JointMeeting): Promise<Buffer> {
  const [row] = (await manager.query(
    'select check_in_secret as secret from joint_meetings where alliance_id = $1 and id = $2',
    [allianceId, id],
  )) as { secret: Buffer }[];
  if (row === undefined) throw new Error('a locked meeting is gone');
  return row.secret;
}
