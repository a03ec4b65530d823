import { anyone, either, EMPTY_PAGE, members, secretariat, seenBy, type ModuleModel, type Sees } from './model';
import type { Look } from './look';
import { below, byName, byNumber, column, connection, earliest, latest, pageOf, pairedRows, time, to } from './reads';
import type { Row, Rows } from './rows';

/*
 * project: PROPOSED, CANCELLED | – | all |
 * project: POSTED and after | all but claims | and the accepted claim | other claims: the claiming unit, secretariat
 * bases, activities | all | all |
 * People of SUSPENDED and LEFT units are no members, but keep what their unit is party to.
 */

const partOf: Sees = (who, project, rows) =>
  who.isOfUnit(project['lead_unit_id']) ||
  rows.where('project_participants', { project_id: project['id'] }).some((part) => who.isOfUnit(part['unit_id']));
const seesProject: Sees = (who, project, rows) =>
  !['PROPOSED', 'CANCELLED'].includes(String(project['status'])) || either(members, partOf)(who, project, rows);
const within: Sees = (who, row, rows) => {
  const project = rows.byId('joint_projects', row['project_id']);
  return project !== null && seesProject(who, project, rows);
};
const claimant: Sees = (who, project, rows) =>
  rows.where('project_claims', { project_id: project['id'] }).some((claim) => who.isOfUnit(claim['unit_id']));

/** A milestone is done on its own day, or on that of the commitment which it carries out. */
const doneOn = (step: Row, rows: Rows): unknown =>
  step['done_on'] ?? rows.byId('commitments', step['commitment_id'])?.['fulfilled_on'] ?? null;

const isPartOf = (unit: Row, { rows }: Look): Row[] =>
  rows
    .where('joint_projects')
    .filter(
      (project) =>
        project['lead_unit_id'] === unit['id'] ||
        rows.where('project_participants', { project_id: project['id'], unit_id: unit['id'] }).length > 0,
    );
const units = (pairs: string, mine: string) => (row: Row, look: Look) =>
  pairedRows(row, look, 'member_units', pairs, mine, 'unit_id').flatMap((unit) => look.refer('MemberUnit', unit) ?? []);

export const projects: ModuleModel = {
  types: {
    JointProject: {
      table: 'joint_projects',
      prefix: 'project',
      object: seesProject,
      fields: {
        ...seenBy(anyone, {
          alliance: to('Alliance', 'alliances', 'alliance_id'),
          title: column('title'),
          description: column('description'),
          category: column('category'),
          status: column('status'),
          leadUnit: to('MemberUnit', 'member_units', 'lead_unit_id'),
          proposedBy: to('MemberUnit', 'member_units', 'proposed_by_unit_id'),
          participants: below('ProjectParticipant', 'project_participants', 'project_id', earliest('joined_at')),
          agreement: to('Agreement', 'agreements', 'agreement_id'),
          needs: (row, look) =>
            look.list(
              'Need',
              pairedRows(row, look, 'needs', 'project_needs', 'project_id', 'need_id').sort(earliest('created_at')),
            ),
          resources: (row, look) =>
            look.list(
              'Resource',
              pairedRows(row, look, 'resources', 'project_resources', 'project_id', 'resource_id').sort(
                earliest('created_at'),
              ),
            ),
          milestones: below('Milestone', 'milestones', 'project_id', byNumber('position')),
          progress: (row, { rows }) => {
            const steps = rows.where('milestones', { project_id: row['id'] });
            const done = steps.filter((step) => doneOn(step, rows) !== null);
            return steps.length === 0 ? 0 : Number((done.length / steps.length).toFixed(4));
          },
          startsOn: column('starts_on'),
          endsOn: column('ends_on'),
          places: column('places'),
          postedAt: time('posted_at'),
          completedAt: time('completed_at'),
          claimBy: time('claim_by'),
          outcome: (row, look) => look.own('ProjectOutcome', row['outcome_summary'] === null ? null : row),
          activities: below('Activity', 'activities', 'project_id', latest('held_on')),
          cancelReason: column('cancel_reason'),
          version: column('version'),
          updatedAt: time('updated_at'),
        }),
        ...seenBy(either(members, claimant), {
          claims: below('ProjectClaim', 'project_claims', 'project_id', earliest('created_at')),
        }),
      },
    },
    ProjectParticipant: {
      table: 'project_participants',
      object: within,
      fields: seenBy(anyone, {
        unit: to('MemberUnit', 'member_units', 'unit_id'),
        contribution: column('contribution'),
        responsibility: column('responsibility'),
      }),
    },
    Milestone: {
      table: 'milestones',
      prefix: 'milestone',
      object: within,
      fields: seenBy(anyone, {
        title: column('title'),
        dueOn: column('due_on'),
        doneOn: (row, { rows }) => doneOn(row, rows),
        responsible: to('MemberUnit', 'member_units', 'responsible_unit_id'),
        commitment: to('Commitment', 'commitments', 'commitment_id'),
      }),
    },
    ProjectOutcome: {
      table: 'joint_projects',
      object: seesProject,
      fields: seenBy(anyone, {
        summary: column('outcome_summary'),
        peopleServed: column('people_served'),
        rating: column('rating'),
        evaluatedOn: column('evaluated_on'),
      }),
    },
    ProjectClaim: {
      table: 'project_claims',
      prefix: 'claim',
      object: (who, claim, rows) =>
        within(who, claim, rows) &&
        (secretariat(who, claim, rows) ||
          who.isOfUnit(claim['unit_id']) ||
          (claim['status'] === 'ACCEPTED' && members(who, claim, rows))),
      fields: seenBy(anyone, {
        unit: to('MemberUnit', 'member_units', 'unit_id'),
        proposal: column('proposal'),
        status: column('status'),
      }),
    },
    Base: {
      table: 'bases',
      prefix: 'base',
      object: anyone,
      fields: seenBy(anyone, {
        name: column('name'),
        purpose: column('purpose'),
        territory: to('Territory', 'territories', 'territory_id'),
        hosts: units('base_hosts', 'base_id'),
        activities: pageOf('Activity', 'activities', 'base_id', latest('held_on')),
      }),
    },
    Activity: {
      table: 'activities',
      prefix: 'activity',
      object: anyone,
      fields: seenBy(anyone, {
        title: column('title'),
        heldOn: column('held_on'),
        base: to('Base', 'bases', 'base_id'),
        project: to('JointProject', 'joint_projects', 'project_id'),
        units: units('activity_units', 'activity_id'),
        attendance: column('attendance'),
        crowded: (row, { rows }) => {
          const places = rows.byId('joint_projects', row['project_id'])?.['places'] ?? null;
          return row['attendance'] === null || places === null ? null : Number(row['attendance']) > Number(places);
        },
      }),
    },
  },
  extensions: {
    Alliance: {
      fields: seenBy(anyone, {
        projects: pageOf('JointProject', 'joint_projects', 'alliance_id', latest('created_at')),
        bases: pageOf('Base', 'bases', 'alliance_id', byName),
      }),
    },
    Agreement: {
      fields: seenBy(anyone, {
        projects: pageOf('JointProject', 'joint_projects', 'agreement_id', latest('created_at')),
      }),
    },
    MemberUnit: {
      fields: seenBy(anyone, {
        projects: connection('JointProject', isPartOf, latest('created_at')),
        ledProjects: pageOf('JointProject', 'joint_projects', 'lead_unit_id', latest('created_at')),
      }),
      concealed: { projects: EMPTY_PAGE, ledProjects: EMPTY_PAGE },
    },
  },
  roots: { project: ({ id }, look) => look.node(id, 'JointProject') },
};
