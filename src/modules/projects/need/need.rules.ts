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

/** How far a need is while projects are to meet it, the furthest first; nothing follows from those that are over. */
const BY_PROJECT: readonly (readonly [Status, readonly `${JointProjectStatus}`[]])[] = [
  ['IN_PROGRESS', ['UNDERWAY']],
  ['MATCHED', ['PROPOSED', 'POSTED', 'CLAIMED']],
];

/**
 * How far a need is when its projects have changed. A project that is completed meets it; else it follows the one that is
 * furthest, and is open when none is left. What was met or withdrawn is for people to open again.
 */
export function needStatusAfter(
  status: Status,
  projects: readonly `${JointProjectStatus}`[],
  isCompletion = false,
): Status {
  if (status === 'WITHDRAWN' || status === 'MET') return status;
  if (isCompletion) return 'MET';
  const found = BY_PROJECT.find(([, among]) => projects.some((project) => among.includes(project)));
  return found?.[0] ?? 'OPEN';
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
