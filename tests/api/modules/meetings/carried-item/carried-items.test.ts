import type { Sender } from '../../../../testkit/world/caller';
import type { Partner, TestAlliance } from '../../../../testkit/world/test-alliance';
import { TestWorld } from '../../../../testkit/world/test-world';

let world: TestWorld;
let alliance: TestAlliance;
let school: Partner;
let sector: string;
beforeEach(async () => {
  world = await TestWorld.open();
  alliance = await world.alliance();
  school = await alliance.partner('青枫小学');
  sector = await alliance.create('createSectorGroup', 'sectorGroup', { name: '民生服务' });
});
afterEach(() => world.close());

const run = (mutation: string, input: object) => world.as(alliance.organiser).mutate(mutation, input);
const schedule = (startsAt: string, more: object = {}): Promise<string> =>
  world.as(alliance.organiser).make('scheduleMeeting', 'meeting', {
    allianceId: alliance.id,
    kind: 'JOINT',
    title: '联席会议',
    startsAt: `${startsAt}T01:00:00Z`,
    visibility: 'PUBLIC',
    inviteUnitIds: [school.unitId],
    ...more,
  });

/** A closed meeting that gave the school one thing to do under an item of each visibility; their ids, in this order. */
async function past(startsAt: string, more: object = {}): Promise<string[]> {
  const meetingId = await schedule(startsAt, more);
  await run('openMeeting', { meetingId });
  const made: string[] = [];
  for (const visibility of ['PUBLIC', 'MEMBERS', 'CLOSED']) {
    const itemId = await alliance.item(meetingId, { title: '议题', visibility });
    await run('setAgendaItemState', { itemId, state: 'ACTIVE' });
    const { decision } = await world.as(alliance.organiser).mutate<{ decision: { actionItems: { id: string }[] } }>(
      'recordDecision',
      {
        itemId,
        text: '同意',
        outcome: 'ADOPTED',
        actionItems: [{ text: `${visibility}事项`, unitIds: [school.unitId] }],
      },
      'decision { actionItems { id } }',
    );
    made.push(decision.actionItems[0]?.id ?? '');
  }
  await run('closeMeeting', { meetingId });
  return made;
}
const catchUp = () => world.server.running.timedWork.catchUp();
async function agenda(meetingId: string, by: Sender = alliance.organiser) {
  const { meeting } = await world.as(by).query<{
    meeting: {
      agenda: { items: { id: string; title: string; kind: string; state: string; visibility: string }[] };
    } | null;
  }>('query ($id: ID!) { meeting(id: $id) { agenda { items { id title kind state visibility presenterUnit { id } } } } }', { id: meetingId });
  return meeting?.agenda.items ?? [];
}
const titles = async (meetingId: string, by?: Sender) => (await agenda(meetingId, by)).map(({ title }) => title);

it('puts what is to be done yet on the next agenda of the same scope, as a report, never more open than it was', async () => {
  await past('2026-03-01');
  const [next, afterNext] = [await schedule('2026-06-01', { draft: true }), await schedule('2026-09-01')];
  const elsewhere = await schedule('2026-05-01', { scopeId: sector });
  await run('addAgendaItem', { meetingId: next, item: { title: '开场', kind: 'REPORT' } });
  await catchUp();
  expect(await agenda(next)).toMatchObject([
    { title: '开场' },
    {
      title: 'PUBLIC事项',
      kind: 'REPORT',
      state: 'PENDING',
      visibility: 'PUBLIC',
      presenterUnit: { id: school.unitId },
    },
    // what the participants of the first alone may see is none of those of the next
    { title: 'MEMBERS事项', visibility: 'MEMBERS' },
  ]);
  expect([await titles(afterNext), await titles(elsewhere)]).toEqual([[], []]);
});

it('comes up once at each meeting, until it is done; what was taken off does not come back', async () => {
  const [first, second] = await past('2026-03-01');
  const next = await schedule('2026-06-01');
  for (let times = 0; times < 2; times += 1) await catchUp();
  expect(await titles(next)).toEqual(['PUBLIC事项', 'MEMBERS事项']);
  await run('removeAgendaItem', { itemId: (await agenda(next))[0]?.id });
  await catchUp();
  expect(await titles(next)).toEqual(['MEMBERS事项']);
  await run('setActionItemStatus', { actionItemId: second, status: 'DONE' });
  await run('openMeeting', { meetingId: next });
  await run('closeMeeting', { meetingId: next });
  const last = await schedule('2026-09-01');
  await catchUp();
  expect(await titles(last)).toEqual(['PUBLIC事项']);
  await run('setActionItemStatus', { actionItemId: first, status: 'CANCELLED' });
});

it('stays as closed as it was, whoever edits it', async () => {
  await past('2026-03-01');
  const next = await schedule('2026-06-01');
  await catchUp();
  const [open, members] = await agenda(next);
  const set = async (itemId: string | undefined, visibility: string) =>
    (await world.as(alliance.organiser).attempt('updateAgendaItem', { itemId, visibility })).userErrors.map(
      ({ code, path }) => [code, path?.join('.')],
    );
  expect(await set(members?.id, 'PUBLIC')).toEqual([['INVALID', 'visibility']]);
  expect(await set(members?.id, 'CLOSED')).toEqual([]);
  expect(await set(members?.id, 'PUBLIC')).toEqual([['INVALID', 'visibility']]);
  expect(await set(members?.id, 'MEMBERS')).toEqual([]);
  expect(await set(open?.id, 'CLOSED')).toEqual([]);
  expect(await set(open?.id, 'PUBLIC')).toEqual([]);
});

it('is told to those who watch the next meeting', async () => {
  await past('2026-03-01');
  const next = await schedule('2026-06-01');
  const watcher = world.watch(next, null);
  await watcher.reached(1);
  await catchUp();
  await world.settle(next, [watcher, null]);
  expect(watcher.printed).toEqual(['1 PUBLIC事项']);
  await world.clear();
});
