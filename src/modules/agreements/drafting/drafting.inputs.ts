import { ValidateNested } from 'class-validator';
import { Field, ID, InputType, Int } from 'type-graphql';
import { Day } from '../../../platform/reads/scalars';
import { AtMost, IdOf, NotNull, Optional, Range, Text } from '../../../platform/writes/validation';
import { Clauses, Name } from '../../alliance/shared/input-rules';
import { AgreementTier } from '../agreement/agreement.entity';
import { PartyRole } from '../agreement/party.entity';
import { ListCategory } from '../shared/list-category';
import { MOST_COMMITMENTS, MOST_PARTIES } from '../agreement/agreement.rules';

/** Characters of an agreement's text. */
const LONGEST_BODY = 100_000;

@InputType({ description: 'A unit in an agreement (签约方).' })
export class AgreementPartyInput {
  @IdOf('unit')
  @Field(() => ID, { description: 'An active unit, or a host (单位).' })
  unitId!: string;

  @Field(() => PartyRole, {
    description: 'Exactly one is the INITIATOR; a WITNESS undertakes nothing and signs last (角色).',
  })
  role!: PartyRole;

  @Optional()
  @Name(100)
  @Field(() => String, { nullable: true, description: 'Who is named to sign for it (签约代表).' })
  representative?: string | null;

  @Optional()
  @Range(1, 100)
  @Field(() => Int, {
    nullable: true,
    defaultValue: 1,
    description: 'From 1 to 100: parties of one step sign in any order, the next step when it is complete (签署步骤).',
  })
  signingStep?: number | null;
}

@InputType({ description: 'What one party undertakes to do (承诺事项).' })
export class CommitmentInput {
  @IdOf('unit')
  @Field(() => ID, { description: 'One of the parties, and no witness (承诺单位).' })
  unitId!: string;

  @Clauses(2_000)
  @Field(() => String, { description: 'What it will do (内容).' })
  text!: string;

  @Field(() => ListCategory, { description: 'The category (类别).' })
  category!: ListCategory;

  @Field(() => Day, { nullable: true, description: 'By when (完成期限).' })
  dueOn?: string | null;
}

@InputType({ description: 'A new agreement, as a draft (起草协议).' })
export class DraftAgreementInput {
  @IdOf('alliance')
  @Field(() => ID, { description: 'The alliance (联合会).' })
  allianceId!: string;

  @Name(200)
  @Field(() => String, { description: 'The title (名称).' })
  title!: string;

  @Field(() => AgreementTier, { description: 'Signed with whom (层级).' })
  tier!: AgreementTier;

  @Optional()
  @IdOf('territory')
  @Field(() => ID, { nullable: true, description: 'The territory it is signed for (区域); it stays.' })
  territoryId?: string | null;

  @Optional()
  @Clauses(2_000)
  @Field(() => String, { nullable: true, description: 'What it is for (宗旨).' })
  purpose?: string | null;

  @Field(() => Day, {
    nullable: true,
    description: 'The first day in force (生效日期); absent: as soon as all have signed.',
  })
  startsOn?: string | null;

  @Field(() => Day, {
    nullable: true,
    description: 'The last day in force (截止日期); absent: until it is terminated.',
  })
  endsOn?: string | null;

  @Clauses(LONGEST_BODY)
  @Field(() => String, { description: 'The clauses (正文), as plain text.' })
  body!: string;

  @AtMost(MOST_PARTIES)
  @ValidateNested({ each: true })
  @Field(() => [AgreementPartyInput], {
    description: 'Two signing parties or more (签约方).',
  })
  parties!: AgreementPartyInput[];

  @Optional()
  @AtMost(MOST_COMMITMENTS)
  @ValidateNested({ each: true })
  @Field(() => [CommitmentInput], { nullable: true, description: 'What the parties undertake (承诺事项).' })
  commitments?: CommitmentInput[] | null;
}

@InputType({
  description:
    'Replaces what is given and writes a new revision (修订); only in DRAFT, or in OPEN_FOR_SIGNATURE where it voids the signatures so far.',
})
export class ReviseAgreementInput {
  @IdOf('agreement')
  @Field(() => ID, { description: 'The agreement (协议).' })
  agreementId!: string;

  @Field(() => Int, {
    nullable: true,
    description: 'The version that was looked at; CONFLICT when there is a newer one (版本).',
  })
  expectedVersion?: number | null;

  @NotNull()
  @Name(200)
  @Field(() => String, { nullable: true, description: 'The title (名称).' })
  title?: string;

  @NotNull()
  @Field(() => AgreementTier, { nullable: true, description: 'Signed with whom (层级).' })
  tier?: AgreementTier;

  @Optional()
  @Clauses(2_000)
  @Field(() => String, { nullable: true, description: 'What it is for (宗旨).' })
  purpose?: string | null;

  @Field(() => Day, { nullable: true, description: 'The first day in force (生效日期).' })
  startsOn?: string | null;

  @Field(() => Day, { nullable: true, description: 'The last day in force (截止日期).' })
  endsOn?: string | null;

  @NotNull()
  @Clauses(LONGEST_BODY)
  @Field(() => String, {
    nullable: true,
    description: 'The clauses (正文), as plain text.',
  })
  body?: string;

  @NotNull()
  @AtMost(MOST_PARTIES)
  @ValidateNested({ each: true })
  @Field(() => [AgreementPartyInput], { nullable: true, description: 'All of them, in order (签约方).' })
  parties?: AgreementPartyInput[];

  @Optional()
  @AtMost(MOST_COMMITMENTS)
  @ValidateNested({ each: true })
  @Field(() => [CommitmentInput], { nullable: true, description: 'All of them, in order; null for none (承诺事项).' })
  commitments?: CommitmentInput[] | null;
}

@InputType({ description: 'Opens a draft for signature (开放签署).' })
export class OpenAgreementForSignatureInput {
  @IdOf('agreement')
  @Field(() => ID, { description: 'The agreement (协议).' })
  agreementId!: string;

  @Field(() => Int, {
    nullable: true,
    description: 'The version that was looked at; CONFLICT when there is a newer one (版本).',
  })
  expectedVersion?: number | null;
}

@InputType({ description: 'Withdraws what was not signed by all yet (撤回).' })
export class WithdrawAgreementInput {
  @IdOf('agreement')
  @Field(() => ID, { description: 'The agreement (协议).' })
  agreementId!: string;

  @Optional()
  @Text({ max: 1_000 })
  @Field(() => String, { nullable: true, description: 'Why (理由); the other parties read it.' })
  reason?: string | null;
}
