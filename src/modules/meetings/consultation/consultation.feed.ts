import { Field, ObjectType } from 'type-graphql';
import { or, sql } from '../../../platform/database/sql';
import { declareEventFeed } from '../../../platform/live';
import { Expert } from '../../alliance/expert/expert.entity';
import { ConsultationItem } from './consultation-item.entity';
import { isAsked } from './consultation.access';
import { Consultation, Recommendation } from './consultation.entity';

@ObjectType({
  description:
    'A consultation that changed, which is shown as it stands now, under the rights that hold now (会商更新).',
})
export class ConsultationUpdate {
  @Field(() => Consultation, { description: 'The consultation as it stands now (会商).' }) consultation!: Consultation;
}

/**
 * Changes to one consultation. Each update shows it whole, so that who comes back needs no cursor. The agenda items that are about it are
 * live here for its experts alone, who may see nothing else of a CLOSED meeting; everybody else follows the meeting.
 */
declareEventFeed<Consultation>({
  field: 'consultationUpdates',
  type: () => ConsultationUpdate,
  description: `One consultation as it stands, and again after each change: what its experts advise, what is answered, its end (会商更新); for those who
are asked, also the agenda items that are about it, of a CLOSED meeting too. Whoever comes back is shown it as it stands then.`,
  by: 'person',
  streams: (of) => ({
    consultationId: of(() => Consultation, { last: (row, watched) => sql`${row.id} = ${watched.id}` }),
  }),
  tree: () => [Consultation, Recommendation, Expert, ConsultationItem],
  costCeiling: 200,
  row: () => Consultation,
  named: 'consultation',
  concerns: (content, { allianceId, id }) => or(sql`not (${content} ? 'experts')`, isAsked(allianceId, id)),
  members: (member) => ({
    consultation: member.one(
      () => Consultation,
      (shown, named) => sql`${shown.allianceId} = ${named.allianceId} and ${shown.id} = ${named.id}`,
    ),
  }),
});
