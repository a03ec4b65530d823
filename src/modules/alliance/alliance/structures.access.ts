import { declareAccess, everyone, extendAccess, type Rule } from '../../../platform/access/access';
import type { Row } from '../../../platform/access/row';
import { or, sql, type Sql } from '../../../platform/database/sql';
import { byMembers, bySecretariat } from './alliance.access';
import { Alliance } from './alliance.entity';
import { Expert, ThinkTank } from '../expert/expert.entity';
import { GoverningDocument } from '../governing-document/governing-document.entity';
import { MemberReport } from '../member-report/member-report.entity';
import { dispatcherOf, dispatchScopes, ownUnits } from '../shared/rights';
import { Territory } from '../territory/territory.entity';
import { Post, TerritoryBody } from '../territory/territory-body.entity';
import { TeamSize, Volunteer, VolunteerTeam } from '../volunteer-team/volunteer-team.entity';

/* Who sees what of the alliance's structures: docs/visibility.md, "alliance, groups" and "member report". */

declare module '../../../platform/database/ids' {
  interface IdPrefixes {
    document: GoverningDocument;
    thinktank: ThinkTank;
    expert: Expert;
    body: TerritoryBody;
    post: Post;
    report: MemberReport;
    team: VolunteerTeam;
  }
}

declareAccess<GoverningDocument>(GoverningDocument, {
  id: 'document',
  row: everyone,
  open: ['id', 'kind', 'title', 'body', 'edition', 'adoptedOn', 'editions'],
  rules: { acknowledgedBy: byMembers as Rule<GoverningDocument> },
});

declareAccess<Alliance>(ThinkTank, {
  id: 'thinktank',
  source: () => Alliance,
  row: everyone,
  open: ['id', 'name', 'experts'],
});
declareAccess<Expert>(Expert, {
  id: 'expert',
  row: everyone,
  open: ['id', 'person', 'title', 'unit', 'fields', 'since', 'until'],
});

declareAccess<TerritoryBody>(TerritoryBody, {
  id: 'body',
  row: everyone,
  open: ['id', 'kind', 'name', 'territories', 'parent', 'unit', 'posts'],
});
declareAccess<Post>(Post, {
  id: 'post',
  row: everyone,
  open: ['id', 'holder', 'title', 'body', 'territory', 'homeUnit', 'contactOf', 'since', 'until'],
});

/** Dispatchers of the whole alliance, of the territory, or of one that it lies in. */
const byDispatchers = (row: Row<{ allianceId: string; territoryId: string }>): Sql =>
  or(
    sql`${row.allianceId} = any(${dispatcherOf})`,
    sql`(cardinality(${dispatchScopes}) > 0 and exists (with recursive line as (
    select t.id, t.parent_id from territories t where t.alliance_id = ${row.allianceId} and t.id = ${row.territoryId}
    union all select t.id, t.parent_id from line join territories t on t.alliance_id = ${row.allianceId} and t.id = line.parent_id)
    select from line where line.id = any(${dispatchScopes})))`,
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
});

declareAccess<VolunteerTeam>(VolunteerTeam, {
  id: 'team',
  row: everyone,
  open: [
    'id',
    'name',
    'core',
    'specialty',
    'territory',
    'unit',
    'parent',
    'leader',
    'memberCount',
    'volunteers',
    'sizes',
  ],
});
declareAccess<Volunteer>(Volunteer, {
  row: everyone,
  open: ['name', 'skills'],
  rules: { contact: byMembers as Rule<Volunteer> },
});
declareAccess<TeamSize>(TeamSize, { row: everyone, open: ['on', 'memberCount'] });

extendAccess(Alliance, { open: ['governingDocuments', 'thinkTank', 'volunteerTeams'] });
extendAccess(Territory, { open: ['bodies', 'posts', 'memberReports'] });
