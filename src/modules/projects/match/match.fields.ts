import { LIMITS } from '../../../platform/budgets';
import { sql } from '../../../platform/database/sql';
import { message } from '../../../platform/i18n/messages';
import { declareFields, type Computing } from '../../../platform/reads/declarations';
import type { Row } from '../../../platform/access/row';
import { Need } from '../need/need.entity';
import { Resource } from '../resource/resource.entity';
import { Match } from './match.entity';
import { bestMatches } from './match.queries';
import { reasonsOf, type PairFacts } from './match.rules';

/** The facts that reasons are made of, in the order in which they are read. */
const FACTS = [
  'sameCategory',
  'said',
  'offered',
  'place',
  'overlap',
  'asked',
  'vacant',
  'kept',
] as const satisfies (keyof PairFacts)[];

async function reasons(rows: readonly (readonly unknown[])[], { locale }: Computing): Promise<string[][]> {
  return rows.map((row) => {
    const facts = Object.fromEntries(FACTS.map((name, index) => [name, row[index]])) as unknown as PairFacts;
    return reasonsOf(facts).map(({ key, parameters }) => message(locale, key, parameters));
  });
}

declareFields(Match, (field) => ({
  reasons: field.computed(() => [String], {
    needs: FACTS,
    cost: 1,
    load: reasons,
    description: 'Why, in words of the request’s language, what counts most first (匹配理由).',
  }),
}));

const ranked = {
  nullable: true,
  default: 5,
  most: LIMITS.matches,
  // thousands of entries are compared; so a page of needs may have their matches, and a hundred may not
  cost: 500,
  order: (match: Row<Match>) => sql`${match.score} desc, ${match.needId}, ${match.resourceId}`,
} as const;

declareFields(Need, (field) => ({
  matches: field.ranked(() => Match, {
    ...ranked,
    rows: (need, first) => bestMatches({ side: 'need', allianceId: need.allianceId, id: need.id }, first),
    description:
      'Resources that fit, best first (匹配资源); none once it is met or taken up. For the unit’s people and the secretariat.',
  }),
}));
declareFields(Resource, (field) => ({
  matches: field.ranked(() => Match, {
    ...ranked,
    rows: (resource, first) =>
      bestMatches({ side: 'resource', allianceId: resource.allianceId, id: resource.id }, first),
    description:
      'Needs that it fits, best first (匹配需求); none while it cannot be had. For the unit’s people and the secretariat.',
  }),
}));
