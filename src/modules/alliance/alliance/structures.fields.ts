import type { Row } from '../../../platform/access/row';
import { sql, type Sql } from '../../../platform/database/sql';
import { declareFields } from '../../../platform/reads/declarations';
import { PINYIN } from './alliance.fields';
import { Alliance } from './alliance.entity';
import { Expert, ThinkTank } from '../expert/expert.entity';
import { GoverningDocument } from '../governing-document/governing-document.entity';
import { MemberReport } from '../member-report/member-report.entity';
import { MemberUnit } from '../member-unit/member-unit.entity';
import { Territory } from '../territory/territory.entity';
import { Post, TerritoryBody } from '../territory/territory-body.entity';
import { TeamSize, Volunteer, VolunteerTeam } from '../volunteer-team/volunteer-team.entity';

const sameDocument = (one: Row<GoverningDocument>, other: Row<GoverningDocument>): Sql =>
  sql`${one.allianceId} = ${other.allianceId} and ${one.kind} = ${other.kind} and ${one.title} = ${other.title}`;

declareFields(GoverningDocument, (field) => ({
  editions: field.many(() => GoverningDocument, {
    on: (edition, document) => sameDocument(edition, document as Row<GoverningDocument>),
    order: (edition) => edition.edition,
    estimatedCount: 3,
    description: 'All editions of it, oldest first (历次版本).',
  }),
  acknowledgedBy: field.many(() => MemberUnit, {
    nullable: true,
    estimatedCount: 50,
    referred: true,
    description: 'Units that have confirmed receipt (已签收单位); for members.',
    on: (
      unit,
      document,
    ) => sql`${unit.allianceId} = ${document.allianceId} and exists (select from document_acknowledgements receipt
      where receipt.alliance_id = ${document.allianceId} and receipt.document_id = ${document.id} and receipt.unit_id = ${unit.id})`,
  }),
}));

declareFields<Alliance>(ThinkTank, (field) => ({
  name: field.expression(
    () => String,
    'string',
    (alliance) => sql`(${alliance.name} || '智库团')`,
    { description: 'The name (名称).' },
  ),
  experts: field.many(() => Expert, {
    estimatedCount: 10,
    order: (expert) => sql`${expert.since}`,
    description: 'Those whose appointment has begun and lasts (在任专家).',
    on: (expert, alliance) => sql`${expert.allianceId} = ${alliance.id}
      and (now() at time zone (select zone.time_zone from alliances zone where zone.id = ${alliance.id}))::date between ${expert.since} and coalesce(${expert.until}, 'infinity')`,
  }),
}));

declareFields(Alliance, (field) => ({
  governingDocuments: field.many(() => GoverningDocument, {
    estimatedCount: 5,
    order: (document) => sql`${document.kind}, ${document.title}`,
    description: 'Charter, work rules, yearly plan (章程、工作制度、实施计划): of each, the edition in force.',
    on: (
      document,
      alliance,
    ) => sql`${document.allianceId} = ${alliance.id} and not exists (select from governing_documents newer
      where newer.alliance_id = ${document.allianceId} and newer.kind = ${document.kind} and newer.title = ${document.title} and newer.edition > ${document.edition})`,
  }),
  thinkTank: field.view(() => ThinkTank, { nullable: true, description: 'The think tank (智库团).' }),
  volunteerTeams: field.connection(() => VolunteerTeam, {
    on: (team, alliance) => sql`${team.allianceId} = ${alliance.id}`,
    description: 'Volunteer corps and teams (志愿者队伍), by name.',
    order: { tag: 'name', expression: (team) => team.name, type: 'text', collation: PINYIN, direction: 'asc' },
  }),
}));

declareFields(TerritoryBody, (field) => ({
  territories: field.many(() => Territory, {
    estimatedCount: 2,
    description: 'What it runs; one body may run several (所辖区域).',
    on: (
      territory,
      body,
    ) => sql`${territory.allianceId} = ${body.allianceId} and exists (select from body_territories run
      where run.alliance_id = ${body.allianceId} and run.body_id = ${body.id} and run.territory_id = ${territory.id})`,
  }),
  posts: field.many(() => Post, {
    by: 'body',
    estimatedCount: 5,
    description: 'Posts in it, those that have ended too (职务).',
  }),
}));

declareFields(Post, (field) => ({
  contactOf: field.many(() => Territory, {
    estimatedCount: 2,
    description: 'Territories that the holder answers for (包联、楼栋长).',
    on: (
      territory,
      post,
    ) => sql`${territory.allianceId} = ${post.allianceId} and exists (select from post_contacts contact
      where contact.alliance_id = ${post.allianceId} and contact.post_id = ${post.id} and contact.territory_id = ${territory.id})`,
  }),
}));

declareFields(Territory, (field) => ({
  bodies: field.many(() => TerritoryBody, {
    estimatedCount: 3,
    description: 'What runs it (党支部、党群议事会、自管会、业委会、物业公司).',
    on: (
      body,
      territory,
    ) => sql`${body.allianceId} = ${territory.allianceId} and exists (select from body_territories run
      where run.alliance_id = ${territory.allianceId} and run.territory_id = ${territory.id} and run.body_id = ${body.id})`,
  }),
  posts: field.many(() => Post, {
    by: 'territory',
    estimatedCount: 3,
    description: 'Posts of the territory itself (职务).',
  }),
  memberReports: field.many(() => MemberReport, {
    by: 'territory',
    order: (report) => report.reportedOn,
    estimatedCount: 20,
    description: 'In-service members who have reported to it (在职党员报到).',
  }),
}));

declareFields(VolunteerTeam, (field) => ({
  volunteers: field.many(() => Volunteer, {
    by: 'team',
    order: (volunteer) => volunteer.position,
    estimatedCount: 10,
    description: 'Those who agreed to be named (公开姓名的志愿者).',
  }),
  sizes: field.many(() => TeamSize, {
    by: 'team',
    order: (size) => size.on,
    estimatedCount: 5,
    description: 'Its size over time, oldest first (规模变化).',
  }),
}));
