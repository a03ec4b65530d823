import { globalId } from '../../../platform/database/ids';
import type { Locale } from '../../../platform/i18n/messages';
import { refuse, type Refused } from '../../../platform/writes/outcome';
import type { Service } from '../../../platform/writes/transaction';
import { rowId } from '../../../platform/writes/validation';
import { LIST_FILE, type ListTable } from '../shared/list-file';
import { importFault } from './entry-access.service';
import type { ExportEntriesInput } from './entry-export.inputs';
import { needTable, resourceTable, type EntryNames } from './entry-export.rules';
import { countedEntries, listedEntries, labelsOf, type List, type WrittenEntries } from './entry-import.queries';

export interface ExportAnswer {
  readonly fileName: string;
  readonly contentBase64: string;
  readonly entries: number;
}

/** As many as an import takes. */
const MOST_ENTRIES = 50_000;
/** About how much one entry is, for what it costs to write it. */
const ENTRY_BYTES = 500;

type Table<L extends List> = (
  entries: readonly WrittenEntries[L][],
  names: EntryNames,
  locale: Locale,
) => Omit<ListTable, 'format'>;

/**
 * Writes a list into a file that an import takes again, in the sender's language: what is on it, without what was withdrawn or
 * taken off. What people wrote begins no formula.
 */
function exporting<L extends List>(
  list: L,
  action: string,
  name: string,
  table: Table<L>,
): Service<ExportEntriesInput, ExportAnswer> {
  return async (tx, input): Promise<ExportAnswer | Refused<'allianceId' | 'unitId'>> => {
    const { manager, origin, workers, viewer } = tx;
    const place = {
      allianceId: rowId(input.allianceId),
      unitId: typeof input.unitId === 'string' ? rowId(input.unitId) : null,
    };
    const fault = await importFault(tx, place);
    if (fault !== null) return fault;
    if ((await countedEntries(manager, list, place)) > MOST_ENTRIES)
      return refuse('LIMIT_REACHED', 'entry.tooMany', 'allianceId', { max: MOST_ENTRIES });
    const entries = await listedEntries(manager, list, { ...place, lock: false });
    const written = table(entries, await labelsOf(manager, place.allianceId), origin.locale);
    const contentBase64 = await workers.run(
      LIST_FILE,
      { ...written, format: input.format },
      entries.length * ENTRY_BYTES,
      viewer.personId,
    );
    tx.audit({
      allianceId: place.allianceId,
      action,
      subject: place.unitId === null ? globalId('alliance', place.allianceId) : globalId('unit', place.unitId),
      details: { entries: entries.length, format: input.format },
    });
    return {
      fileName: `${name}-${tx.now.toISOString().slice(0, 10)}.${input.format === 'XLSX' ? 'xlsx' : 'csv'}`,
      contentBase64,
      entries: entries.length,
    };
  };
}

export const exportNeeds = exporting('needs', 'exportNeeds', 'needs', needTable);
export const exportResources = exporting('resources', 'exportResources', 'resources', resourceTable);
