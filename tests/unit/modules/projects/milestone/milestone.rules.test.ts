import {
  undoes,
  whichStay,
  type StoredMilestone,
  type WantedMilestone,
} from '../../../../../src/modules/projects/milestone/milestone.rules';

const stored = (id: string, title: string, doneOn: string | null = null): StoredMilestone => ({
  id,
  title,
  dueOn: null,
  doneOn,
  responsibleUnitId: null,
  commitmentId: null,
});
const wanted = (title: string, id: string | null = null): WantedMilestone => ({
  id,
  title,
  dueOn: null,
  responsibleUnitId: null,
  commitmentId: null,
});
const stay = (before: readonly StoredMilestone[], after: readonly WantedMilestone[]) =>
  whichStay(before, after).map((each) => each?.id ?? null);

it('milestones stay by what the input names, and by their titles', () => {
  const before = [stored('a', '走访'), stored('b', '服务'), stored('c', '服务')];
  expect(stay(before, [wanted('服务'), wanted('走访'), wanted('总结')])).toEqual(['b', 'a', null]);
  expect(stay(before, [wanted('服务'), wanted('服务'), wanted('服务')])).toEqual(['b', 'c', null]);
  // one that is named is not taken for another of its title
  expect(stay(before, [wanted('服务'), wanted('改名', 'b')])).toEqual(['c', 'b']);
  expect(stay(before, [wanted('走访', 'elsewhere')])).toEqual([null]);
});

it('one that is done must not go', () => {
  const before = [stored('a', '走访', '2026-11-01'), stored('b', '服务')];
  expect(undoes(before, whichStay(before, [wanted('走访')]))).toBe(false);
  expect(undoes(before, whichStay(before, [wanted('服务')]))).toBe(true);
});
