import type { UnitAffiliation, UnitKind } from '../member-unit/member-unit.entity';
import type { RosterField } from '../shared/roster/unit-columns';
import { quoted, type Reason, type RosterProblem } from '../shared/roster/problems';
import type { Roster, RosterContact, RosterRow } from '../shared/roster/rows';
import { foldName } from '../shared/roster/text';
import { unaffiliated } from '../shared/roster/values';

/** A unit that the alliance has already. */
export interface ExistingUnit {
  id: string;
  name: string;
  creditCode: string | null;
}

/** The ids by the names that a roster may use. */
export interface RosterGroups {
  sectorGroups: IdsByName;
  areaGroups: IdsByName;
  territories: IdsByName;
}
type IdsByName = ReadonlyMap<string, string>;

/** What a row says of its unit. An absent value is one that the row does not mention: on update it stays as it is. */
export interface PlannedValues {
  name: string;
  shortName?: string;
  kind?: `${UnitKind}`;
  affiliation?: `${UnitAffiliation}`;
  creditCode?: string;
  joinedOn?: string;
  contactOfficial?: string;
  contact?: RosterContact;
  sectorGroupIds?: string[];
  areaGroupId?: string;
  territoryId?: string;
}
export interface PlannedCreation {
  row: number;
  values: PlannedValues & { kind: `${UnitKind}`; affiliation: `${UnitAffiliation}` };
}
export interface PlannedUpdate {
  row: number;
  unitId: string;
  values: PlannedValues;
}
export interface ImportPlan {
  create: PlannedCreation[];
  update: PlannedUpdate[];
  /** Of matching only: what was wrong in reading the rows is not repeated. */
  problems: RosterProblem[];
}

/** A contact as it is stored with a unit. */
export interface Contact {
  name: string;
  title: string | null;
  phone: string | null;
  email: string | null;
}

/**
 * Which rows make new units and which change units that exist. A unit is recognised by its credit code, else by its
 * name (width, case and spaces aside). A plan is to be carried out only when neither it nor the reading has a problem.
 */
export function planImport(roster: Roster, existing: readonly ExistingUnit[], groups: RosterGroups): ImportPlan {
  const plan: ImportPlan = { create: [], update: [], problems: [] };
  const matchOf = matcher(existing);
  const repetitionOf = repetitions();
  const resolve = resolver(groups);

  for (const row of roster.rows) {
    const report = ({ field, reason }: Complaint): void => {
      plan.problems.push({ row: row.row, column: roster.headers.get(field) ?? null, reason });
    };
    const match = matchOf(row);
    const unit = 'unit' in match ? match.unit : null;
    const repetition = repetitionOf(row, unit);
    if (repetition !== null) report(repetition);
    const values = resolve(row, report);
    if ('reason' in match) {
      report(match);
    } else if (unit !== null) {
      plan.update.push({ row: row.row, unitId: unit.id, values });
    } else if (row.kind !== undefined) {
      const affiliation = row.affiliation ?? unaffiliated;
      plan.create.push({ row: row.row, values: { ...values, kind: row.kind, affiliation } });
    } else if (!row.faulty.has('kind')) {
      report(complaint('kind', 'roster.kindMissing'));
    }
  }
  return plan;
}

interface Complaint {
  field: RosterField;
  reason: Reason;
}

function complaint(field: RosterField, key: Reason['key'], params: Reason['params'] = {}): Complaint {
  return { field, reason: { key, params } };
}

