import type { EstateKind, TerritoryLevel } from './territory.entity';

/** The rank of each level, from the top. An estate and a grid have the same one: either may lie in the other. */
const RANKS: Readonly<Record<`${TerritoryLevel}`, number>> = {
  SUBDISTRICT: 0,
  COMMUNITY: 1,
  ESTATE: 2,
  GRID: 2,
  COURTYARD: 3,
  BUILDING: 4,
  STAIRWELL: 5,
};

type Level = keyof typeof RANKS;

/** Whether a territory of one level may lie directly in one of another; levels may be left out between them. */
export function mayLieIn(level: Level, parent: Level): boolean {
  return RANKS[level] > RANKS[parent] || (RANKS[level] === RANKS[parent] && level !== parent);
}

/** A place in the tree: the territory and what it lies in, from the nearest to the top. */
export interface Placement {
  readonly id: string;
  readonly level: Level;
  readonly ancestors: readonly { readonly id: string; readonly level: Level }[];
}

/** Why a territory cannot lie there, as a message's key; null when it can. */
export function placementFault({
  id,
  level,
  ancestors,
}: Placement): 'territory.wrongLevel' | 'territory.insideItself' | null {
  const [parent] = ancestors;
  if (parent === undefined) return null;
  if (ancestors.some((ancestor) => ancestor.id === id)) return 'territory.insideItself';
  return mayLieIn(level, parent.level) ? null : 'territory.wrongLevel';
}

/** Whether a territory of this level may have such a kind: estates alone do, managed or open ones. */
export function mayHaveEstateKind(level: Level, estateKind: `${EstateKind}` | null): boolean {
  return estateKind === null || level === 'ESTATE';
}

/**
 * Territories by the names that people call them. Of several with one name the highest is meant; where two are
 * equally high the name is ambiguous and left out.
 */
export function territoriesByName(
  territories: readonly { readonly id: string; readonly name: string; readonly level: Level }[],
): Map<string, string> {
  const named = new Map<string, { ids: string[]; rank: number }>();
  for (const { id, name, level } of territories) {
    const rank = RANKS[level];
    const known = named.get(name);
    if (known === undefined || rank < known.rank) named.set(name, { ids: [id], rank });
    else if (rank === known.rank) known.ids.push(id);
  }
  return new Map(
    [...named].flatMap(
      ([
        name,
        {
          ids: [id, ...others],
        },
      ]) => (id !== undefined && others.length === 0 ? [[name, id] as const] : []),
    ),
  );
}
