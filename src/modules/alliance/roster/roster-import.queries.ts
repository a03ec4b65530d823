import type { EntityManager } from 'typeorm';
import type { RosterGroups } from '../shared/roster';
import type { TerritoryLevel } from '../territory/territory.entity';
import { territoriesByName } from '../territory/territory.rules';

/** The groups and territories of an alliance by the names that a roster may use. */
export async function rosterGroups(manager: EntityManager, allianceId: string): Promise<RosterGroups> {
  const named = (table: 'sector_groups' | 'area_groups') =>
    manager.query<{ id: string; name: string }[]>(`select id, name from ${table} where alliance_id = $1`, [allianceId]);
  const sectorGroups = await named('sector_groups');
  const areaGroups = await named('area_groups');
  const territories = await manager.query<{ id: string; name: string; level: TerritoryLevel }[]>(
    'select id, name, level from territories where alliance_id = $1',
    [allianceId],
  );
  return {
    sectorGroups: new Map(sectorGroups.map(({ name, id }) => [name, id])),
    areaGroups: new Map(areaGroups.map(({ name, id }) => [name, id])),
    territories: territoriesByName(territories),
  };
}
