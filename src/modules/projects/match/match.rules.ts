import type { MessageKey, MessageParameters } from '../../../platform/i18n/messages';

/** Where a need and a resource lie: in one territory, one within the other's, in one area group; the resource goes anywhere. */
export type Place = 'SAME' | 'WITHIN' | 'AREA' | 'ANYWHERE' | 'ELSEWHERE';

/**
 * What a score is made of; together 1. Chosen on `bench/matching/labelled/tuning.txt`, with the way in which texts are compared
 * (docs/decisions/0021).
 */
export const WEIGHTS = { words: 0.5, category: 0.16, place: 0.12, time: 0.1, capacity: 0.07, record: 0.05 } as const;

/** So much in common is all that can be asked of two short texts on one matter. */
export const ALL_WORDS = 0.3;
export const PLACES: Readonly<Record<Place, number>> = { SAME: 1, WITHIN: 0.8, AREA: 0.7, ANYWHERE: 0.7, ELSEWHERE: 0 };
/** From so many projects and commitments on, more say nothing more. */
export const ENOUGH_KEPT = 5;
/** A unit is told of what fits at least so well: of the labelled pairs above it, five in six were right. */
export const OPPORTUNITY = 0.45;

/** What is known of a need, or a project, and a resource. */
export interface PairFacts {
  readonly sameCategory: boolean;
  /** The texts, as far as they are compared. */
  readonly said: string;
  readonly offered: string;
  readonly place: Place;
  readonly overlap: number;
  readonly asked: number | null;
  readonly vacant: number;
  readonly kept: number;
}

/** A reason in words, once the language is known. */
export interface Reason {
  readonly key: MessageKey;
  readonly parameters: MessageParameters;
}

const PLACE_REASONS = {
  SAME: 'match.place.SAME',
  WITHIN: 'match.place.WITHIN',
  AREA: 'match.place.AREA',
  ANYWHERE: 'match.place.ANYWHERE',
  ELSEWHERE: null,
} as const satisfies Record<Place, MessageKey | null>;

/** Why the two fit, what counts most first. */
export function reasonsOf(pair: PairFacts): Reason[] {
  const { sameCategory, place, overlap, asked, vacant, kept } = pair;
  const words = commonWords(pair.said, pair.offered);
  const where = PLACE_REASONS[place];
  const reasons: (Reason | false)[] = [
    words.length > 0 && { key: 'match.words', parameters: { words: words.join('、') } },
    sameCategory && { key: 'match.category', parameters: {} },
    where !== null && { key: where, parameters: {} },
    overlap >= 1 && { key: 'match.time', parameters: {} },
    overlap > 0 && overlap < 1 && { key: 'match.partOfTime', parameters: { percent: Math.round(overlap * 100) } },
    vacant > 0 && (asked === null || asked <= vacant) && { key: 'match.capacity', parameters: { vacant } },
    vacant > 0 && asked !== null && asked > vacant && { key: 'match.partOfCapacity', parameters: { vacant, asked } },
    kept > 0 && { key: 'match.record', parameters: { kept } },
  ];
  return reasons.filter((reason) => reason !== false);
}

const MOST_WORDS = 3;

/** What both texts say, the longest first, and of one length in the order of the first text. */
export function commonWords(said: string, offered: string): string[] {
  const other = offered.toLowerCase();
  const runs = said.toLowerCase().split(/[^\p{L}\p{N}]+/u);
  const found = new Set(runs.flatMap((run) => stretches(run, other)));
  return [...found].sort((one, another) => another.length - one.length).slice(0, MOST_WORDS);
}

const segmenter = new Intl.Segmenter('zh', { granularity: 'word' });

/** Words of a run that follow each other and stand so in the other text too; no single characters out of it. */
function stretches(run: string, other: string): string[] {
  const words = [...segmenter.segment(run)].map(({ segment }) => segment);
  const found: string[] = [];
  let stretch = '';
  const end = (): void => {
    if (stretch !== '' && (stretch === run || [...stretch].length > 1)) found.push(stretch);
  };
  for (const word of words) {
    if (!other.includes(stretch + word)) {
      end();
      stretch = '';
    }
    if (other.includes(stretch + word)) stretch += word;
  }
  end();
  return found;
}
