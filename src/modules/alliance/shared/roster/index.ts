/*
 * The roster of member units (成员单位名册), a file as people keep it, read and planned without a database.
 *
 *   roster (名册)        the file: titles, one header line, a row for each unit, totals and remarks
 *   header line (表头)   the row that names the columns, in Chinese or English, in any order
 *   field               what a column is about, whatever its header: the unit's name (单位名称), kind (单位性质), ...
 *   reading             the file's bytes turned into typed rows, and the problems of single cells
 *   plan                which rows make new units and which change units that exist, and the problems of matching
 *   sheet               any list of that form: what its columns are (`Columns`) and what a row says, for other lists than the roster
 *   problem             one thing wrong in one row: the row as a person counts it, the column's header, a reason
 */
export { decodeBase64 } from './base64';
export { contentOf, reading } from './file';
export { readRoster } from './reader';
export type { Roster, RosterRow } from './rows';
export { listProblems, type RosterProblem } from './problems';
export { mergeContact, planImport } from '../../roster/roster.rules';
export type {
  Contact,
  ExistingUnit,
  ImportPlan,
  PlannedCreation,
  PlannedUpdate,
  PlannedValues,
  RosterGroups,
} from '../../roster/roster.rules';
export { Columns } from './columns';
export { failed, good, quoted, type Outcome, type Reason } from './problems';
export { readGrid } from './reader';
export { sheetOf, type Reading, type RowCells, type Sheet, type SheetKind } from './sheet';
export { cleanText, foldName, foldWord, guarded, textOf } from './text';
export type { Cell } from './grid';
export { byWord, normalisePhone, parseDay } from './values';
