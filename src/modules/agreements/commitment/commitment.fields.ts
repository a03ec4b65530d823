import { declareFields } from '../../../platform/reads/declarations';
import { Commitment, CommitmentRating } from './commitment.entity';

declareFields(Commitment, (field) => ({
  ratings: field.many(() => CommitmentRating, {
    by: 'commitment',
    order: (rating) => rating.ratedAt,
    estimatedCount: 1,
    nullable: true,
    description: 'How the other parties judge it (双向监督).',
  }),
}));
