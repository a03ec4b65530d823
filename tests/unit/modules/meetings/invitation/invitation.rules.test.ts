import fc from 'fast-check';
import {
  answered,
  checkedIn,
  takesAnswers,
  takesCheckIns,
  withoutProxies,
  type Answer,
  type Invited,
} from '../../../../../src/modules/meetings/invitation/invitation.rules';
import { AttendanceResponse, MeetingStatus } from '../../../../../src/modules/meetings/meeting/meeting.entity';
import { isRefused } from '../../../../../src/platform/writes/outcome';
import { at } from '../agenda/agendas';

const { INVITED, ACCEPTED, DECLINED } = AttendanceResponse;
const { DRAFT, SCHEDULED, IN_SESSION, RECESS, CLOSED, CANCELLED } = MeetingStatus;

const unit = (unitId: string, facts: Partial<Invited> = {}): Invited => ({
  id: `of ${unitId}`,
  unitId,
  representative: null,
  response: INVITED,
  present: false,
  checkedInAt: null,
  proxyUnitId: null,
  ...facts,
});
const answer = (facts: Partial<Answer>): Answer => ({
  accept: false,
  representative: undefined,
  proxyUnitId: null,
  ...facts,
});
const refusal = (given: unknown) =>
  isRefused(given) ? [given.refusals[0]?.code, given.refusals[0]?.path?.[0]] : 'not refused';

describe('an answer to an invitation', () => {
  const b = unit('b');
  const c = unit('c', { response: DECLINED, proxyUnitId: 'a' });

  it('accepts, and names who comes', () => {
    expect(answered([b], b, answer({ accept: true, representative: '王芳' }))).toEqual([
      { ...b, response: ACCEPTED, representative: '王芳' },
    ]);
    const named = unit('a', { response: ACCEPTED, representative: '王芳' });
    expect(answered([named], named, answer({ accept: true }))).toEqual([]);
    expect(answered([named], named, answer({ accept: true, representative: null }))).toMatchObject([
      { representative: null },
    ]);
  });

  it('declines, names a proxy, and stands in for nobody any more', () => {
    const a = unit('a', { response: ACCEPTED, representative: '王芳' });
    expect(answered([a, b, c], a, answer({ proxyUnitId: 'b' }))).toEqual([
      { ...a, response: DECLINED, representative: null, proxyUnitId: 'b' },
      { ...c, proxyUnitId: null },
    ]);
  });

  it('takes its proxy back when the unit comes after all', () => {
    expect(answered([c], c, answer({ accept: true }))).toMatchObject([{ response: ACCEPTED, proxyUnitId: null }]);
  });

  it('changes nothing when it says the same again', () => {
    expect(answered([unit('a'), c], c, answer({ proxyUnitId: 'a' }))).toEqual([]);
  });

  it('names no proxy that carries two others already', () => {
    const carried = [c, unit('d', { response: DECLINED, proxyUnitId: 'a' })];
    const [a, e] = [unit('a'), unit('e')];
    expect(refusal(answered([a, ...carried, e], e, answer({ proxyUnitId: 'a' })))).toEqual([
      'LIMIT_REACHED',
      'proxyUnitId',
    ]);
    expect(answered([a, ...carried, e], c, answer({ proxyUnitId: 'a' }))).toEqual([]);
    expect(answered([a, c, e], e, answer({ proxyUnitId: 'a' }))).toMatchObject([{ unitId: 'e', proxyUnitId: 'a' }]);
  });

  it('is refused where it contradicts itself', () => {
    const a = unit('a');
    expect(refusal(answered([a, b], a, answer({ accept: true, proxyUnitId: 'b' })))).toEqual([
      'INVALID',
      'proxyUnitId',
    ]);
    expect(refusal(answered([a], a, answer({ proxyUnitId: 'a' })))).toEqual(['INVALID', 'proxyUnitId']);
    expect(refusal(answered([a], a, answer({ proxyUnitId: 'b' })))).toEqual(['NOT_FOUND', 'proxyUnitId']);
    expect(refusal(answered([a, c], a, answer({ proxyUnitId: 'c' })))).toEqual(['WRONG_STATE', 'proxyUnitId']);
    expect(refusal(answered([a], a, answer({ representative: '王芳' })))).toEqual(['INVALID', 'representative']);
    expect(refusal(answered([], unit('a', { present: true }), answer({})))).toEqual(['WRONG_STATE', 'unitId']);
  });
});

