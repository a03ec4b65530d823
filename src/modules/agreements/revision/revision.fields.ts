import { Int } from 'type-graphql';
import { declareFields } from '../../../platform/reads/declarations';
import { differences } from './revision-difference.fields';
import { AgreementRevision, DiffLine } from './revision.entity';

declareFields(AgreementRevision, (field) => ({
  diff: field.computed(() => [DiffLine], {
    nullable: true,
    needs: ['allianceId', 'agreementId', 'ordinal'],
    cost: 20,
    load: differences,
    arguments: {
      against: {
        type: () => Int,
        nullable: true,
        parameterType: 'int',
        description: 'The ordinal of the other revision (对照版本); the one before when absent.',
      },
    },
    description: `What differs, line by line (逐行对照): title, purpose, dates, parties, commitments, clauses. Texts that differ in more than 600
lines are told as one taken out and the other put in, between what begins and ends both. Null when there is no such revision.`,
  }),
}));
