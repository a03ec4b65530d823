/**
 * Alliance (联合会): the units that work together in a place, how they are grouped, and who may do what.
 *
 * - alliance (共建联合会 / 党建共同体 / 合伙人聚力联盟): a subdistrict's or a community's union of units
 * - member unit (成员单位 / 共建单位 / 红色合伙人): an organisation that takes part; present while active or suspended
 * - host (主办单位): the subdistrict or a community itself, a unit that is never counted as a member
 * - contact (联系人): whom to reach at a unit
 * - sector group (界别小组): units of one field of work; area group (片区): units of one neighbourhood
 * - territory (区域): a place in the tree of subdistrict, community, estate or grid, courtyard, building, stairwell
 *   (街道—社区—小区 / 网格—院落—楼栋—单元)
 * - pairing (结对): a unit that looks after a territory
 * - application (入会申请): what a unit sends in to become a member; receipt (回执): the secret by which its sender reads it
 * - visit (走访): somebody of the alliance goes to see a unit
 * - governing document (制度文件): charter, work rules, yearly plan, in editions (版) that units acknowledge (签收)
 * - think tank (智库团): the experts (专家) appointed to it
 * - body (组织): what runs territories; post (职务): who holds an office in a body or of a territory
 * - member report (在职党员报到): a unit's member who reports to a territory, and how that was judged (评议)
 * - volunteer corps and teams (志愿者服务总队、队伍): core ones and those formed as needed (5+N)
 * - credit code (统一社会信用代码): an organisation's number, with a check character
 * - representative and staff (单位代表、工作人员): people who act for a unit
 * - secretariat (秘书处): who runs the alliance; convenor (召集人) and liaison (联系人): who leads a group or territory;
 *   organiser (会议组织者), dispatcher (派单员), expert (智库专家), resident (居民), observer (观察员)
 * - registered person (登记人员): somebody the secretariat has invited, who may get roles
 * - roster (名册): the list of units as people keep it in files
 */
import '../../platform/identity';
import '../../platform/notifications';
import './alliance/alliance.access';
import { Alliance } from './alliance/alliance.entity';
import './alliance/alliance.fields';
import './alliance/alliance.messages';
import './alliance/alliance.mutations';
import './audit-entry/audit-entry.access';
import { AuditEntry } from './audit-entry/audit-entry.entity';
import './audit-entry/audit-entry.fields';
import './expert/expert.access';
import { Expert } from './expert/expert.entity';
import './expert/expert.fields';
import './expert/expert.messages';
import './expert/expert.mutations';
import './governing-document/governing-document.access';
import { GoverningDocument } from './governing-document/governing-document.entity';
import './governing-document/governing-document.fields';
import './governing-document/governing-document.messages';
import './governing-document/governing-document.mutations';
import './group/group.access';
import { AreaGroup, SectorGroup } from './group/group.entity';
import './group/group.fields';
import './group/group.messages';
import './group/group.mutations';
import './member-report/member-report.access';
import { MemberReport } from './member-report/member-report.entity';
import './member-report/member-report.fields';
import './member-report/member-report.messages';
import './member-report/member-report.mutations';
import './member-unit/member-unit.access';
import { MemberUnit, SectorGroupMember, TerritoryPairing, UnitContact } from './member-unit/member-unit.entity';
import './member-unit/member-unit.fields';
import './member-unit/member-unit.messages';
import './member-unit/member-unit.mutations';
import './membership/membership.fields';
import './membership/membership.messages';
import './membership/membership.mutations';
import './person/person.access';
import './person/person.fields';
import './person/person.mutations';
import './role/role.access';
import { AlliancePerson, AllianceRoleGrant, Representation } from './role/role.entity';
import './role/role.fields';
import './role/role.messages';
import './role/role.mutations';
import './roster/roster-import.mutations';
import './roster/roster.messages';
import './territory/territory-body.access';
import { BodyTerritory, Post, PostContact, TerritoryBody } from './territory/territory-body.entity';
import './territory/territory-body.fields';
import './territory/territory-body.messages';
import './territory/territory-body.mutations';
import './territory/territory.access';
import { Territory } from './territory/territory.entity';
import './territory/territory.fields';
import './territory/territory.messages';
import './territory/territory.mutations';
import './visit/visit.access';
import { Visit } from './visit/visit.entity';
import './visit/visit.messages';
import './visit/visit.mutations';
import './volunteer-team/volunteer-team.access';
import { TeamSize, Volunteer, VolunteerTeam } from './volunteer-team/volunteer-team.entity';
import './volunteer-team/volunteer-team.fields';
import './volunteer-team/volunteer-team.messages';
import './volunteer-team/volunteer-team.mutations';

export const allianceEntities = [
  Alliance,
  AuditEntry,
  Territory,
  SectorGroup,
  AreaGroup,
  MemberUnit,
  UnitContact,
  SectorGroupMember,
  TerritoryPairing,
  Visit,
  GoverningDocument,
  Expert,
  TerritoryBody,
  BodyTerritory,
  Post,
  PostContact,
  MemberReport,
  VolunteerTeam,
  Volunteer,
  TeamSize,
  AlliancePerson,
  Representation,
  AllianceRoleGrant,
];

export { appointExpert } from './expert/expert.service';
export { Alliance } from './alliance/alliance.entity';
export { lockAlliance, todayIn } from './alliance/alliance.queries';
export { inviteFirstAgain, removeAlliance } from './alliance/alliance.service';
export { createAreaGroup, createSectorGroup } from './group/group.service';
export { addMemberUnit } from './member-unit/member-unit.service';
export { contacts, receipts } from './membership/membership.queries';
export { representativesOf, secretariat } from './role/role.queries';
export { grantAllianceRole, grantUnitRole } from './role/role.service';
export { ImportFormat } from './roster/roster-import.inputs';
export { ImportRowError } from './roster/roster-import.mutations';
export { bringInRoster, readRosterFile } from './roster/roster-import.service';
export { createTerritory } from './territory/territory.service';
export { territoriesByName } from './territory/territory.rules';
export {
  noRights,
  RIGHTS_SQL,
  viewerParameters,
  type AllianceRight,
  type Rights,
  type UnitRight,
} from './shared/rights';
export { AlliancePerson, AllianceRole, AllianceRoleGrant, UnitRole } from './role/role.entity';
