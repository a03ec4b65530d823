import { declareAccess } from '../../../platform/access/access';
import { and, or, sql } from '../../../platform/database/sql';
import { bySecretariat, currentUnits } from '../../alliance/shared/rights';
import { Opportunity } from './opportunity.entity';

/* Who sees what of opportunities: docs/visibility.md, "need, resource". One that is taken up or taken back is none any more. */

declareAccess<Opportunity>(Opportunity, {
  row: (opportunity) =>
    and(
      or(sql`${opportunity.unitId} = any(${currentUnits})`, bySecretariat(opportunity)),
      or(
        sql`exists (
          select
          from needs need
          where need.alliance_id = ${opportunity.allianceId}
            and need.id = ${opportunity.needId}
            and need.status in ('OPEN', 'MATCHED')
        )`,
        sql`exists (
          select
          from joint_projects project
          where project.alliance_id = ${opportunity.allianceId}
            and project.id = ${opportunity.projectId}
            and project.status = 'POSTED'
            and (project.claim_by is null or project.claim_by > now())
        )`,
      ),
    ),
  open: ['cursor', 'subject', 'reasons'],
});
