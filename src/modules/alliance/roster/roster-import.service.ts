import { globalId, newId } from '../../../platform/database/ids';
import { message } from '../../../platform/i18n/messages';
import { refusing } from '../../../platform/identity';
import type { Preparation } from '../../../platform/writes/declarations';
import { isRefused, type Refused } from '../../../platform/writes/outcome';
import type { WriteTransaction } from '../../../platform/writes/transaction';
import { rowId } from '../../../platform/writes/validation';
import { todayIn } from '../alliance/alliance.queries';
import { insertUnits, lockUnits, presentUnitIds, readUnits, updateUnits } from '../member-unit/member-unit.queries';
import { unitChanges } from '../member-unit/member-unit.rules';
import {
  contentOf,
  listProblems,
  planImport,
  reading,
  readRoster,
  type ImportPlan,
  type Roster,
  type RosterProblem,
} from '../shared/roster';
import type { ImportMemberUnitsInput } from './roster-import.inputs';
import { rosterGroups } from './roster-import.queries';
import { newUnit, unitAfterImport } from './roster-import.rules';
import { Authority } from '../shared/authority';
import { lockAsSecretariat, unlessSecretariat } from '../shared/authorisation';
import { notAllowed } from '../shared/refusals';

interface RowError {
  readonly row: number;
  readonly column: string | null;
  readonly message: string;
}

export interface ImportAnswer {
  readonly created: number;
  readonly updated: number;
  readonly unchanged: number;
  readonly rowErrors: readonly RowError[];
}

/**
 * Brings a roster (名册) in: new units become members, known ones are updated with what the file says of them.
 * By the secretariat. All rows are imported or none; with `dryRun` none are, and the counts show what would happen.
 * The file is read before the transaction, and not a byte of it for those who may not import.
 */
export const importMemberUnits: Preparation<ImportMemberUnitsInput, ImportAnswer> = async ({ viewer }, input) => {
  const allianceId = rowId(input.allianceId);
  if (!new Authority(viewer).isSecretariat(allianceId)) {
    return async (tx) => (await unlessSecretariat(tx, allianceId, 'allianceId')) ?? notAllowed();
  }
  const roster = await reading.run(viewer.personId ?? '', () => readRosterFile(input));
  return isRefused(roster) ? refusing(roster) : (tx) => bringInRoster(tx, input, roster);
};

/** What the file of an import holds. */
export async function readRosterFile({
  contentBase64,
  format,
}: ImportMemberUnitsInput): Promise<Roster | Refused<'contentBase64'>> {
  return contentOf(contentBase64, (bytes) => readRoster(bytes, format));
}

/** Plans and writes what a file holds, in the transaction that looks at the right once more. */
export async function bringInRoster(
  tx: WriteTransaction,
  input: ImportMemberUnitsInput,
  roster: Roster,
): Promise<ImportAnswer | Refused<'allianceId'>> {
  const { manager } = tx;
  const allianceId = rowId(input.allianceId);
  const refused = await unlessSecretariat(tx, allianceId, 'allianceId');
  if (refused !== null) return refused;
  // one import at a time, and no unit changes between being read and being updated
  const lost = input.dryRun ? null : await lockAsSecretariat(tx, allianceId, 'allianceId');
  if (lost !== null) return lost;
  const presentIds = await presentUnitIds(manager, allianceId);
  if (!input.dryRun) await lockUnits(manager, allianceId, presentIds);
  const present = await readUnits(manager, allianceId, presentIds);
  const plan = planImport(roster, present, await rosterGroups(manager, allianceId));

  const rowErrors = rowErrorsOf(tx, roster, plan, await todayIn(manager, allianceId, tx.now));
  if (rowErrors.length > 0) return { created: 0, updated: 0, unchanged: 0, rowErrors };

  const byId = new Map(present.map((unit) => [unit.id, unit]));
  const created = plan.create.map((creation) => ({ ...newUnit(creation), id: newId(), host: false }));
  const updated = plan.update.flatMap((update) => {
    const before = byId.get(update.unitId);
    const after = before && unitAfterImport(before, update);
    return before && after && unitChanges(before, after) !== null ? [{ before, after }] : [];
  });
  const answer = {
    created: created.length,
    updated: updated.length,
    unchanged: plan.update.length - updated.length,
    rowErrors,
  };
  if (input.dryRun || created.length + updated.length === 0) return answer;
  await updateUnits(manager, allianceId, updated);
  await insertUnits(manager, allianceId, created);
  tx.audit({
    allianceId,
    action: 'importMemberUnits',
    subject: globalId('alliance', allianceId),
    details: {
      created: answer.created,
      updated: answer.updated,
      createdUnits: created.map((unit) => globalId('unit', unit.id)),
      updatedUnits: updated.map(({ before }) => globalId('unit', before.id)),
    },
  });
  return answer;
}

/** All that is wrong with the rows, in the order of the file and in the caller's words. */
function rowErrorsOf(tx: WriteTransaction, roster: Roster, plan: ImportPlan, today: string): RowError[] {
  const { locale } = tx.origin;
  const ahead = [...plan.create, ...plan.update].filter(({ values }) => (values.joinedOn ?? today) > today);
  const column = roster.headers.get('joinedOn') ?? null;
  const inFuture = ahead.map(({ row }): RosterProblem => ({
    row,
    column,
    reason: { key: 'unit.joinedInFuture', params: {} },
  }));
  return listProblems([...roster.problems, ...plan.problems, ...inFuture]).map(({ row, column, reason }) => ({
    row,
    column,
    message: message(locale, reason.key, reason.params),
  }));
}
