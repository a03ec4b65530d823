import type { EntityManager } from 'typeorm';
import { newId } from '../../../platform/database/ids';
import type { Invited } from './invitation.rules';
import { Guest, type GuestCapacity } from '../meeting/meeting.entity';

/** What finds a meeting, and leads the keys of its rows. */
interface MeetingKey {
  readonly allianceId: string;
  readonly id: string;
}

interface WantedGuest {
  readonly name: string;
  readonly capacity: GuestCapacity;
}

export async function readOrganisers(manager: EntityManager, { allianceId, id }: MeetingKey): Promise<string[]> {
  const rows = (await manager.query(
    'select person_id as id from meeting_organisers where alliance_id = $1 and meeting_id = $2',
    [allianceId, id],
  )) as { id: string }[];
  return rows.map((row) => row.id);
}

export async function addOrganisers(
  manager: EntityManager,
  { allianceId, id }: MeetingKey,
  people: readonly string[],
): Promise<void> {
  await manager.query(
    `insert into meeting_organisers (alliance_id, meeting_id, person_id)
     select $1, $2, person
     from unnest($3::uuid[]) as person`,
    [allianceId, id, people],
  );
}

export async function removeOrganisers(
  manager: EntityManager,
  { allianceId, id }: MeetingKey,
  people: readonly string[],
): Promise<void> {
  await manager.query(
    'delete from meeting_organisers where alliance_id = $1 and meeting_id = $2 and person_id = any($3)',
    [allianceId, id, people],
  );
}

export async function readInvited(manager: EntityManager, { allianceId, id }: MeetingKey): Promise<Invited[]> {
  return manager.query(
    `select
       id,
       unit_id as "unitId",
       representative,
       response,
       present,
       checked_in_at as "checkedInAt",
       proxy_unit_id as "proxyUnitId"
     from attendances
     where alliance_id = $1
       and meeting_id = $2
     order by id`,
    [allianceId, id],
  );
}

export async function invite(
  manager: EntityManager,
  { allianceId, id }: MeetingKey,
  units: readonly string[],
): Promise<void> {
  await manager.query(
    `insert into attendances (alliance_id, id, meeting_id, unit_id, response)
     select $1, invited.id, $2, invited.unit_id, 'INVITED'
     from unnest($3::uuid[], $4::uuid[]) as invited (id, unit_id)`,
    [allianceId, id, units.map(newId), units],
  );
}

export async function uninvite(
  manager: EntityManager,
  { allianceId, id }: MeetingKey,
  units: readonly string[],
): Promise<void> {
  await manager.query('delete from attendances where alliance_id = $1 and meeting_id = $2 and unit_id = any($3)', [
    allianceId,
    id,
    units,
  ]);
}

export async function writeInvited(
  manager: EntityManager,
  { allianceId }: MeetingKey,
  rows: readonly Invited[],
): Promise<void> {
  await manager.query(
    `update attendances
     set
       representative = attendance.representative,
       response = attendance.response,
       present = attendance.present,
       checked_in_at = attendance."checkedInAt",
       proxy_unit_id = attendance."proxyUnitId"
     from jsonb_to_recordset($2) as attendance (
       id uuid,
       representative text,
       response text,
       present boolean,
       "checkedInAt" timestamptz,
       "proxyUnitId" uuid
     )
     where attendances.alliance_id = $1
       and attendances.id = attendance.id`,
    [allianceId, JSON.stringify(rows)],
  );
}

export async function readGuests(manager: EntityManager, { allianceId, id }: MeetingKey): Promise<Guest[]> {
  return manager.find(Guest, { where: { allianceId, meetingId: id }, order: { id: 'ASC' } });
}

export async function addGuests(
  manager: EntityManager,
  { allianceId, id }: MeetingKey,
  guests: readonly WantedGuest[],
): Promise<void> {
  await manager.insert(
    Guest,
    guests.map(({ name, capacity }) => ({ allianceId, id: newId(), meetingId: id, name, capacity, present: false })),
  );
}

export async function removeGuests(
  manager: EntityManager,
  { allianceId }: MeetingKey,
  ids: readonly string[],
): Promise<void> {
  await manager.query('delete from guests where alliance_id = $1 and id = any($2)', [allianceId, ids]);
}

/** Records whether a guest is present. */
export async function setGuestPresent(
  manager: EntityManager,
  { allianceId, id }: Guest,
  present: boolean,
): Promise<void> {
  await manager.update(Guest, { allianceId, id }, { present });
}