it('units that are no longer invited stand in for nobody', () => {
  const c = unit('c', { response: DECLINED, proxyUnitId: 'a' });
  expect(withoutProxies([unit('a'), c, unit('d', { proxyUnitId: 'b' })], ['a'])).toEqual([{ ...c, proxyUnitId: null }]);
});

it('checking in notes the moment, and checking out forgets it', () => {
  const [present] = checkedIn(unit('a'), true, at(1));
  expect(present).toMatchObject({ present: true, checkedInAt: at(1) });
  expect(checkedIn(present as Invited, true, at(2))).toEqual([]);
  expect(checkedIn(present as Invited, false, at(2))).toEqual([unit('a')]);
});

it('a unit that arrives after all comes, and takes its proxy back', () => {
  const away = unit('c', { response: DECLINED, proxyUnitId: 'a' });
  expect(checkedIn(away, true, at(1), '王芳')).toEqual([
    { ...away, response: ACCEPTED, proxyUnitId: null, present: true, checkedInAt: at(1), representative: '王芳' },
  ]);
});

it('somebody else may come for a unit that is there; its moment stays', () => {
  const present = unit('a', { present: true, checkedInAt: at(1), representative: '王芳' });
  expect(checkedIn(present, true, at(2), '李强')).toEqual([{ ...present, representative: '李强' }]);
  expect(checkedIn(present, true, at(2))).toEqual([]);
});

it('whatever units answer and whoever comes and goes, nobody carries more than two, nor a chain', () => {
  const names = ['a', 'b', 'c', 'd', 'e'];
  const step = fc.record({
    who: fc.constantFrom(...names),
    what: fc.constantFrom('accept', 'decline', 'arrive', 'leave'),
    proxy: fc.constantFrom(null, ...names),
  });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      let all = names.map((name) => unit(name));
      for (const { who, what, proxy } of steps) {
        const own = all.find((each) => each.unitId === who) ?? unit(who);
        const changed =
          what === 'accept' || what === 'decline'
            ? answered(all, own, answer({ accept: what === 'accept', proxyUnitId: what === 'accept' ? null : proxy }))
            : checkedIn(own, what === 'arrive', at(1));
        if (isRefused(changed)) continue;
        all = all.map((each) => changed.find(({ id }) => id === each.id) ?? each);
        for (const each of all) {
          const carrier = all.find(({ unitId }) => unitId === each.proxyUnitId);
          // whoever carries does not itself stay away, and whoever is carried is not there
          expect([carrier?.proxyUnitId ?? null, each.proxyUnitId !== null && each.present]).toEqual([null, false]);
          expect(all.filter(({ proxyUnitId }) => proxyUnitId === each.unitId).length).toBeLessThanOrEqual(2);
        }
      }
    }),
  );
});

it('invitations are answered once they are out and until the meeting is over', () => {
  expect(Object.values(MeetingStatus).filter(takesAnswers)).toEqual([SCHEDULED, IN_SESSION, RECESS]);
});

it('people check in from an hour before the meeting until its end', () => {
  const check = (status: MeetingStatus, minutes: number) => takesCheckIns({ status, startsAt: at(0) }, at(minutes));
  expect(check(SCHEDULED, -61)).toBe(false);
  expect(check(SCHEDULED, -60)).toBe(true);
  expect([IN_SESSION, RECESS].map((status) => check(status, -600))).toEqual([true, true]);
  expect([DRAFT, CLOSED, CANCELLED].map((status) => check(status, 10))).toEqual([false, false, false]);
});
