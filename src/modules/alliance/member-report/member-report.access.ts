import { declareAccess, everyone, extendAccess, type Rule } from '../../../platform/access/access';
import type { Row } from '../../../platform/access/row';
import { or, sql, type Sql } from '../../../platform/database/sql';
import { byMembers, bySecretariat, dispatcherOf, dispatchScopes, ownUnits } from '../shared/rights';
import { Territory } from '../territory/territory.entity';
import { MemberReport } from './member-report.entity';

declare module '../../../platform/database/ids' {
  interface IdPrefixes {
    report: MemberReport;
  }
}

/* Who sees what of reports: docs/visibility.md, "member report". */

/** Dispatchers of the whole alliance, of the territory, or of one that it lies in. */
const byDispatchers = (row: Row<{ allianceId: string; territoryId: string }>): Sql =>
  or(
    sql`${row.allianceId} = any(${dispatcherOf})`,
    sql`(cardinality(${dispatchScopes}) > 0 and exists (
      with recursive line as (
        select t.id, t.parent_id
        from territories t
        where t.alliance_id = ${row.allianceId}
          and t.id = ${row.territoryId}
        union all
        select t.id, t.parent_id
        from line
        join territories t on t.alliance_id = ${row.allianceId} and t.id = line.parent_id
      )
      select
      from line
      where line.id = any(${dispatchScopes})
    ))`,
  );

const byUnit = (report: Row<MemberReport>): Sql => sql`${report.unitId} = any(${ownUnits})`;
const seesWho: Rule<MemberReport> = (report) => or(byUnit(report), bySecretariat(report), byDispatchers(report));

declareAccess<MemberReport>(MemberReport, {
  id: 'report',
  row: everyone,
  open: ['id', 'unit', 'territory', 'reportedOn'],
  rules: {
    skills: (report) => or(byMembers(report), byUnit(report)),
    name: seesWho,
    reviewScore: seesWho,
    reviewNote: seesWho,
  },
  concealed: { skills: [] },
});

extendAccess(Territory, { open: ['memberReports'] });
