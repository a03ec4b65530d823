import { sql } from '../../../platform/database/sql';
import { declareRoots, root } from '../../../platform/reads/declarations';
import { MemberUnit } from '../member-unit/member-unit.entity';
import { receipt } from '../shared/rights';

declareRoots({
  membershipApplication: root.byReceipt(
    () => MemberUnit,
    receipt,
    (unit, held) => sql`${unit.receiptHash} = sha256(convert_to(${held}, 'UTF8'))`,
    {
      description:
        'An application for membership as its receipt shows it (入会申请); no account needed. Once it is admitted, what the public sees of the unit.',
    },
  ),
});
