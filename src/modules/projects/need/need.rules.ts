import type { JointProjectStatus } from '../project/project.entity';
import type { NeedStatus } from './need.entity';

type Status = `${NeedStatus}`;

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
