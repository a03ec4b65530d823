import type { Look } from './look';
import { anyone, seenBy, type ModuleModel } from './model';
import type { Row, Rows } from './rows';

/* A step of a trace is shown to whoever sees the project and what the step is about. */

/** The beginning of a day where the fixtures' alliances are. */
const startOf = (day: unknown): number => Date.parse(`${String(day)}T00:00:00+08:00`);

function stepsOf(project: Row, rows: Rows): Row[] {
  const steps: Row[] = [];
  const add = (kind: string, at: unknown, subject: string): void => {
    if (at === null || at === undefined) return;
    const moment = typeof at === 'number' ? at : Date.parse(String(at));
    steps.push({ project_id: project['id'], kind, at: moment, place: steps.length, subject });
  };
  const of = (table: string): Row[] => rows.where(table, { project_id: project['id'] });
  const self = `project_${String(project['id'])}`;
  const linked = (pairs: string, column: string, table: string): [Row, Row][] =>
    of(pairs).flatMap((link) => {
      const row = rows.byId(table, link[column]);
      return row === null ? [] : [[link, row] as [Row, Row]];
    });
  const needs = linked('project_needs', 'need_id', 'needs');
  const resources = linked('project_resources', 'resource_id', 'resources');
  const agreement = rows.byId('agreements', project['agreement_id']);
  for (const [, need] of needs) add('NEED', need['created_at'], `need_${String(need['id'])}`);
  for (const [, resource] of resources) add('RESOURCE', resource['created_at'], `resource_${String(resource['id'])}`);
  if (agreement !== null) add('AGREEMENT', agreement['created_at'], `agreement_${String(agreement['id'])}`);
  add('PROPOSED', project['created_at'], self);
  for (const [link, need] of needs) add('NEED_MATCHED', link['linked_at'], `need_${String(need['id'])}`);
  for (const [link, resource] of resources)
    add('RESOURCE_MATCHED', link['linked_at'], `resource_${String(resource['id'])}`);
  if (agreement !== null) add('AGREEMENT_ACTIVE', agreement['activated_at'], `agreement_${String(agreement['id'])}`);
  add('POSTED', project['posted_at'], self);
  for (const claim of of('project_claims'))
    if (claim['status'] === 'ACCEPTED') add('CLAIMED', claim['created_at'], `claim_${String(claim['id'])}`);
  add('STARTED', project['started_at'], self);
  for (const step of of('milestones')) {
    const done = step['done_on'] ?? rows.byId('commitments', step['commitment_id'])?.['fulfilled_on'] ?? null;
    if (done !== null) add('MILESTONE_DONE', startOf(done), `milestone_${String(step['id'])}`);
  }
  for (const activity of of('activities'))
    add('ACTIVITY', startOf(activity['held_on']), `activity_${String(activity['id'])}`);
  add('COMPLETED', project['completed_at'], self);
  if (project['evaluated_on'] !== null) add('EVALUATED', startOf(project['evaluated_on']), self);
  // where it, what it rests on and what it meets came before meetings
  const about = [
    ...rows.where('agenda_items', { project_id: project['id'] }),
    ...(agreement === null ? [] : rows.where('agenda_items', { agreement_id: agreement['id'] })),
    ...needs.flatMap(([, need]) => rows.where('agenda_items', { need_id: need['id'] })),
  ];
  for (const item of about) {
    const meeting = rows.byId('joint_meetings', item['meeting_id']);
    if (meeting === null || meeting['status'] === 'CANCELLED') continue;
    add('DISCUSSED', item['started_at'] ?? meeting['starts_at'], `item_${String(item['id'])}`);
    for (const decision of rows.where('decisions', { item_id: item['id'] }))
      add('DECIDED', decision['decided_at'], `decision_${String(decision['id'])}`);
  }
  return steps;
}

const ORDER = [
  ...['NEED', 'RESOURCE', 'AGREEMENT', 'PROPOSED', 'NEED_MATCHED', 'RESOURCE_MATCHED', 'AGREEMENT_ACTIVE', 'POSTED'],
  ...['CLAIMED', 'STARTED', 'MILESTONE_DONE', 'ACTIVITY', 'COMPLETED', 'EVALUATED'],
  ...['DISCUSSED', 'DECIDED'],
];

/** Oldest first; of one moment in the order of kinds, then of ids. */
const inOrder = (one: Row, other: Row): number =>
  Number(one['at']) - Number(other['at']) ||
  ORDER.indexOf(String(one['kind'])) - ORDER.indexOf(String(other['kind'])) ||
  (String(one['subject']) < String(other['subject']) ? -1 : 1);

const shown = (steps: readonly Row[], look: Look) =>
  look.list('TraceStep', steps.filter((step) => look.node(step['subject']) !== null).sort(inOrder));

export const trace: ModuleModel = {
  types: {
    TraceStep: {
      table: 'project_trace',
      object: (who, step, rows) => {
        const project = rows.byId('joint_projects', step['project_id']);
        return (
          project !== null &&
          (!['PROPOSED', 'CANCELLED'].includes(String(project['status'])) ||
            who.isMember(project['alliance_id']) ||
            who.isOfUnit(project['lead_unit_id']) ||
            rows
              .where('project_participants', { project_id: project['id'] })
              .some((part) => who.isOfUnit(part['unit_id'])))
        );
      },
      fields: seenBy(anyone, {
        at: (step) => new Date(Number(step['at'])).toISOString(),
        // in words by what is computed, and tested with it
        label: () => 'label',
        node: (step, look) => look.node(step['subject']),
      }),
    },
  },
  extensions: {
    JointProject: { fields: seenBy(anyone, { trace: (project, look) => shown(stepsOf(project, look.rows), look) }) },
    Need: {
      fields: seenBy(anyone, {
        trace: (need, look) =>
          shown(
            look.rows
              .where('project_needs', { need_id: need['id'] })
              .flatMap((link): Row[] => {
                const project = look.rows.byId('joint_projects', link['project_id']);
                return project === null ? [] : [project];
              })
              .flatMap((project: Row) => stepsOf(project, look.rows)),
            look,
          ),
      }),
    },
  },
};
