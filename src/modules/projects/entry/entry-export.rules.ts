import { globalId } from '../../../platform/database/ids';
import type { Locale } from '../../../platform/i18n/messages';
import {
  categoryWord,
  kindWord,
  needHeader,
  resourceHeader,
  type NeedField,
  type ResourceField,
} from './entry-columns.rules';
import type { WrittenEntries } from './entry-import.queries';

type Value = string | number | null;

/** The names of units and territories by their row ids. */
export interface EntryNames {
  readonly units: ReadonlyMap<string, string>;
  readonly territories: ReadonlyMap<string, string>;
}

/** Headers in English, which an import knows again: case and spaces do not count. */
const ENGLISH: Readonly<Record<NeedField | ResourceField, string>> = {
  id: 'Id',
  title: 'Title',
  unit: 'Unit',
  category: 'Category',
  description: 'Description',
  quantity: 'Quantity',
  territory: 'Territory',
  neededBy: 'Needed by',
  kind: 'Kind',
  capacity: 'Capacity',
  provider: 'Provider',
  availableFrom: 'Available from',
  availableUntil: 'Available until',
};

/** PARTY_BUILDING as people write it. */
const inWords = (name: string): string => name.charAt(0) + name.slice(1).toLowerCase().replaceAll('_', ' ');

type Reader<E> = (entry: E, names: EntryNames, locale: Locale) => Value;

const NEED: Readonly<Record<NeedField, Reader<WrittenEntries['needs']>>> = {
  id: ({ id }) => globalId('need', id),
  title: ({ title }) => title,
  unit: ({ unitId }, { units }) => units.get(unitId ?? '') ?? null,
  category: ({ category }, _, locale) => (locale === 'zh-CN' ? categoryWord(category) : inWords(category)),
  description: ({ description }) => description,
  quantity: ({ quantity }) => quantity,
  territory: ({ territoryId }, { territories }) => territories.get(territoryId ?? '') ?? null,
  neededBy: ({ neededBy }) => neededBy,
};

const RESOURCE: Readonly<Record<ResourceField, Reader<WrittenEntries['resources']>>> = {
  id: ({ id }) => globalId('resource', id),
  title: ({ title }) => title,
  unit: ({ unitId }, { units }) => units.get(unitId) ?? null,
  category: ({ category }, _, locale) => (locale === 'zh-CN' ? categoryWord(category) : inWords(category)),
  kind: ({ kind }, _, locale) => (locale === 'zh-CN' ? kindWord(kind) : inWords(kind)),
  description: ({ description }) => description,
  capacity: ({ capacity }) => capacity,
  quantity: ({ quantity }) => quantity,
  provider: ({ provider }) => provider,
  territory: ({ territoryId }, { territories }) => territories.get(territoryId ?? '') ?? null,
  availableFrom: ({ availableFrom }) => availableFrom,
  availableUntil: ({ availableUntil }) => availableUntil,
};

function table<Field extends NeedField | ResourceField, E>(
  readers: Readonly<Record<Field, Reader<E>>>,
  chinese: (field: Field) => string,
  entries: readonly E[],
  names: EntryNames,
  locale: Locale,
): { header: string[]; rows: Value[][] } {
  const fields = Object.keys(readers) as Field[];
  return {
    header: fields.map((field) => (locale === 'zh-CN' ? chinese(field) : ENGLISH[field])),
    rows: entries.map((entry) => fields.map((field) => readers[field](entry, names, locale))),
  };
}

export const needTable = (entries: readonly WrittenEntries['needs'][], names: EntryNames, locale: Locale) =>
  table(NEED, (field) => needHeader(field), entries, names, locale);
export const resourceTable = (entries: readonly WrittenEntries['resources'][], names: EntryNames, locale: Locale) =>
  table(RESOURCE, (field) => resourceHeader(field), entries, names, locale);
