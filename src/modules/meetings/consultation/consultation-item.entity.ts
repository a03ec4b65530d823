import { Field, Int, ObjectType } from 'type-graphql';
import { DateTime } from '../../../platform/reads/scalars';
import { AgendaItemKind, AgendaItemState } from '../agenda/agenda.entity';

/**
 * An agenda item as the experts see whose consultation it is about. A type of its own, since an AgendaItem leads to its meeting and
 * all that lies in that.
 */
@ObjectType({
  description:
    'An agenda item that is about a consultation (会商议程项), as those who are asked see it: the item, and nothing else of its meeting.',
})
export class ConsultationItem {
  @Field(() => String, { description: 'The title (标题).' }) title!: string;
  @Field(() => String, { nullable: true, description: 'In more words (说明).' }) description!: string | null;
  @Field(() => AgendaItemKind, { description: 'What is done with it (类型).' }) kind!: AgendaItemKind;
  @Field(() => AgendaItemState, { description: 'How far it is (状态).' }) state!: AgendaItemState;
  @Field(() => String, { nullable: true, description: 'Who presents it, by name (汇报人).' }) presenter!: string | null;
  @Field(() => Int, { nullable: true, description: 'Minutes planned for it (计划时长).' }) plannedMinutes!:
    number | null;
  @Field(() => DateTime, { nullable: true, description: 'When it was last set going (开始时间).' })
  startedAt!: Date | null;
  @Field(() => Int, { description: 'Seconds on its clock when last paused or finished (已用时).' })
  elapsedSeconds!: number;
}
