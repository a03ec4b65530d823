import type { EntityManager } from 'typeorm';
import { unitsOfScope } from '../meeting/meeting.queries';
import { scopeIdOf } from '../meeting/meeting-lock.service';
import type { MeetingSeries } from './series.entity';

type SeriesKey = Pick<MeetingSeries, 'allianceId' | 'id'>;

/** Names the units that a series invites. */
export async function addSeriesUnits(
  manager: EntityManager,
  { allianceId, id }: SeriesKey,
  units: readonly string[],
): Promise<void> {
  await manager.query(
    `insert into meeting_series_units (alliance_id, series_id, unit_id)
     select $1, $2, unit
     from unnest($3::uuid[]) as unit`,
    [allianceId, id, units],
  );
}

/** The units that a meeting of a series invites at this moment: of those that it names, the ones that are active. */
export async function unitsOfSeries(manager: EntityManager, series: MeetingSeries): Promise<string[]> {
  const { allianceId, id, invitesScope } = series;
  if (invitesScope) return unitsOfScope(manager, allianceId, series);
  const rows = await manager.query<{ id: string }[]>(
    `select unit.id
     from meeting_series_units named
     join member_units unit on unit.alliance_id = named.alliance_id and unit.id = named.unit_id and unit.status = 'ACTIVE'
     where named.alliance_id = $1
       and named.series_id = $2
     order by unit.id`,
    [allianceId, id],
  );
  return rows.map((row) => row.id);
}

/** Whoever scheduled a series, while a role lets them run its meetings; nobody otherwise. */
export async function organisersOfSeries(manager: EntityManager, series: MeetingSeries): Promise<string[]> {
  const rows = await manager.query<{ id: string }[]>(
    `select distinct person_id as id
     from alliance_roles
     where alliance_id = $1
       and person_id = $2
       and (
         role in ('SECRETARIAT', 'ORGANISER')
         or (role = 'CONVENOR' and coalesce(sector_group_id, area_group_id, territory_id) = $3)
       )`,
    [series.allianceId, series.organiserId, scopeIdOf(series)],
  );
  return rows.map((row) => row.id);
}

/** Locks the drafts of a series that are still ahead, and tells their row ids: nobody publishes one meanwhile. */
export async function lockDraftsAhead(
  manager: EntityManager,
  { allianceId, id }: SeriesKey,
  now: Date,
): Promise<string[]> {
  const rows = await manager.query<{ id: string }[]>(
    `select id
     from joint_meetings
     where alliance_id = $1
       and series_id = $2
       and status = 'DRAFT'
       and starts_at > $3
     order by id
     for no key update`,
    [allianceId, id, now],
  );
  return rows.map((row) => row.id);
}
