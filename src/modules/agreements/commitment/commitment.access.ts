import { declareAccess, extendAccess } from '../../../platform/access/access';
import { or, sql } from '../../../platform/database/sql';
import { Alliance } from '../../alliance/alliance/alliance.entity';
import { MemberUnit } from '../../alliance/member-unit/member-unit.entity';
import { byMembers, memberOf, ownUnits } from '../../alliance/shared/rights';
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

extendAccess<Alliance>(Alliance, { rules: { commitments: (alliance) => sql`${alliance.id} = any(${memberOf})` } });
// its own people keep what their unit is party to
extendAccess<MemberUnit>(MemberUnit, {
  rules: { commitments: (unit) => or(byMembers(unit), sql`${unit.id} = any(${ownUnits})`) },
});
