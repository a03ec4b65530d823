import { declareAccess, everyone, extendAccess } from '../../../platform/access/access';
import type { Row } from '../../../platform/access/row';
import { or, sql, type Sql } from '../../../platform/database/sql';
import { Alliance } from '../alliance/alliance.entity';
import { byMembers } from '../shared/rights';
import { Expert, ThinkTank } from './expert.entity';

declare module '../../../platform/database/ids' {
  interface IdPrefixes {
    thinktank: ThinkTank;
    expert: Expert;
  }
}

/** Whether the appointment has begun and lasts, by the alliance's own day. */
export const isAppointed = (expert: Row<Expert>): Sql => sql`(now() at time zone (
  select zone.time_zone
  from alliances zone
  where zone.id = ${expert.allianceId}
))::date between ${expert.since} and coalesce(${expert.until}, 'infinity')`;

declareAccess<Alliance>(ThinkTank, {
  id: 'thinktank',
  source: () => Alliance,
  row: everyone,
  open: ['id', 'name', 'experts'],
});

declareAccess<Expert>(Expert, {
  id: 'expert',
  row: (expert) => or(byMembers(expert), isAppointed(expert)),
  open: ['id', 'person', 'title', 'unit', 'fields', 'since', 'until'],
});

extendAccess(Alliance, { open: ['thinkTank'] });
