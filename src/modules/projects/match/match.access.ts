import { declareAccess, extendAccess } from '../../../platform/access/access';
import type { Row } from '../../../platform/access/row';
import { and } from '../../../platform/database/sql';
import { needByItsPeople, seesNeed } from '../need/need.access';
import { Need } from '../need/need.entity';
import { resourceByItsPeople, seesResource } from '../resource/resource.access';
import { Resource } from '../resource/resource.entity';
import { Match } from './match.entity';

/* Who sees what of matches: docs/visibility.md, "need, resource". Whoever may not see both of a match sees nothing of it. */

declareAccess<Match>(Match, {
  row: (match) =>
    and(
      seesNeed({ allianceId: match.allianceId, status: match.needStatus, unitId: match.needUnitId } as Row<Need>),
      seesResource({
        allianceId: match.allianceId,
        status: match.resourceStatus,
        unitId: match.resourceUnitId,
      } as Row<Resource>),
    ),
  open: ['need', 'resource', 'score', 'reasons'],
});

extendAccess<Need>(Need, { rules: { matches: needByItsPeople } });
extendAccess<Resource>(Resource, { rules: { matches: resourceByItsPeople } });
