import { globalId, newId } from '../../../platform/database/ids';
import { message } from '../../../platform/i18n/messages';
import { refusing } from '../../../platform/identity';
import type { Preparation } from '../../../platform/writes/declarations';
import { isRefused, type Refused } from '../../../platform/writes/outcome';
import type { WriteTransaction } from '../../../platform/writes/transaction';
import { rowId } from '../../../platform/writes/validation';
import { ListCategory } from '../../agreements/shared/list-category';
import { lockAlliance, todayIn, type ImportRowError } from '../../alliance';
import { Authority } from '../../alliance/shared/authority';
import { changedFields, kept } from '../../alliance/shared/changes';
import { notAllowed } from '../../alliance/shared/refusals';
import {
  contentOf,
  listProblems,
  readGrid,
  reading,
  sheetOf,
  type Reading,
  type RosterProblem,
  type Sheet,
} from '../../alliance/shared/roster';
import { moveBookings, placedBookings } from '../booking/booking.queries';
import { arranged, greatestOverlap } from '../booking/booking.rules';
import { answerRounds } from '../list-round/list-round.queries';
import { ResourceKind } from '../resource/resource.entity';
import { endsBeforeItBegins } from '../resource/resource.rules';
import { importFault, type ListPart } from './entry-access.service';
import { needSheet, resourceSheet, type EntryRow, type NeedRow, type ResourceRow } from './entry-columns.rules';
import type { ImportEntriesInput } from './entry-import.inputs';
import {
  insertEntries,
  listedEntries,
  namesOf,
  updateEntries,
  type List,
  type WrittenEntries,
} from './entry-import.queries';
import { complaints, planEntries, type Complain, type PlannedEntry } from './entry-import.rules';

export interface ImportAnswer {
  readonly created: number;
  readonly updated: number;
  readonly unchanged: number;
  readonly rowErrors: readonly ImportRowError[];
}

interface Rows {
  readonly needs: NeedRow;
  readonly resources: ResourceRow;
}

/** What differs between the lists. */
interface ListKind<L extends List> {
  readonly list: L;
  readonly action: string;
  readonly ofUnits: boolean;
  readonly read: (bytes: Uint8Array, format: ImportEntriesInput['format']) => Promise<Reading<Sheet<string, Rows[L]>>>;
  /** The entry as a row leaves it, and what is wrong with that. */
  readonly after: (
    planned: PlannedEntry<Rows[L], WrittenEntries[L]>,
    today: string,
    complain: Complain,
  ) => WrittenEntries[L];
}

const shared = ({ row, before, unit, territoryId }: PlannedEntry<EntryRow, WrittenEntries[List]>) => ({
  id: before?.id ?? newId(),
  title: row.title,
  description: kept<string | null>(row.description, before?.description ?? null),
  territoryId: kept<string | null>(territoryId, before?.territoryId ?? null),
  unitId: before?.unitId ?? unit?.id ?? null,
});

const needs: ListKind<'needs'> = {
  list: 'needs',
  action: 'importNeeds',
  ofUnits: false,
  read: async (bytes, format) => {
    const grid = await readGrid(bytes, format, needSheet.columns);
    return grid.ok ? sheetOf(grid.value, needSheet) : { ok: false, errors: [grid.reason] };
  },
  after: (planned, today, complain) => {
    const { row, before } = planned;
    if (row.neededBy !== undefined && row.neededBy !== before?.neededBy && row.neededBy < today)
      complain(row, 'neededBy', 'need.dayPast');
    return {
      ...shared(planned),
      // a new one without is refused
      category: row.category ?? before?.category ?? ListCategory.OTHER,
      quantity: kept<number | null>(row.quantity, before?.quantity ?? null),
      neededBy: kept<string | null>(row.neededBy, before?.neededBy ?? null),
    };
  },
};

const resources: ListKind<'resources'> = {
  list: 'resources',
  action: 'importResources',
  ofUnits: true,
  read: async (bytes, format) => {
    const grid = await readGrid(bytes, format, resourceSheet.columns);
    return grid.ok ? sheetOf(grid.value, resourceSheet) : { ok: false, errors: [grid.reason] };
  },
  after: (planned, _, complain) => {
    const { row, before, unit } = planned;
    if (before === null && row.kind === undefined && !row.faulty.has('kind'))
      complain(row, 'kind', 'entry.kindMissing');
    if (before === null && row.provider !== undefined && unit?.keepsForResidents === false)
      complain(row, 'provider', 'resource.providerElsewhere');
    if (before !== null && row.provider !== undefined && row.provider !== before.provider)
      complain(row, 'provider', 'entry.providerStays');
    const after = {
      ...shared(planned),
      // of a new one, what is missing is refused
      unitId: before?.unitId ?? unit?.id ?? '',
      category: row.category ?? before?.category ?? ListCategory.OTHER,
      kind: row.kind ?? before?.kind ?? ResourceKind.SERVICE,
      quantity: row.quantity ?? before?.quantity ?? 1,
      capacity: kept<string | null>(row.capacity, before?.capacity ?? null),
      provider: before?.provider ?? row.provider ?? null,
      availableFrom: kept<string | null>(row.availableFrom, before?.availableFrom ?? null),
      availableUntil: kept<string | null>(row.availableUntil, before?.availableUntil ?? null),
    };
    if (endsBeforeItBegins(after)) complain(row, 'availableUntil', 'resource.endsFirst');
    return after;
  },
};

