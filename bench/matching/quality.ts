import { randomUUID } from 'node:crypto';
import type { Client } from 'pg';
import { bestMatches } from '../../src/modules/projects/match/match.queries';
import { ALL_WORDS, WEIGHTS } from '../../src/modules/projects/match/match.rules';
import { raw, render } from '../../src/platform/database/sql';
import { rounded } from '../figures';
import { labelled, type LabelledNeed, type LabelledResource } from './labelled';

/** A way in which two texts may be compared. */
export const WAYS = ['words', 'trigrams', 'bigrams'] as const;
type Way = (typeof WAYS)[number];

export interface Quality {
  readonly way: Way;
  /** By the texts alone, or by all that a score is made of. */
  readonly by: 'texts' | 'whole score';
  readonly from: 'need' | 'resource';
  readonly precisionAt3: number;
  readonly recallAt10: number;
}

interface Pair {
  readonly need: string;
  readonly resource: string;
  /** How much of their texts the two have in common, by each way. */
  readonly texts: Readonly<Record<Way, number>>;
  /** What the score has besides the texts' part. */
  readonly rest: number;
  readonly sameCategory: boolean;
}

interface Planted {
  readonly needs: readonly LabelledNeed[];
  readonly resources: readonly LabelledResource[];
  readonly pairs: readonly Pair[];
}

const segmenter = new Intl.Segmenter('zh', { granularity: 'word' });
/** Words as PostgreSQL's text search takes them when it is told where they end. */
const segmented = ({ title, description }: { title: string; description: string }): string =>
  [...segmenter.segment(`${title} ${description}`)]
    .filter(({ isWordLike }) => isWordLike)
    .map(({ segment }) => segment)
    .join(' ');

/** Every pair of the needs of `files[0]` and the resources of all `files`, compared in each way. */
export async function comparedPairs(client: Client, files: readonly ('tuning' | 'held-out')[]): Promise<Planted> {
  const sets = files.map(labelled);
  const needs = sets[0]?.needs ?? [];
  const resources = sets.flatMap((set) => set.resources);
  const alliance = randomUUID();
  const [asking, offering, top] = [randomUUID(), randomUUID(), randomUUID()];
  await client.query(`insert into alliances (id, slug, name, founded_on) values ($1, $2, '青枫街道', '2011-06-01')`, [
    alliance,
    `labelled-${alliance.slice(0, 8)}`,
  ]);
  await client.query(`insert into territories (alliance_id, id, level, name) values ($1, $2, 'SUBDISTRICT', '青枫')`, [
    alliance,
    top,
  ]);
  const communities = new Map(['东溪', '南苑', '白塔', '梧桐'].map((name) => [name, randomUUID()]));
  for (const [name, id] of communities)
    await client.query(
      `insert into territories (alliance_id, id, level, name, parent_id) values ($1, $2, 'COMMUNITY', $3, $4)`,
      [alliance, id, name, top],
    );
  for (const [id, name] of [
    [asking, '街道'],
    [offering, '共建单位'],
  ])
    await client.query(
      `insert into member_units (alliance_id, id, name, kind, affiliation, status) values ($1, $2, $3, 'GOVERNMENT', 'NONE', 'ACTIVE')`,
      [alliance, id, name],
    );
  const ids = new Map([...needs, ...resources].map(({ id }) => [id, randomUUID()]));
  const place = (community: string | null): string | null =>
    community === null ? null : (communities.get(community) ?? null);
  for (const need of needs)
    await client.query(
      `insert into needs (alliance_id, id, title, description, category, unit_id, territory_id, needed_by, quantity, status, created_at, version)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, 'OPEN', now(), 1)`,
      [
        alliance,
        ids.get(need.id),
        need.title,
        need.description,
        need.category,
        asking,
        place(need.community),
        need.neededBy,
        need.quantity,
      ],
    );
  for (const resource of resources)
    await client.query(
      `insert into resources (alliance_id, id, title, description, category, kind, unit_id, territory_id, available_from, available_until, quantity,
         status, created_at, version)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 'AVAILABLE', now(), 1)`,
      [
        alliance,
        ids.get(resource.id),
        resource.title,
        resource.description,
        resource.category,
        resource.kind,
        offering,
        place(resource.community),
        resource.from,
        resource.until,
        resource.quantity,
      ],
    );
  const trigrams = new Map(
    (
      await client.query<{ need: string; resource: string; value: number }>(
        `select n.id as need, r.id as resource, similarity(n.title || ' ' || n.description, r.title || ' ' || r.description) as value
         from needs n join resources r using (alliance_id)
         where alliance_id = $1`,
        [alliance],
      )
    ).rows.map(({ need, resource, value }) => [`${need} ${resource}`, value]),
  );
  const words = new Map(
    (
      await client.query<{ need: string; resource: string; value: number }>(
        `select n.id as need, r.id as resource, ts_rank(r.words, n.query, 1) as value
         from (select id, replace(plainto_tsquery('simple', words)::text, '&', '|')::tsquery as query
               from jsonb_to_recordset($1) as n (id text, words text)) n,
           (select id, to_tsvector('simple', words) as words from jsonb_to_recordset($2) as r (id text, words text)) r`,
        [needs, resources].map((entries) =>
          JSON.stringify(entries.map((entry) => ({ id: entry.id, words: segmented(entry) }))),
        ),
      )
    ).rows.map(({ need, resource, value }) => [`${need} ${resource}`, value]),
  );
  const pairs: Pair[] = [];
  const everything = render(
    bestMatches({ side: 'need', allianceId: raw('$1::uuid'), id: raw('$2::uuid') }, raw('1000')),
  ).text;
  for (const need of needs) {
    const { rows } = await client.query<{ resource_id: string; words: number; same_category: boolean; score: number }>(
      `select resource_id, words, same_category, score from ${everything} best`,
      [alliance, ids.get(need.id)],
    );
    const found = new Map(rows.map((row) => [row.resource_id, row]));
    for (const resource of resources) {
      const row = found.get(ids.get(resource.id) ?? '');
      pairs.push({
        need: need.id,
        resource: resource.id,
        texts: {
          words: words.get(`${need.id} ${resource.id}`) ?? 0,
          trigrams: trigrams.get(`${ids.get(need.id)} ${ids.get(resource.id)}`) ?? 0,
          bigrams: row?.words ?? 0,
        },
        rest: row === undefined ? 0 : row.score - textPart(row.words, 1 / ALL_WORDS),
        sameCategory: need.category === resource.category && need.category !== 'OTHER',
      });
    }
  }
  return { needs, resources, pairs };
}

