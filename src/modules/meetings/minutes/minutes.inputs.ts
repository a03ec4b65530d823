import { Field, ID, InputType, Int } from 'type-graphql';
import { IdOf, Optional } from '../../../platform/writes/validation';
import { Clauses } from '../../alliance/shared/input-rules';

/** Characters of each part of the minutes. */
const LONGEST_PART = 50_000;

@InputType({ description: 'Writes the minutes of a closed meeting, or changes them (撰写会议纪要).' })
export class WriteMinutesInput {
  @IdOf('meeting')
  @Field(() => ID, { description: 'The meeting, which is closed (会议).' })
  meetingId!: string;

  @Field(() => Int, {
    nullable: true,
    description: 'The `version` that was read; refused with CONFLICT when it has changed since (版本).',
  })
  expectedVersion?: number | null;

  @Optional()
  @Clauses(LONGEST_PART)
  @Field(() => String, {
    nullable: true,
    description:
      'What everybody who may see the meeting may read, as Markdown (正文). Absent: both parts are drafted from what happened, in the language of the request.',
  })
  body?: string | null;

  @Optional()
  @Clauses(LONGEST_PART)
  @Field(() => String, {
    nullable: true,
    description:
      'What only participants and the secretariat may read, as Markdown (不公开部分); absent: as it was, or drafted with the body; null: none.',
  })
  closedBody?: string | null;
}

@InputType({ description: 'Approves the minutes of a meeting (批准会议纪要).' })
export class ApproveMinutesInput {
  @IdOf('meeting')
  @Field(() => ID, { description: 'The meeting (会议).' })
  meetingId!: string;

  @Field(() => Int, {
    nullable: true,
    description:
      'The `version` of the minutes that was read and is approved (版本). It has to be named: INVALID when it is not, CONFLICT when the text has changed since.',
  })
  expectedVersion?: number | null;
}
