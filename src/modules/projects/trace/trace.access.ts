import { declareAccess, extendAccess, type Rule } from '../../../platform/access/access';
import type { Row } from '../../../platform/access/row';
import { Need } from '../need/need.entity';
import { seesProject } from '../project/project.access';
import { JointProject } from '../project/project.entity';
import { TraceStep } from './trace.entity';

/* A step is seen by who sees the project and what the step is about: `unlessHidden` in trace.fields leaves the others out. */
const ofProject: Rule<TraceStep> = ({ $within }) => seesProject($within as unknown as Row<JointProject>);

declareAccess<TraceStep>(TraceStep, { within: 'project', row: ofProject, open: ['at', 'label', 'node'] });

for (const type of [JointProject, Need]) extendAccess(type, { open: ['trace'] });