/** Finds the unit that a row is about, null when it is a new one; or says why it cannot be determined. */
function matcher(existing: readonly ExistingUnit[]): (row: RosterRow) => { unit: ExistingUnit | null } | Complaint {
  const byCode = new Map<string, ExistingUnit>();
  const byName = new Map<string, ExistingUnit[]>();
  const byExactName = new Map<string, ExistingUnit[]>();
  const add = (units: Map<string, ExistingUnit[]>, name: string, unit: ExistingUnit): void => {
    const named = units.get(name);
    if (named === undefined) units.set(name, [unit]);
    else named.push(unit);
  };
  for (const unit of existing) {
    const { name, creditCode } = unit;
    if (creditCode !== null) byCode.set(creditCode, unit);
    add(byName, foldName(name), unit);
    add(byExactName, name, unit);
  }

  return ({ name, creditCode }) => {
    const folded = foldName(name);
    const namesakes = byName.get(folded) ?? [];
    const byItsCode = creditCode === undefined ? undefined : byCode.get(creditCode);
    if (byItsCode !== undefined) {
      const [other] = namesakes;
      if (other === undefined || foldName(byItsCode.name) === folded) return { unit: byItsCode };
      return complaint('creditCode', 'roster.twoUnits', { byCode: byItsCode.name, byName: other.name });
    }
    // Units whose names differ in width or spaces alone are distinguished by the exact name.
    const named = namesakes.length > 1 ? (byExactName.get(name) ?? []) : namesakes;
    if (namesakes.length > 0 && named.length !== 1) return complaint('name', 'roster.ambiguousName');
    const unit = named[0] ?? null;
    if (creditCode !== undefined && unit !== null && unit.creditCode !== null) {
      return complaint('creditCode', 'roster.codeDiffers', { code: unit.creditCode });
    }
    return { unit };
  };
}

/** Finds, row after row, whether an earlier row was about the same unit. */
function repetitions(): (row: RosterRow, unit: ExistingUnit | null) => Complaint | null {
  const codes = new Map<string, number>();
  const names = new Map<string, number>();
  const units = new Map<string, number>();
  const seen = (rows: Map<string, number>, key: string | undefined, row: number): number | undefined => {
    const earlier = key === undefined ? undefined : rows.get(key);
    if (key !== undefined && earlier === undefined) rows.set(key, row);
    return earlier;
  };
  return ({ row, name, creditCode }, unit) => {
    const sameCode = seen(codes, creditCode, row);
    const sameName = seen(names, foldName(name), row);
    const sameUnit = seen(units, unit?.id, row);
    if (sameCode !== undefined) return complaint('creditCode', 'roster.duplicateCode', { other: sameCode });
    if (sameName !== undefined) return complaint('name', 'roster.duplicateName', { other: sameName });
    return sameUnit === undefined ? null : complaint('name', 'roster.sameUnit', { other: sameUnit });
  };
}

/** Puts ids in the place of a row's group names, which must exist (width, case and spaces aside). */
function resolver(groups: RosterGroups): (row: RosterRow, report: (complaint: Complaint) => void) => PlannedValues {
  const sectorGroups = byFoldedName(groups.sectorGroups);
  const areaGroups = byFoldedName(groups.areaGroups);
  const territories = byFoldedName(groups.territories);

  return ({ row, faulty, sectorGroups: sectors, areaGroup, territory, ...rest }, report) => {
    const idIn = (ids: IdsByName, name: string | undefined, field: RosterField, key: Reason['key']) => {
      const id = name === undefined ? undefined : ids.get(foldName(name));
      if (name !== undefined && id === undefined) report(complaint(field, key, { value: quoted(name) }));
      return id;
    };
    const sectorGroupIds = sectors?.flatMap(
      (name) => idIn(sectorGroups, name, 'sectorGroups', 'roster.unknownSectorGroup') ?? [],
    );
    return {
      ...rest,
      sectorGroupIds: sectorGroupIds === undefined ? undefined : [...new Set(sectorGroupIds)],
      areaGroupId: idIn(areaGroups, areaGroup, 'areaGroup', 'roster.unknownAreaGroup'),
      territoryId: idIn(territories, territory, 'territory', 'roster.unknownTerritory'),
    };
  };
}

function byFoldedName(ids: IdsByName): IdsByName {
  return new Map(Array.from(ids, ([name, id]) => [foldName(name), id]));
}

/**
 * A unit's contacts after an import: the row's contact takes the first place. If it bears the first one's name, or
 * none, it is the same person and keeps what the row leaves open. A person without a name goes by the unit's.
 */
export function mergeContact(contacts: readonly Contact[], row: RosterContact | undefined, unit: string): Contact[] {
  if (row === undefined) return [...contacts];
  const [first, ...others] = contacts;
  const same = first !== undefined && (row.name === undefined || foldName(row.name) === foldName(first.name));
  const merged = {
    name: row.name ?? (same ? first.name : unit),
    title: row.title ?? (same ? first.title : null),
    phone: row.phone ?? (same ? first.phone : null),
    email: row.email ?? (same ? first.email : null),
  };
  return [merged, ...others];
}
