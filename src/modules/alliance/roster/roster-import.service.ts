import { LIMITS } from '../../../platform/budgets';
import { globalId, newId } from '../../../platform/database/ids';
import { message } from '../../../platform/i18n/messages';
import { place, refuse, UserErrorCode, Refused } from '../../../platform/writes/outcome';
import type { Service, WriteTransaction } from '../../../platform/writes/transaction';
import { rowId } from '../../../platform/writes/validation';
import { todayIn } from '../alliance/alliance.queries';
import { insertUnits, lockUnits, presentUnitIds, readUnits, updateUnits } from '../member-unit/member-unit.queries';
import { unitChanges } from '../member-unit/member-unit.rules';
import { listProblems, planImport, readRoster, type ImportPlan, type Roster } from '../shared/roster';
import type { ImportMemberUnitsInput } from './roster-import.inputs';
import { rosterGroups } from './roster-import.queries';
import { decodeBase64, newUnit, unitAfterImport } from './roster-import.rules';
import { lockAsSecretariat, unlessSecretariat } from '../shared/authorisation';

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
 */
export const importMemberUnits: Service<ImportMemberUnitsInput, ImportAnswer> = async (tx, input) => {
  const { manager } = tx;
  const allianceId = rowId(input.allianceId);
  const refused = await unlessSecretariat(tx, allianceId, 'allianceId');
  if (refused !== null) return refused;
  if (input.contentBase64.length > LIMITS.importCharacters)
    return refuse('LIMIT_REACHED', 'roster.tooManyBytes', 'contentBase64', { mebibytes: 8 });
  const bytes = await decodeBase64(input.contentBase64);
  if (bytes === null) return refuse('INVALID', 'unit.badBase64', 'contentBase64');
  const roster = await readRoster(bytes, input.format);
  if (!roster.ok) {
    return new Refused(
      roster.errors.map(({ key, params }) => ({
        code: UserErrorCode.INVALID,
        key,
        parameters: params,
        path: place('contentBase64'),
      })),
    );
  }
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
};

/** All that is wrong with the rows, in the order of the file and in the caller's words. */
function rowErrorsOf(tx: WriteTransaction, roster: Roster, plan: ImportPlan, today: string): RowError[] {
  const { locale } = tx.origin;
  const ahead = [...plan.create, ...plan.update].filter(({ values }) => (values.joinedOn ?? today) > today);
  const problems = listProblems([...roster.problems, ...plan.problems]).map(({ row, column, reason }) => ({
    row,
    column,
    message: message(locale, reason.key, reason.params),
  }));
  const inFuture = ahead.map(({ row }) => ({
    row,
    column: roster.headers.get('joinedOn') ?? null,
    message: message(locale, 'unit.joinedInFuture'),
  }));
  return [...problems, ...inFuture].sort((one, other) => one.row - other.row);
}
