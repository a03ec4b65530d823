/*
 * The roster of member units (成员单位名册), a file as people keep it, read and planned without a database.
 *
 *   roster (名册)        the file: titles, one header line, a row for each unit, totals and remarks
 *   header line (表头)   the row that names the columns, in Chinese or English, in any order
 *   field               what a column is about, whatever its header: the unit's name (单位名称), kind (单位性质), ...
 *   reading             the file's bytes turned into typed rows, and the problems of single cells
 *   plan                which rows make new units and which change units that exist, and the problems of matching
 *   problem             one thing wrong in one row: the row as a person counts it, the column's header, a reason
 */
export { decodeBase64 } from './base64';
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
export { cleanText } from './text';
export { normalisePhone } from './values';
