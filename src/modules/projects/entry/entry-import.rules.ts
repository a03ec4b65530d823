import { parseGlobalId } from '../../../platform/database/ids';
import { foldName, quoted, type Reason, type RosterProblem } from '../../alliance/shared/roster';
import type { EntryRow } from './entry-columns.rules';

/** A unit that rows may name. */
export interface NamedUnit {
  readonly id: string;
  readonly name: string;
  readonly keepsForResidents: boolean;
}

/** What a file's rows are held against. */
export interface EntrySetting<Stored> {
  /** Whose all rows are; null where they say it themselves. */
  readonly unitId: string | null;
  /** Whether an entry is always some unit's. */
  readonly ofUnits: boolean;
  readonly units: readonly NamedUnit[];
  readonly territories: ReadonlyMap<string, string>;
  /** What is on the list. */
  readonly stored: readonly Stored[];
}

export interface StoredEntry {
  readonly id: string;
  readonly unitId: string | null;
  readonly title: string;
}

export interface PlannedEntry<Row, Stored> {
  readonly row: Row;
  /** null for a new one. */
  readonly before: Stored | null;
  readonly unit: NamedUnit | null;
  readonly territoryId: string | undefined;
}

export interface EntryPlan<Row, Stored> {
  readonly entries: readonly PlannedEntry<Row, Stored>[];
  /** Of matching only: what was wrong in reading the rows is not repeated. */
  readonly problems: readonly RosterProblem[];
}

/** Says what is wrong with a field of a row. */
export type Complain = (row: EntryRow, field: string, key: Reason['key'], params?: Reason['params']) => void;

/** Gathers what is wrong, each with its column as the file has it. */
export function complaints(headers: ReadonlyMap<string, string>): {
  readonly problems: RosterProblem[];
  readonly complain: Complain;
} {
  const problems: RosterProblem[] = [];
  return {
    problems,
    complain: (row, field, key, params = {}) => {
      problems.push({ row: row.row, column: headers.get(field) ?? null, reason: { key, params } });
    },
  };
}

/**
 * Which rows make new entries and which change those that are there: one is recognised by its id, else by its unit and its title
 * (width, case and spaces aside).
 */
export function planEntries<Row extends EntryRow, Stored extends StoredEntry>(
  rows: readonly Row[],
  headers: ReadonlyMap<string, string>,
  setting: EntrySetting<Stored>,
): EntryPlan<Row, Stored> {
  const { problems, complain } = complaints(headers);
  const unitOf = unitFinder(setting, complain);
  const matchOf = matcher(setting.stored, complain);
  const territories = new Map(Array.from(setting.territories, ([name, id]) => [foldName(name), id]));
  const seen = new Map<string, number>();

  const entries = rows.flatMap((row): PlannedEntry<Row, Stored>[] => {
    const unit = unitOf(row);
    const territoryId = row.territory === undefined ? undefined : territories.get(foldName(row.territory));
    if (row.territory !== undefined && territoryId === undefined)
      complain(row, 'territory', 'roster.unknownTerritory', { value: quoted(row.territory) });
    if (unit === undefined) return [];
    const before = matchOf(row, unit);
    if (before === undefined) return [];
    const key = before?.id ?? titleKey(unit?.id ?? null, row.title);
    const other = seen.get(key);
    if (other !== undefined) complain(row, 'title', 'entry.sameEntry', { other });
    else seen.set(key, row.row);
    if (before === null && row.category === undefined && !row.faulty.has('category'))
      complain(row, 'category', 'entry.categoryMissing');
    if (before === null && unit === null && setting.ofUnits) complain(row, 'unit', 'entry.unitMissing');
    return [{ row, before, unit, territoryId }];
  });
  return { entries, problems };
}

const titleKey = (unitId: string | null, title: string): string => `${unitId ?? ''} ${foldName(title)}`;

/** Finds the unit of a row; null for none, undefined where it cannot be told. */
function unitFinder(
  { unitId, units }: Pick<EntrySetting<unknown>, 'unitId' | 'units'>,
  complain: Complain,
): (row: EntryRow) => NamedUnit | null | undefined {
  const own = units.find(({ id }) => id === unitId) ?? null;
  const byName = new Map<string, NamedUnit[]>();
  for (const unit of units) {
    const name = foldName(unit.name);
    byName.set(name, [...(byName.get(name) ?? []), unit]);
  }
  return (row) => {
    if (row.unit === undefined) return own;
    const [found, ...others] = byName.get(foldName(row.unit)) ?? [];
    if (own !== null) {
      if (found === own) return own;
      complain(row, 'unit', 'entry.otherUnit', { unit: own.name });
    } else if (found === undefined) complain(row, 'unit', 'entry.unknownUnit', { value: quoted(row.unit) });
    else if (others.length > 0) complain(row, 'unit', 'entry.ambiguousUnit', { value: quoted(row.unit) });
    else return found;
    return undefined;
  };
}

/** Finds the entry that a row is about; null for a new one, undefined where it cannot be told. */
function matcher<Stored extends StoredEntry>(
  stored: readonly Stored[],
  complain: Complain,
): (row: EntryRow, unit: NamedUnit | null) => Stored | null | undefined {
  const byId = new Map(stored.map((entry) => [entry.id, entry]));
  const byTitle = new Map<string, Stored[]>();
  for (const entry of stored) {
    const key = titleKey(entry.unitId, entry.title);
    byTitle.set(key, [...(byTitle.get(key) ?? []), entry]);
  }
  return (row, unit) => {
    if (row.id !== undefined) {
      const found = byId.get(parseGlobalId(row.id)?.id ?? '');
      if (found === undefined) complain(row, 'id', 'entry.unknownId', { value: quoted(row.id) });
      else if (unit !== null && found.unitId !== unit.id) complain(row, 'unit', 'entry.unitStays');
      else return found;
      return undefined;
    }
    const [found, ...others] = byTitle.get(titleKey(unit?.id ?? null, row.title)) ?? [];
    if (others.length === 0) return found ?? null;
    complain(row, 'title', 'entry.ambiguousTitle');
    return undefined;
  };
}