const textPart = (value: number, scale: number): number => WEIGHTS.words * Math.min(value * scale, 1);

/** Precision at 3 and recall at 10 of a way, for the needs and for the resources that fit something. */
export function qualitiesOf({ needs, resources, pairs }: Planted, way: Way, scale: number | null): Quality[] {
  const value = (pair: Pair): number => {
    const text = pair.texts[way];
    if (scale === null) return text;
    return text > 0 || pair.sameCategory ? textPart(text, scale) + pair.rest : 0;
  };
  const fits = new Map(needs.map((need) => [need.id, need.fits]));
  const rank = (from: 'need' | 'resource', ids: readonly string[]): Quality => {
    const figures = ids.flatMap((id) => {
      const own = pairs.filter((pair) => pair[from] === id);
      const isFit = (pair: Pair): boolean => (fits.get(pair.need)?.get(pair.resource) ?? 0) > 0;
      const all = own.filter(isFit).length;
      if (all === 0) return [];
      const ranked = own.filter((pair) => value(pair) > 0).sort((one, other) => value(other) - value(one));
      const among = (count: number): number => ranked.slice(0, count).filter(isFit).length / Math.min(count, all);
      return [{ precision: among(3), recall: among(10) }];
    });
    const mean = (of: 'precision' | 'recall'): number =>
      rounded(figures.reduce((sum, figure) => sum + figure[of], 0) / figures.length);
    return {
      way,
      by: scale === null ? 'texts' : 'whole score',
      from,
      precisionAt3: mean('precision'),
      recallAt10: mean('recall'),
    };
  };
  return [
    rank(
      'need',
      needs.map(({ id }) => id),
    ),
    rank(
      'resource',
      resources.map(({ id }) => id),
    ),
  ];
}

/** For each way the factor under which its whole score is best on what may be looked at: each way at its best is compared. */
export function bestScale(planted: Planted, way: Way): number {
  const scales = [1, 1.5, 2, 2.5, 3, 1 / ALL_WORDS, 4, 5, 6, 8, 10, 15, 20, 30];
  const sum = (scale: number): number =>
    qualitiesOf(planted, way, scale).reduce(
      (total, { precisionAt3, recallAt10 }) => total + precisionAt3 + recallAt10,
      0,
    );
  return scales.reduce((best, scale) => (sum(scale) > sum(best) ? scale : best));
}
