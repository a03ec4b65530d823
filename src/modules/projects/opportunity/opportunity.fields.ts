import { message } from '../../../platform/i18n/messages';
import { eventCursor } from '../../../platform/live';
import { declareFields, type Computing } from '../../../platform/reads/declarations';
import type { Reason } from '../match/match.rules';
import { Opportunity, OpportunitySubject } from './opportunity.entity';

async function reasons(rows: readonly (readonly unknown[])[], { locale }: Computing): Promise<string[][]> {
  return (rows as readonly (readonly [Reason[]])[]).map(([why]) =>
    why.map(({ key, parameters }) => message(locale, key, parameters)),
  );
}

declareFields(Opportunity, (field) => ({
  cursor: field.expression(
    () => String,
    'string',
    (opportunity) => eventCursor(opportunity.id),
    { description: 'Where to go on from; opaque (游标).' },
  ),
  subject: field.oneOf(() => OpportunitySubject, {
    relations: ['need', 'project'],
    part: true,
    description: 'What fits: a need, or a project that is open to claims (对象).',
  }),
  reasons: field.computed(() => [String], {
    needs: ['why'],
    cost: 1,
    load: reasons,
    description: 'Why, as it was when the unit was told, in words of the request’s language (理由).',
  }),
}));
