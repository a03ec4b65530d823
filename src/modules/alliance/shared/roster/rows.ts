import type { UnitAffiliation, UnitKind } from '../../member-unit/member-unit.entity';
import type { Grid } from './grid';
import { sheetOf, type Reading, type RowCells, type Sheet } from './sheet';
import { unitColumns, type RosterField } from './unit-columns';
import { parseAffiliation, parseCreditCode, parseDay, parseEmail, parseKind, parseNames, parsePhones } from './values';

/** The contact that a row has; what the row leaves open is absent, even the name. */
export interface RosterContact {
  name?: string;
  title?: string;
  /** Several numbers are joined by 、. */
  phone?: string;
  email?: string;
}

/** A unit as one row has it. What the file has no column for, or leaves empty, is absent. */
export interface RosterRow {
  /** Its number in the file, from 1. */
  row: number;
  name: string;
  shortName?: string;
  kind?: `${UnitKind}`;
  affiliation?: `${UnitAffiliation}`;
  creditCode?: string;
  areaGroup?: string;
  sectorGroups?: string[];
  territory?: string;
  contact?: RosterContact;
  /** `YYYY-MM-DD` */
  joinedOn?: string;
  contactOfficial?: string;
  /** Fields whose cell is not empty but wrong; each has its problem, and no value here. */
  faulty: ReadonlySet<RosterField>;
}

export type Roster = Sheet<RosterField, RosterRow>;
export type RosterReading = Reading<Roster>;

/** The units of a grid; or why the file as a whole is no roster. */
export function rosterOf(grid: Grid): Promise<RosterReading> {
  return sheetOf(grid, {
    columns: unitColumns,
    reasons: { noHeader: 'roster.noHeader', noName: 'roster.noNameColumn', noRows: 'roster.noRows' },
    read: unitOf,
    // a unit may bear the name of a total, but then it has a kind
    isRow: (cellOf) => parseKind(cellOf('kind')).ok,
  });
}

const longest = {
  name: 200,
  shortName: 100,
  contactName: 100,
  contactTitle: 100,
  contactOfficial: 100,
  group: 200,
} as const;

/** null when the row has no readable name. */
function unitOf(cells: RowCells<RosterField>): RosterRow | null {
  const name = cells.name('name', longest.name);
  if (name === undefined && !cells.faulty.has('name')) cells.problem('name', { key: 'roster.nameMissing', params: {} });
  const rest = {
    shortName: cells.name('shortName', longest.shortName),
    kind: cells.value('kind', parseKind),
    // 无 means "nothing entered" anywhere but here, where it is an answer
    affiliation: cells.answer('affiliation', parseAffiliation),
    creditCode: cells.value('creditCode', parseCreditCode),
    areaGroup: cells.text('areaGroup', longest.group),
    sectorGroups: cells.value('sectorGroups', parseNames),
    territory: cells.text('territory', longest.group),
    contact: contactOf(cells),
    joinedOn: cells.value('joinedOn', parseDay),
    contactOfficial: cells.name('contactOfficial', longest.contactOfficial),
  };
  return name === undefined ? null : { row: cells.row, name, ...rest, faulty: cells.faulty };
}

function contactOf(cells: RowCells<RosterField>): RosterContact | undefined {
  const contact = {
    name: cells.name('contactName', longest.contactName),
    title: cells.text('contactTitle', longest.contactTitle),
    phone: cells.value('contactPhone', parsePhones),
    email: cells.value('contactEmail', parseEmail),
  };
  return Object.values(contact).every((value) => value === undefined) ? undefined : contact;
}
