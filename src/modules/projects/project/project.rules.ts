import type { JointProjectStatus } from './project.entity';

type Status = `${JointProjectStatus}`;

/**
 * Who may take a step (docs/visibility.md, "Does"): `staff` are a unit's staff and representatives while the unit is active. The
 * secretariat may do all that they may.
 */
export type ProjectTaker =
  | 'secretariat'
  | 'a unit’s staff, secretariat'
  | 'lead’s staff, secretariat'
  | 'lead’s or proposer’s staff, secretariat'
  | 'lead’s or responsible unit’s staff, secretariat';

export interface ProjectTransition {
  readonly from: readonly Status[];
  /** Null: the status stays. */
  readonly to: Status | null;
  readonly by: ProjectTaker;
  /** The mutation that takes it. */
  readonly mutation: string;
  readonly when?: string;
}

const OPEN = ['PROPOSED', 'POSTED', 'CLAIMED', 'UNDERWAY'] as const;

/** Every step of a joint project. The diagram in docs/projects.md and the tests are made from it. */
export const PROJECT_TRANSITIONS = {
  revise: {
    from: ['PROPOSED'],
    to: null,
    by: 'lead’s or proposer’s staff, secretariat',
    mutation: 'updateProject',
  },
  amend: {
    from: ['POSTED', 'CLAIMED', 'UNDERWAY'],
    to: null,
    by: 'lead’s staff, secretariat',
    mutation: 'updateProject',
  },
  join: { from: OPEN, to: null, by: 'a unit’s staff, secretariat', mutation: 'joinProject' },
  post: { from: ['PROPOSED'], to: 'POSTED', by: 'secretariat', mutation: 'postProject', when: 'no unit leads it' },
  repost: {
    from: ['CLAIMED'],
    to: 'POSTED',
    by: 'secretariat',
    mutation: 'postProject',
    when: 'its lead is no active unit any more',
  },
  claim: {
    from: ['POSTED'],
    to: null,
    by: 'a unit’s staff, secretariat',
    mutation: 'claimProject',
    when: 'before claimBy',
  },
  withdrawClaim: { from: ['POSTED'], to: null, by: 'a unit’s staff, secretariat', mutation: 'withdrawClaim' },
  declineClaim: { from: ['POSTED'], to: null, by: 'secretariat', mutation: 'reviewClaim' },
  acceptClaim: { from: ['POSTED'], to: 'CLAIMED', by: 'secretariat', mutation: 'reviewClaim' },
  assign: {
    from: ['POSTED'],
    to: 'CLAIMED',
    by: 'secretariat',
    mutation: 'updateProject',
    when: 'a leadUnitId is given, and claimBy has passed or there is none',
  },
  begin: {
    from: ['PROPOSED'],
    to: 'UNDERWAY',
    by: 'secretariat',
    mutation: 'startProject',
    when: 'it has a lead, and so need not be posted',
  },
  start: { from: ['CLAIMED'], to: 'UNDERWAY', by: 'lead’s staff, secretariat', mutation: 'startProject' },
  completeMilestone: {
    from: ['UNDERWAY'],
    to: null,
    by: 'lead’s or responsible unit’s staff, secretariat',
    mutation: 'completeMilestone',
  },
  complete: {
    from: ['UNDERWAY'],
    to: 'COMPLETED',
    by: 'lead’s staff, secretariat',
    mutation: 'completeProject',
    when: 'every milestone is done',
  },
  evaluate: { from: ['COMPLETED'], to: 'EVALUATED', by: 'secretariat', mutation: 'evaluateProject' },
  giveUp: {
    from: ['PROPOSED'],
    to: 'CANCELLED',
    by: 'lead’s or proposer’s staff, secretariat',
    mutation: 'cancelProject',
  },
  cancel: { from: ['POSTED', 'CLAIMED', 'UNDERWAY'], to: 'CANCELLED', by: 'secretariat', mutation: 'cancelProject' },
} as const satisfies Readonly<Record<string, ProjectTransition>>;

export type ProjectStep = keyof typeof PROJECT_TRANSITIONS;

/** Whether a step may be taken from a status. */
export function allows(step: ProjectStep, status: Status): boolean {
  return (PROJECT_TRANSITIONS[step].from as readonly Status[]).includes(status);
}

/** The one of these steps that may be taken from a status; the first of them when none may. */
export function stepFrom<S extends ProjectStep>(status: Status, ...steps: readonly [S, ...S[]]): S {
  return steps.find((step) => allows(step, status)) ?? steps[0];
}

/** Whether a posted project takes claims at this moment: until its deadline, which is the first moment that is too late. */
export function takesClaims({ claimBy }: { readonly claimBy: Date | null }, moment: Date): boolean {
  return claimBy === null || moment < claimBy;
}

/** Whether the secretariat may assign a posted project: nobody is told that there is still time. */
export function isAssignable({ claimBy }: { readonly claimBy: Date | null }, moment: Date): boolean {
  return claimBy === null || moment >= claimBy;
}

/** What decides who may take a step. */
interface Concerned {
  readonly leadUnitId: string | null;
  readonly proposedByUnitId: string | null;
}

/** The units whose staff may take a step that is the project's own; the responsible unit is the milestone's. */
export function unitsOf(by: ProjectTaker, project: Concerned, responsibleUnitId: string | null = null): string[] {
  const { leadUnitId, proposedByUnitId } = project;
  const units: Readonly<Record<ProjectTaker, readonly (string | null)[]>> = {
    secretariat: [],
    'a unit’s staff, secretariat': [],
    'lead’s staff, secretariat': [leadUnitId],
    'lead’s or proposer’s staff, secretariat': [leadUnitId, proposedByUnitId],
    'lead’s or responsible unit’s staff, secretariat': [leadUnitId, responsibleUnitId],
  };
  return units[by].filter((unit) => unit !== null);
}

/** What is wrong with a project's days: it must not end before it begins. */
export function endsBeforeStart({
  startsOn,
  endsOn,
}: {
  readonly startsOn: string | null;
  readonly endsOn: string | null;
}): boolean {
  return startsOn !== null && endsOn !== null && endsOn < startsOn;
}

/** Days before a milestone is due at which the unit that answers for it is reminded. */
export const MILESTONE_DUE_DAYS = 3;
/** Days after that day for which a reminder that was missed is still sent. */
export const MILESTONE_OVERDUE_DAYS = 30;

/** Whether an open milestone's unit is told that it is due soon, or overdue; null when neither. */
export function milestoneReminder(dueOn: string | null, today: string): 'due' | 'overdue' | null {
  if (dueOn === null) return null;
  const left = Math.round((Date.parse(`${dueOn}T00:00:00Z`) - Date.parse(`${today}T00:00:00Z`)) / 86_400_000);
  if (left > MILESTONE_DUE_DAYS || left < -MILESTONE_OVERDUE_DAYS) return null;
  return left >= 0 ? 'due' : 'overdue';
}
