import { declareAccess, type Rule } from '../../../platform/access/access';
import type { Row } from '../../../platform/access/row';
import { and } from '../../../platform/database/sql';
import { asMember, seesUnit } from '../member-unit/member-unit.access';
import type { MemberUnit } from '../member-unit/member-unit.entity';
import { Visit } from './visit.entity';

declare module '../../../platform/database/ids' {
  interface IdPrefixes {
    visit: Visit;
  }
}

/** Of a unit that the viewer may see: its visits are never more open than itself. */
const seesVisit: Rule<Visit> = ({ $within }) => {
  const unit = $within as unknown as Row<MemberUnit>;
  return and(seesUnit(unit), asMember(unit));
};

declareAccess<Visit>(Visit, {
  id: 'visit',
  within: 'unit',
  row: seesVisit,
  open: ['id', 'visitedOn', 'visitor', 'note'],
});
