import type { Class } from '../../../platform/access/access';
import type { Row } from '../../../platform/access/row';
import { sql, type Sql } from '../../../platform/database/sql';
import { message } from '../../../platform/i18n/messages';
import { declareFields, type Computing } from '../../../platform/reads/declarations';
import { Node } from '../../../platform/reads/node';
import { Agreement } from '../../agreements/agreement/agreement.entity';
import { Activity } from '../activity/activity.entity';
import { ProjectClaim } from '../claim/claim.entity';
import { Need } from '../need/need.entity';
import { JointProject, Milestone } from '../project/project.entity';
import { Resource } from '../resource/resource.entity';
import { TraceStep, type TraceKind } from './trace.entity';
import './trace.messages';

/** The types of the things that steps are about. */
const TRACED: Class[] = [Need, Resource, Agreement, JointProject, ProjectClaim, Milestone, Activity];

/** Adds a higher module's types to what steps are about. */
export function alsoTraced(...types: readonly Class[]): void {
  TRACED.push(...types);
}

const inOrder = (step: Row<TraceStep>): Sql => sql`${step.at}, ${step.place}, ${step.subject}`;

declareFields(TraceStep, (field) => ({
  label: field.computed(() => String, {
    needs: ['kind'],
    cost: 0,
    load: (rows, { locale }: Computing) =>
      Promise.resolve(rows.map(([kind]) => message(locale, `trace.${kind as TraceKind}`))),
    description: "What happened, in the request's language (步骤).",
  }),
  node: field.node(() => Node, {
    id: (step) => step.subject,
    among: () => TRACED,
    description: 'What the step is about: those that the viewer may not see are left out, step and all (对象).',
  }),
}));

declareFields(JointProject, (field) => ({
  trace: field.many(() => TraceStep, {
    by: 'project',
    unlessHidden: 'node',
    order: inOrder,
    estimatedCount: 15,
    description:
      'How it came about and what came of it, oldest first: needs, resources, agreement, claim, milestones, activities, evaluation, and where it, its agreement and its needs were on the agenda of meetings (闭环).',
  }),
}));
declareFields(Need, (field) => ({
  trace: field.many(() => TraceStep, {
    unlessHidden: 'node',
    order: inOrder,
    estimatedCount: 20,
    on: (step, need) => sql`${step.allianceId} = ${need.allianceId} and ${step.projectId} in (
      select link.project_id
      from project_needs link
      where link.alliance_id = ${need.allianceId}
        and link.need_id = ${need.id}
    )`,
    description: 'What came of it: the steps of all projects that took it up, oldest first (闭环).',
  }),
}));
