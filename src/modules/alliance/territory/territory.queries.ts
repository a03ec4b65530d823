import type { EntityManager } from 'typeorm';
import type { TerritoryLevel } from './territory.entity';

/** A territory and what it lies in, from itself to the top. */
export async function lineOf(
  manager: EntityManager,
  allianceId: string,
  territoryId: string,
): Promise<{ id: string; level: TerritoryLevel }[]> {
  return manager.query(
    `with recursive line as (
       select id, level, parent_id, 0 as height
       from territories
       where alliance_id = $1
         and id = $2
       union all
       select above.id, above.level, above.parent_id, line.height + 1
       from line
       join territories above on above.alliance_id = $1 and above.id = line.parent_id
     )
     select id, level
     from line
     order by height`,
    [allianceId, territoryId],
  );
}
