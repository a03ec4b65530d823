import { declareAccess } from '../../../platform/access/access';
import { MEMBER, withinAgreement } from '../agreement/agreement.access';
import { Commitment, CommitmentRating } from './commitment.entity';

declare module '../../../platform/database/ids' {
  interface IdPrefixes {
    commitment: Commitment;
  }
}

declareAccess<Commitment>(Commitment, {
  id: 'commitment',
  within: 'agreement',
  row: withinAgreement(MEMBER),
  open: ['id', 'party', 'text', 'category', 'dueOn', 'status', 'evidence', 'fulfilledOn', 'ratings'],
});

declareAccess<CommitmentRating>(CommitmentRating, {
  within: 'agreement',
  row: withinAgreement(MEMBER),
  open: ['by', 'rating', 'comment'],
});
