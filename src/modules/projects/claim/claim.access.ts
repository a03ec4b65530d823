import { declareAccess } from '../../../platform/access/access';
import type { Row } from '../../../platform/access/row';
import { and, or, sql } from '../../../platform/database/sql';
import { byMembers, bySecretariat, ownUnits } from '../../alliance/shared/rights';
import { seesProject } from '../project/project.access';
import type { JointProject } from '../project/project.entity';
import { ProjectClaim } from './claim.entity';

declare module '../../../platform/database/ids' {
  interface IdPrefixes {
    claim: ProjectClaim;
  }
}

/* Who sees which claims: members the accepted one, the claiming unit its own, the secretariat all (docs/visibility.md, "project"). */

declareAccess<ProjectClaim>(ProjectClaim, {
  id: 'claim',
  within: 'project',
  row: (claim) =>
    and(
      seesProject(claim.$within as unknown as Row<JointProject>),
      or(
        and(sql`${claim.status} = 'ACCEPTED'`, byMembers(claim)),
        sql`${claim.unitId} = any(${ownUnits})`,
        bySecretariat(claim),
      ),
    ),
  open: ['id', 'unit', 'proposal', 'status'],
});
