import { MeetingStatus, Visibility } from '../../../../../src/modules/meetings/meeting/meeting.entity';
import {
  after,
  audienceOfMeeting,
  isAhead,
  isOver,
  replaced,
  replacedGuests,
  TRANSITIONS,
  type MeetingStep,
} from '../../../../../src/modules/meetings/meeting/meeting.rules';

const { DRAFT, SCHEDULED, IN_SESSION, RECESS, CLOSED, CANCELLED } = MeetingStatus;

describe('the life of a meeting', () => {
  it.each<[MeetingStep, Partial<Record<MeetingStatus, MeetingStatus>>]>([
    ['publish', { [DRAFT]: SCHEDULED }],
    ['open', { [SCHEDULED]: IN_SESSION, [RECESS]: IN_SESSION }],
    ['suspend', { [IN_SESSION]: RECESS }],
    ['close', { [IN_SESSION]: CLOSED, [RECESS]: CLOSED }],
    ['cancel', { [DRAFT]: CANCELLED, [SCHEDULED]: CANCELLED }],
  ])('lets one %s as %j and in no other status', (step, allowed) => {
    for (const status of Object.values(MeetingStatus)) expect(after(step, status)).toBe(allowed[status] ?? null);
  });

  it('ends in what nothing leads out of', () => {
    const left = (status: MeetingStatus) => Object.values(TRANSITIONS).some(({ from }) => from.includes(status));
    for (const status of Object.values(MeetingStatus)) expect(isOver(status)).toBe(!left(status));
  });

  it('can be prepared by a liaison until it opens', () => {
    expect(Object.values(MeetingStatus).filter(isAhead)).toEqual([DRAFT, SCHEDULED]);
  });
});

it('a draft is seen by those who run it, and everything else as far as it is visible', () => {
  expect(Object.values(Visibility).map((visibility) => audienceOfMeeting(DRAFT, visibility))).toEqual([4, 4, 4]);
  expect(Object.values(Visibility).map((visibility) => audienceOfMeeting(SCHEDULED, visibility))).toEqual([1, 2, 3]);
});

it('a list that is replaced tells what comes and goes', () => {
  expect(replaced(['a', 'b'], ['c', 'b'])).toEqual({ added: ['c'], removed: ['a'] });
  expect(replaced(['a'], ['a'])).toEqual({ added: [], removed: [] });
});

it('guests who are alike are told apart by how many there are', () => {
  const guest = (id: string, name: string, capacity = 'RESIDENT') => ({ id, name, capacity });
  const present = [guest('1', '张伟'), guest('2', '张伟'), guest('3', '李静')];
  expect(replacedGuests(present, [guest('', '李静', 'EXPERT'), guest('', '张伟')])).toEqual({
    kept: [present[0]],
    added: [guest('', '李静', 'EXPERT')],
    removed: [present[1], present[2]],
  });
  expect(replacedGuests(present, present)).toMatchObject({ added: [], removed: [] });
});
