/**
 * How well needs and resources fit, worked out pair by pair in plain code, independent of `src`: every pair is looked at, and nothing
 * is left out beforehand.
 */

export interface PlainEntry {
  readonly id: string;
  readonly title: string;
  readonly description: string | null;
  readonly category: string;
  readonly unitId: string | null;
  readonly territoryId: string | null;
}
export interface PlainNeed extends PlainEntry {
  readonly neededBy: string | null;
  readonly quantity: number | null;
}
export interface PlainResource extends PlainEntry {
  readonly provider: string | null;
  readonly availableFrom: string | null;
  readonly availableUntil: string | null;
  readonly quantity: number;
  /** Places that are booked at some time ahead. */
  readonly booked: number;
}
export interface PlainUnit {
  readonly territoryId: string | null;
  readonly areaGroupId: string | null;
  /** Projects completed and commitments fulfilled. */
  readonly kept: number;
}

export interface PlainLists {
  readonly today: string;
  readonly needs: readonly PlainNeed[];
  readonly resources: readonly PlainResource[];
  readonly units: ReadonlyMap<string, PlainUnit>;
  /** By territory, the one that it lies in. */
  readonly parents: ReadonlyMap<string, string | null>;
}

const WORDS = 0.5;
const CATEGORY = 0.16;
const PLACE = 0.12;
const TIME = 0.1;
const CAPACITY = 0.07;
const RECORD = 0.05;

const known = new WeakMap<PlainEntry, ReadonlySet<string>>();

/** Each two characters that follow each other, and single characters that stand alone; of each entry worked out once. */
function pairsOf(entry: PlainEntry): ReadonlySet<string> {
  const pairs = known.get(entry) ?? pairsIn(entry);
  known.set(entry, pairs);
  return pairs;
}

function pairsIn({ title, description }: PlainEntry): ReadonlySet<string> {
  const text = `${[...title].slice(0, 500).join('')} ${[...(description ?? '')].slice(0, 500).join('')}`.toLowerCase();
  const pairs = new Set<string>();
  for (const run of text.split(/[^\p{L}\p{N}]+/u)) {
    const characters = [...run];
    if (characters.length === 1) pairs.add(run);
    for (let at = 0; at + 1 < characters.length; at += 1) pairs.add(`${characters[at]}${characters[at + 1]}`);
  }
  return pairs;
}

const dayNumber = (day: string): number => Date.parse(`${day}T00:00:00Z`) / 86_400_000;

/** The score of a pair; null when the two have nothing in common, or are no pair. */
export function plainScore(lists: PlainLists, need: PlainNeed, resource: PlainResource): number | null {
  const { today } = lists;
  if (need.unitId === resource.unitId && resource.provider === null) return null;
  if (resource.availableUntil !== null && resource.availableUntil < today) return null;
  const [wanted, offered] = [pairsOf(need), pairsOf(resource)];
  const common = [...wanted].filter((pair) => offered.has(pair)).length;
  // to be something else in the same way says nothing
  const isOneCategory = need.category === resource.category && need.category !== 'OTHER';
  if (common === 0 && !isOneCategory) return null;
  const words = common === 0 ? 0 : common / Math.sqrt(wanted.size * offered.size);
  const asked = need.quantity ?? 1;
  const vacant = Math.max(resource.quantity - resource.booked, 0);
  const kept = lists.units.get(resource.unitId ?? '')?.kept ?? 0;
  const score =
    WORDS * Math.min(words / 0.3, 1) +
    (isOneCategory ? CATEGORY : 0) +
    PLACE * placeOf(lists, need, resource) +
    TIME * overlapOf(today, need, resource) +
    CAPACITY * Math.min(vacant / asked, 1) +
    RECORD * Math.min(kept / 5, 1);
  return Math.round(score * 10_000) / 10_000;
}

function placeOf({ units, parents }: PlainLists, need: PlainNeed, resource: PlainResource): number {
  const unit = units.get(need.unitId ?? '');
  const here = need.territoryId ?? unit?.territoryId ?? null;
  const there = resource.territoryId;
  const lineOf = (territory: string | null): string[] =>
    territory === null ? [] : [territory, ...lineOf(parents.get(territory) ?? null)];
  if (here !== null && here === there) return 1;
  if (here !== null && there !== null && (lineOf(here).includes(there) || lineOf(there).includes(here))) return 0.8;
  const area = unit?.areaGroupId ?? null;
  if (area !== null && area === units.get(resource.unitId ?? '')?.areaGroupId) return 0.7;
  return here === null || there === null ? 0.7 : 0;
}

function overlapOf(today: string, { neededBy }: PlainNeed, { availableFrom, availableUntil }: PlainResource): number {
  if (neededBy === null) return availableFrom !== null && availableFrom > today ? 0.5 : 1;
  const due = neededBy < today ? today : neededBy;
  const days = (from: string, until: string): number => dayNumber(until) - dayNumber(from) + 1;
  const from = availableFrom === null || availableFrom < today ? today : availableFrom;
  const until = availableUntil === null || availableUntil > due ? due : availableUntil;
  return Math.max(days(from, until), 0) / days(today, due);
}

export interface PlainMatch {
  readonly id: string;
  readonly score: number;
}

/** What fits one entry, best first. */
export function plainRanking<T extends { readonly id: string }>(
  others: readonly T[],
  score: (other: T) => number | null,
): PlainMatch[] {
  return others
    .flatMap((other): PlainMatch[] => {
      const found = score(other);
      return found === null ? [] : [{ id: other.id, score: found }];
    })
    .sort((one, other) => other.score - one.score || (one.id < other.id ? -1 : 1));
}