/**
 * Brings entries in: new ones are published, known ones changed by what the file says of them. All rows or none; with `dryRun`
 * none, and the counts show what would happen. The file is read before the transaction, and not a byte of it for those who may
 * not import.
 */
function importing<L extends List>(kind: ListKind<L>): Preparation<ImportEntriesInput, ImportAnswer> {
  return async ({ viewer }, input) => {
    const place = {
      allianceId: rowId(input.allianceId),
      unitId: typeof input.unitId === 'string' ? rowId(input.unitId) : null,
    };
    const authority = new Authority(viewer);
    const may =
      place.unitId === null
        ? authority.isSecretariat(place.allianceId)
        : authority.actsForUnit(place.allianceId, place.unitId);
    if (!may) return async (tx) => (await importFault(tx, place)) ?? notAllowed();
    const content = await reading.run(viewer.personId ?? '', () =>
      contentOf<Sheet<string, Rows[L]>>(input.contentBase64, (bytes) => kind.read(bytes, input.format)),
    );
    return isRefused(content) ? refusing(content) : (tx) => bringIn(tx, kind, place, content, input.dryRun);
  };
}

export const importNeeds = importing(needs);
export const importResources = importing(resources);

async function bringIn<L extends List>(
  tx: WriteTransaction,
  kind: ListKind<L>,
  place: ListPart,
  sheet: Sheet<string, Rows[L]>,
  dryRun: boolean,
): Promise<ImportAnswer | Refused<'allianceId' | 'unitId'>> {
  const { manager } = tx;
  const { allianceId, unitId } = place;
  const fault = await importFault(tx, place);
  if (fault !== null) return fault;
  // one import at a time: two would both find an entry new
  if (!dryRun) await lockAlliance(manager, allianceId);
  const stored = await listedEntries(manager, kind.list, { ...place, lock: !dryRun });
  const setting = { unitId, ofUnits: kind.ofUnits, stored, ...(await namesOf(manager, allianceId)) };
  const plan = planEntries<Rows[L], WrittenEntries[L]>(sheet.rows, sheet.headers, setting);
  const { problems, complain } = complaints(sheet.headers);
  const today = await todayIn(manager, allianceId, tx.now);
  const outcomes = plan.entries.map((planned) => ({ planned, after: kind.after(planned, today, complain) }));
  const created = outcomes.flatMap(({ planned, after }) => (planned.before === null ? [after] : []));
  const changed = outcomes.filter(
    ({ planned: { before }, after }) => before !== null && changedFields({ ...before }, { ...after }).length > 0,
  );
  for (const { planned, after } of changed)
    await keepBookings(tx, allianceId, planned.before, after, (booked) => {
      complain(planned.row, 'quantity', 'resource.booked', { booked });
    });
  const rowErrors = rowErrorsOf(tx, [...sheet.problems, ...plan.problems, ...problems]);
  if (rowErrors.length > 0) return { created: 0, updated: 0, unchanged: 0, rowErrors };
  const answer = {
    created: created.length,
    updated: changed.length,
    unchanged: outcomes.length - created.length - changed.length,
    rowErrors,
  };
  if (dryRun) return answer;
  await insertEntries(manager, kind.list, allianceId, created, tx.now);
  await updateEntries(
    manager,
    kind.list,
    allianceId,
    changed.map(({ after }) => after),
  );
  if (unitId !== null) await answerRounds(tx, allianceId, unitId);
  if (created.length + changed.length > 0)
    tx.audit({
      allianceId,
      action: kind.action,
      subject: unitId === null ? globalId('alliance', allianceId) : globalId('unit', unitId),
      details: { created: answer.created, updated: answer.updated },
    });
  return answer;
}

/** A resource of which there are to be fewer: its bookings are moved together, or it is said how many there are at once. */
async function keepBookings<L extends List>(
  { manager, now }: WriteTransaction,
  allianceId: string,
  before: WrittenEntries[L] | null,
  after: WrittenEntries[L],
  refuseFor: (booked: number) => void,
): Promise<void> {
  if (before === null || !('kind' in after) || after.quantity >= (before.quantity ?? 0)) return;
  const ahead = await placedBookings(manager, { allianceId, id: after.id }, { from: now.getTime() });
  const slots = arranged(ahead, after.quantity, now.getTime());
  if (slots === null) refuseFor(greatestOverlap(ahead));
  else await moveBookings(manager, allianceId, ahead, slots);
}

/** All that is wrong with the rows, in the order of the file and in the caller's words. */
function rowErrorsOf({ origin: { locale } }: WriteTransaction, problems: readonly RosterProblem[]): ImportRowError[] {
  return listProblems(problems).map(({ row, column, reason }) => ({
    row,
    column,
    message: message(locale, reason.key, reason.params),
  }));
}
