import { Field, ObjectType } from 'type-graphql';

@ObjectType({ description: 'Whether an agreement is what its parties signed (完整性校验).' })
export class AgreementIntegrity {
  @Field(() => Boolean, { description: 'Whether everything holds (是否完整).' }) valid!: boolean;
  @Field(() => [String], {
    description: "What does not hold, each named, in the request's language (问题); empty when all does.",
  })
  problems!: string[];
}
