import { declareAccess, extendAccess, type Rule } from '../../../platform/access/access';
import type { Row } from '../../../platform/access/row';
import { or, sql, type Sql } from '../../../platform/database/sql';
import { Agreement } from '../../agreements/agreement/agreement.entity';
import { Alliance } from '../../alliance/alliance/alliance.entity';
import { MemberUnit } from '../../alliance/member-unit/member-unit.entity';
import { byMembers, ownUnits } from '../../alliance/shared/rights';
import { JointProject, Milestone, ProjectOutcome, ProjectParticipant } from './project.entity';

declare module '../../../platform/database/ids' {
  interface IdPrefixes {
    project: JointProject;
    milestone: Milestone;
  }
}

/* Who sees what of projects: docs/visibility.md, "project". */

/** People of a unit that leads it or takes part keep what their unit is part of. */
const byThoseInIt = (project: Row<JointProject>): Sql =>
  or(
    sql`${project.leadUnitId} = any(${ownUnits})`,
    sql`exists (
      select
      from project_participants mine
      where mine.alliance_id = ${project.allianceId}
        and mine.project_id = ${project.id}
        and mine.unit_id = any(${ownUnits})
    )`,
  );
export const seesProject: Rule<JointProject> = (project) =>
  or(sql`${project.status} not in ('PROPOSED', 'CANCELLED')`, byMembers(project), byThoseInIt(project));
/** What belongs to a project that the viewer may see. */
export const withinProject: Rule<ProjectParticipant | Milestone> = ({ $within }) =>
  seesProject($within as unknown as Row<JointProject>);

const claimsIt = (project: Row<JointProject>): Sql => sql`exists (
  select
  from project_claims mine
  where mine.alliance_id = ${project.allianceId}
    and mine.project_id = ${project.id}
    and mine.unit_id = any(${ownUnits})
)`;

declareAccess<JointProject>(JointProject, {
  id: 'project',
  row: seesProject,
  open: [
    'id',
    'alliance',
    'title',
    'description',
    'category',
    'status',
    'leadUnit',
    'participants',
    'agreement',
    'needs',
    'resources',
    'milestones',
    'progress',
    'startsOn',
    'endsOn',
    'postedAt',
    'completedAt',
    'claimBy',
    'activities',
    'cancelReason',
    'version',
    'updatedAt',
  ],
  rules: {
    claims: (project) => or(byMembers(project), claimsIt(project)),
    // there is none until it is evaluated
    outcome: (project) => sql`${project.outcomeSummary} is not null`,
  },
});

declareAccess<ProjectParticipant>(ProjectParticipant, {
  within: 'project',
  row: withinProject as Rule<ProjectParticipant>,
  open: ['unit', 'contribution', 'responsibility'],
});

declareAccess<Milestone>(Milestone, {
  id: 'milestone',
  within: 'project',
  row: withinProject as Rule<Milestone>,
  open: ['id', 'title', 'dueOn', 'doneOn', 'responsible', 'commitment'],
});

declareAccess<JointProject>(ProjectOutcome, {
  source: () => JointProject,
  row: seesProject,
  open: ['summary', 'peopleServed', 'rating', 'evaluatedOn'],
});

extendAccess(Alliance, { open: ['projects'] });
extendAccess(Agreement, { open: ['projects'] });
extendAccess(MemberUnit, { open: ['projects', 'ledProjects'], concealed: { projects: [], ledProjects: [] } });
