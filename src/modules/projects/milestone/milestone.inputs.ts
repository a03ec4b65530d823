import { Field, ID, InputType } from 'type-graphql';
import { Day } from '../../../platform/reads/scalars';
import { IdOf, Optional } from '../../../platform/writes/validation';
import { Name } from '../../alliance/shared/input-rules';

@InputType({ description: 'A step of a project (节点任务).' })
export class MilestoneInput {
  @Optional()
  @IdOf('milestone')
  @Field(() => ID, {
    nullable: true,
    description:
      'Which of the project’s milestones it is; absent: the first of the same title, or a new one (已有节点). What stays keeps its id.',
  })
  id?: string | null;

  @Name(200) @Field(() => String, { description: 'What is to be done (内容).' }) title!: string;
  @Field(() => Day, { nullable: true, description: 'By when (期限).' }) dueOn?: string | null;

  @Optional()
  @IdOf('unit')
  @Field(() => ID, { nullable: true, description: 'Who answers for it; absent: the lead unit (责任单位).' })
  responsibleUnitId?: string | null;

  @Optional()
  @IdOf('commitment')
  @Field(() => ID, {
    nullable: true,
    description:
      'What the project’s agreement undertakes and this carries out: done in one place, it is done in both (承诺事项).',
  })
  commitmentId?: string | null;
}

@InputType({ description: 'Reports a milestone as done (完成节点任务).' })
export class CompleteMilestoneInput {
  @IdOf('milestone') @Field(() => ID, { description: 'The milestone (节点任务).' }) milestoneId!: string;
  @Field(() => Day, {
    nullable: true,
    description:
      'The day on which it was done, not in the future (完成日期); absent: today, which is the only one where it carries out a commitment.',
  })
  doneOn?: string | null;
}
