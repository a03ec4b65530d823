import { AgendaItemState } from '../../../../../src/modules/meetings/agenda/agenda.entity';
import { ActionItemStatus } from '../../../../../src/modules/meetings/decision/decision.entity';
import {
  ACTION_ITEM_STEPS,
  carriedVisibility,
  hasBegun,
  isDueSoon,
  isToTurnOverdue,
} from '../../../../../src/modules/meetings/decision/decision.rules';

const { OPEN, DONE, OVERDUE, CANCELLED } = ActionItemStatus;
const due = (status: ActionItemStatus, dueOn: string | null = '2026-03-01') => ({ status, dueOn });

it('an action item is overdue the day after its last one, while it is to be done', () => {
  expect(isToTurnOverdue(due(OPEN), '2026-03-01')).toBe(false);
  expect(isToTurnOverdue(due(OPEN), '2026-03-02')).toBe(true);
  for (const status of [DONE, OVERDUE, CANCELLED]) expect(isToTurnOverdue(due(status), '2026-03-02')).toBe(false);
  expect(isToTurnOverdue(due(OPEN, null), '2026-03-02')).toBe(false);
});

it('its units are reminded from three days before it is due, over the end of a month', () => {
  expect(['2026-02-25', '2026-02-26', '2026-03-01', '2026-03-02'].map((day) => isDueSoon(due(OPEN), day))).toEqual([
    false,
    true,
    true,
    false,
  ]);
  expect(isDueSoon(due(DONE), '2026-03-01')).toBe(false);
  expect(isDueSoon(due(OPEN, null), '2026-03-01')).toBe(false);
});

it('nobody sets OVERDUE, and every status leads somewhere', () => {
  const steps = Object.values(ACTION_ITEM_STEPS);
  expect(steps.flat()).not.toContain(OVERDUE);
  expect(steps.every((each) => each.length > 0)).toBe(true);
});

it('what is carried over is as open as where it came from', () => {
  expect([1, 2].map(carriedVisibility)).toEqual(['PUBLIC', 'MEMBERS']);
});

it('something is decided on what has begun', () => {
  expect(Object.values(AgendaItemState).filter(hasBegun)).toEqual(['ACTIVE', 'PAUSED', 'DONE']);
});
