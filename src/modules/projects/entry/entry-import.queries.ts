import type { EntityManager } from 'typeorm';
import { territoriesByName } from '../../alliance';
import { MemberUnit, MembershipStatus } from '../../alliance/member-unit/member-unit.entity';
import { Territory } from '../../alliance/territory/territory.entity';
import type { Need } from '../need/need.entity';
import { keepsForResidents } from '../resource/resource.rules';
import type { Resource } from '../resource/resource.entity';
import type { NamedUnit } from './entry-import.rules';

/** The active units of an alliance, and its territories by the names that a file may use. */
export async function namesOf(
  manager: EntityManager,
  allianceId: string,
): Promise<{ units: NamedUnit[]; territories: ReadonlyMap<string, string> }> {
  const units = await manager.find(MemberUnit, {
    select: { id: true, name: true, host: true, kind: true },
    where: { allianceId, status: MembershipStatus.ACTIVE },
  });
  const territories = await manager.find(Territory, {
    select: { id: true, name: true, level: true },
    where: { allianceId },
  });
  return {
    units: units.map(({ id, name, host, kind }) => ({
      id,
      name,
      keepsForResidents: keepsForResidents({ host, kind }),
    })),
    territories: territoriesByName(territories),
  };
}

type Column = readonly [name: string, type: 'uuid' | 'text' | 'int' | 'date'];
const SHARED: readonly Column[] = [
  ['id', 'uuid'],
  ['title', 'text'],
  ['description', 'text'],
  ['category', 'text'],
  ['quantity', 'int'],
  ['unitId', 'uuid'],
  ['territoryId', 'uuid'],
];
/** The columns that an import writes. */
const COLUMNS = {
  needs: [...SHARED, ['neededBy', 'date']],
  resources: [
    ...SHARED,
    ['kind', 'text'],
    ['capacity', 'text'],
    ['provider', 'text'],
    ['availableFrom', 'date'],
    ['availableUntil', 'date'],
  ],
} as const satisfies Record<string, readonly Column[]>;

export type List = keyof typeof COLUMNS;
export interface WrittenEntries {
  readonly needs: Pick<
    Need,
    'id' | 'title' | 'description' | 'category' | 'quantity' | 'unitId' | 'territoryId' | 'neededBy'
  >;
  readonly resources: Pick<
    Resource,
    | 'id'
    | 'title'
    | 'description'
    | 'category'
    | 'quantity'
    | 'unitId'
    | 'territoryId'
    | 'kind'
    | 'capacity'
    | 'provider'
    | 'availableFrom'
    | 'availableUntil'
  >;
}

const snake = (name: string): string => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
const names = (list: List): string[] => COLUMNS[list].map(([name]) => name);
/** As rows of JSON have them. */
const typed = (list: List): string => COLUMNS[list].map(([name, type]) => `"${name}" ${type}`).join(', ');
const OFF = { needs: 'WITHDRAWN', resources: 'UNAVAILABLE' } as const;
const NEW = { needs: 'OPEN', resources: 'AVAILABLE' } as const;

/** What is on a list, of one unit or of all; locked until the transaction ends where it may be changed. */
export async function listedEntries<L extends List>(
  manager: EntityManager,
  list: L,
  { allianceId, unitId, lock }: { readonly allianceId: string; readonly unitId: string | null; readonly lock: boolean },
): Promise<WrittenEntries[L][]> {
  // a day is read as it is written
  const columns = COLUMNS[list].map(([name, type]) => `${snake(name)}${type === 'date' ? '::text' : ''} as "${name}"`);
  return manager.query(
    `select ${columns.join(', ')}
     from ${list}
     where alliance_id = $1
       and status <> '${OFF[list]}'
       and ($2::uuid is null or unit_id = $2)
     order by id
     ${lock ? 'for no key update' : ''}`,
    [allianceId, unitId],
  );
}

/** How many those are. */
export async function countedEntries(
  manager: EntityManager,
  list: List,
  { allianceId, unitId }: { readonly allianceId: string; readonly unitId: string | null },
): Promise<number> {
  const [row] = await manager.query<{ count: number }[]>(
    `select count(*)::int as count
     from ${list}
     where alliance_id = $1
       and status <> '${OFF[list]}'
       and ($2::uuid is null or unit_id = $2)`,
    [allianceId, unitId],
  );
  return row?.count ?? 0;
}

/** What units, whatever their status, and territories are called, by their row ids. */
export async function labelsOf(
  manager: EntityManager,
  allianceId: string,
): Promise<{ units: ReadonlyMap<string, string>; territories: ReadonlyMap<string, string> }> {
  const named = async (type: typeof MemberUnit | typeof Territory) => {
    const rows = await manager.find<MemberUnit | Territory>(type, {
      select: { id: true, name: true },
      where: { allianceId },
    });
    return new Map(rows.map(({ id, name }) => [id, name]));
  };
  return { units: await named(MemberUnit), territories: await named(Territory) };
}

/** Adds entries to a list: tens of thousands take one statement. Units are told later of needs that fit them (opportunity.task). */
export async function insertEntries<L extends List>(
  manager: EntityManager,
  list: L,
  allianceId: string,
  entries: readonly WrittenEntries[L][],
  now: Date,
): Promise<void> {
  if (entries.length === 0) return;
  const columns = names(list);
  const [untold, none] = list === 'needs' ? [', told_version', ', 0'] : ['', ''];
  await manager.query(
    `insert into ${list} (alliance_id, ${columns.map(snake).join(', ')}, status, created_at, version${untold})
     select $1, ${columns.map((name) => `"${name}"`).join(', ')}, '${NEW[list]}', $2, 1${none}
     from jsonb_to_recordset($3) as entry (${typed(list)})`,
    [allianceId, now, JSON.stringify(entries)],
  );
}

/** Writes entries as they are now, each a version further. */
export async function updateEntries<L extends List>(
  manager: EntityManager,
  list: L,
  allianceId: string,
  entries: readonly WrittenEntries[L][],
): Promise<void> {
  if (entries.length === 0) return;
  const columns = names(list).filter((name) => name !== 'id' && name !== 'unitId');
  await manager.query(
    `update ${list} as kept
     set ${columns.map((name) => `${snake(name)} = entry."${name}"`).join(', ')}, version = kept.version + 1
     from jsonb_to_recordset($2) as entry (${typed(list)})
     where kept.alliance_id = $1
       and kept.id = entry.id`,
    [allianceId, JSON.stringify(entries)],
  );
}
