import { kept } from '../../alliance/shared/changes';
import type { JointProjectStatus } from '../project/project.entity';
import type { Need, NeedStatus } from './need.entity';
import type { UpdateNeedInput } from './need.inputs';

type Status = `${NeedStatus}`;

/**
 * What people may make of a need. MATCHED and IN_PROGRESS come of its projects alone; one that a project is under way for is
 * not withdrawn.
 */
export const NEED_STEPS: Readonly<Record<Status, readonly Status[]>> = {
  OPEN: ['MET', 'WITHDRAWN'],
  MATCHED: ['MET', 'WITHDRAWN'],
  IN_PROGRESS: ['MET'],
  MET: ['OPEN', 'WITHDRAWN'],
  WITHDRAWN: ['OPEN'],
};

export const maySetNeed = (from: Status, to: Status): boolean => NEED_STEPS[from].includes(to);

/** How far a need is that people open again: as far as the projects that are on. */
export function reopened(projects: readonly `${JointProjectStatus}`[]): Status {
  if (projects.includes('UNDERWAY')) return 'IN_PROGRESS';
  return projects.some((status) => ['PROPOSED', 'POSTED', 'CLAIMED'].includes(status)) ? 'MATCHED' : 'OPEN';
}

export type NeedContent = Pick<Need, 'title' | 'description' | 'category' | 'quantity' | 'territoryId' | 'neededBy'>;

/** What a need says after an update, its texts as they are stored. */
export function needAfter(
  before: NeedContent,
  input: Pick<UpdateNeedInput, 'category' | 'quantity' | 'neededBy'>,
  texts: { readonly title?: string | undefined; readonly description?: string | null | undefined },
  territoryId: string | null | undefined,
): NeedContent {
  return {
    title: kept(texts.title, before.title),
    description: kept(texts.description, before.description),
    category: kept(input.category, before.category),
    quantity: kept(input.quantity, before.quantity),
    territoryId: kept(territoryId, before.territoryId),
    neededBy: kept(input.neededBy, before.neededBy),
  };
}
