import type { Sender } from '../../../../testkit/world/caller';
import type { Partner, TestAlliance } from '../../../../testkit/world/test-alliance';
import { TestWorld } from '../../../../testkit/world/test-world';

/** The alliance's days are Shanghai's: it is the first of March there. */
let now = new Date('2026-02-28T17:00:00Z');
let world: TestWorld;
beforeAll(async () => {
  world = await TestWorld.open({ clock: () => now });
});
beforeEach(() => {
  now = new Date('2026-02-28T17:00:00Z');
});
afterAll(() => world.close());

interface Setting {
  readonly alliance: TestAlliance;
  readonly school: Partner;
  readonly clinic: Partner;
  readonly community: Partner;
}

async function setting(): Promise<Setting> {
  const alliance = await world.alliance();
  const [school, clinic, community] = (await alliance.partners('青枫小学', '社区诊所', '青枫社区')) as [
    Partner,
    Partner,
    Partner,
  ];
  await world.sql('update member_units set host = true where id = $1', [community.unitId.slice(5)]);
  return { alliance, school, clinic, community };
}

const codes = async (by: Sender, mutation: string, input: object) =>
  (await world.as(by).attempt(mutation, input)).userErrors.map(({ code, path }) => `${code} ${path?.join('.') ?? ''}`);
const send = ({ alliance }: Setting, dueOn = '2026-03-31') => alliance.create('sendLists', 'round', { dueOn });
/** Who has not answered, as somebody is shown it. */
async function outstanding({ alliance }: Setting, by: Sender = alliance.secretariat): Promise<string[]> {
  const { listRounds } = await alliance.shown<{ listRounds: { outstanding: { name: string }[] }[] }>(
    'listRounds { outstanding { name } }',
    by,
  );
  return (listRounds[0]?.outstanding ?? []).map(({ name }) => name).sort();
}
/** What somebody is notified of by rounds, oldest first. */
async function told(by: Sender): Promise<string[]> {
  const { viewer } = await world
    .as(by)
    .query<{ viewer: { notifications: { nodes: { kind: string; summary: string }[] } } }>(
      '{ viewer { notifications(first: 20) { nodes { kind summary } } } }',
    );
  return viewer.notifications.nodes.flatMap(({ kind, summary }) => (kind === 'LIST_ROUND' ? [summary] : [])).reverse();
}
const catchUp = () => world.server.running.timedWork.catchUp();

it('asks every active unit, hosts too, and says who has not answered: to the secretariat all, to each unit itself', async () => {
  const all = await setting();
  const { alliance, school, clinic } = all;
  const suspended = await alliance.partner('整改单位');
  await alliance.as(alliance.secretariat).mutate('suspendMembership', { unitId: suspended.unitId, reason: '整改' });
  const round = await send(all);
  expect(await outstanding(all)).toEqual(['社区诊所', '青枫小学', '青枫社区']);
  expect(await outstanding(all, school.representative)).toEqual(['青枫小学']);
  expect(await world.as(school.representative).node(round, '... on ListRound { sentOn dueOn }')).toEqual({
    sentOn: '2026-03-01',
    dueOn: '2026-03-31',
  });
  expect(await world.as(alliance.organiser).node(round, '__typename')).toBeNull();
  expect(await told(clinic.representative)).toEqual([
    'Please bring your needs and resources up to date by 2026-03-31.',
  ]);
  // one that has left owes no answer
  await alliance.as(alliance.secretariat).mutate('endMembership', { unitId: clinic.unitId, leftOn: '2026-02-01' });
  expect(await outstanding(all)).toEqual(['青枫小学', '青枫社区']);
});

it('is sent by the secretariat, one at a time, for at most a year', async () => {
  const all = await setting();
  const { alliance, school } = all;
  const input = (dueOn: string) => ({ allianceId: alliance.id, dueOn });
  expect(await codes(alliance.secretariat, 'sendLists', input('2026-02-28'))).toEqual(['INVALID dueOn']);
  expect(await codes(alliance.secretariat, 'sendLists', input('2027-03-03'))).toEqual(['INVALID dueOn']);
  expect(await codes(school.representative, 'sendLists', input('2026-03-31'))).toEqual(['NOT_ALLOWED ']);
  const both = await Promise.all([1, 2].map(() => codes(alliance.secretariat, 'sendLists', input('2026-03-01'))));
  expect(both.flat()).toEqual(['WRONG_STATE allianceId']);
  now = new Date('2026-03-01T16:00:00Z');
  expect(await codes(alliance.secretariat, 'sendLists', input('2026-04-01'))).toEqual([]);
});

it('is answered by an entry of the unit’s own people, or by saying that all is up to date', async () => {
  const all = await setting();
  const { alliance, school, clinic, community } = all;
  const round = await send(all);
  const need = { allianceId: alliance.id, unitId: school.unitId, title: '志愿者', category: 'EDUCATION' };
  // the secretariat writes it down for them: they have said nothing
  const entry = await world.as(alliance.secretariat).make('publishNeed', 'need', need);
  expect(await outstanding(all)).toContain('青枫小学');
  // looking through it is an answer, though nothing changes
  await world.as(school.representative).mutate('updateNeed', { needId: entry, title: '志愿者' });
  expect(await outstanding(all)).toEqual(['社区诊所', '青枫社区']);
  const resource = { unitId: clinic.unitId, title: '义诊', category: 'HEALTH', kind: 'SERVICE' };
  await world.as(clinic.representative).mutate('publishResource', resource);
  expect(await outstanding(all)).toEqual(['青枫社区']);
  const answer = { roundId: round, unitId: community.unitId };
  // one that this person may not see is not there
  expect(await codes(alliance.organiser, 'answerListRound', answer)).toEqual(['NOT_FOUND roundId']);
  expect(await codes(clinic.representative, 'answerListRound', answer)).toEqual(['NOT_ALLOWED unitId']);
  for (const by of [community.representative, community.representative, alliance.secretariat])
    expect(await codes(by, 'answerListRound', answer)).toEqual([]);
  expect((await alliance.auditActions()).filter((action) => action === 'answerListRound')).toHaveLength(1);
  expect(await outstanding(all)).toEqual([]);
  const later = await alliance.partner('新来的单位');
  expect(await codes(alliance.secretariat, 'answerListRound', { roundId: round, unitId: later.unitId })).toEqual([
    'INVALID unitId',
  ]);
});

it('reminds those who have not answered three days before the last day, and on it, each once', async () => {
  const all = await setting();
  const { school, clinic } = all;
  const round = await send(all, '2026-03-10');
  await world.as(clinic.representative).mutate('answerListRound', { roundId: round, unitId: clinic.unitId });
  const sent = 'Please bring your needs and resources up to date by 2026-03-10.';
  const soon = 'Your needs and resources are to be up to date by 2026-03-10: your unit has not answered yet.';
  const today = 'Your needs and resources are to be up to date today: your unit has not answered yet.';
  const days: readonly (readonly [string, readonly string[]])[] = [
    ['2026-03-06T15:59:59Z', [sent]],
    ['2026-03-06T16:00:00Z', [sent, soon]],
    ['2026-03-08T16:00:00Z', [sent, soon]],
    ['2026-03-09T16:00:00Z', [sent, soon, today]],
    ['2026-03-10T16:00:00Z', [sent, soon, today]],
  ];
  for (const [moment, expected] of days) {
    now = new Date(moment);
    await Promise.all([catchUp(), catchUp()]);
    expect([moment, await told(school.representative)]).toEqual([moment, expected]);
  }
  expect(await told(clinic.representative)).toEqual([sent]);
});

describe('gaps', () => {
  it('are where open needs meet nothing that is offered there, around it, or anywhere', async () => {
    const { alliance, school } = await setting();
    const place = (name: string, level: string, parentId?: string) =>
      alliance.create('createTerritory', 'territory', { name, level, ...(parentId === undefined ? {} : { parentId }) });
    const street = await place('青枫街道', 'SUBDISTRICT');
    const [east, west] = [await place('东社区', 'COMMUNITY', street), await place('西社区', 'COMMUNITY', street)];
    const estate = await place('东苑', 'ESTATE', east);
    const publish = (category: string, territoryId: string | null) =>
      alliance.create('publishNeed', 'need', { unitId: school.unitId, title: '需要', category, territoryId });
    const offer = (category: string, territoryId: string | null) =>
      world.as(school.representative).make('publishResource', 'resource', {
        unitId: school.unitId,
        title: '提供',
        category,
        kind: 'SERVICE',
        territoryId,
      });
    const shown = async (by: Sender | null = alliance.secretariat) =>
      (
        await alliance.shown<{
          listGaps: { category: string; openNeeds: number; territory: { name: string } | null }[] | null;
        }>('listGaps { category openNeeds territory { name } }', by)
      ).listGaps?.map(({ category, openNeeds, territory }) => `${category} ${territory?.name ?? '—'} ${openNeeds}`);
    await publish('LEGAL', estate);
    await publish('LEGAL', estate);
    await publish('LEGAL', west);
    await publish('HEALTH', null);
    expect(await shown()).toEqual(['LEGAL 东苑 2', 'HEALTH — 1', 'LEGAL 西社区 1']);
    expect(await shown(null)).toBeUndefined();
    // what is offered in the estate's community covers the estate, and not the community beside it
    const legal = await offer('LEGAL', east);
    expect(await shown()).toEqual(['HEALTH — 1', 'LEGAL 西社区 1']);
    await world.as(school.representative).mutate('updateResource', { resourceId: legal, territoryId: null });
    expect(await shown()).toEqual(['HEALTH — 1']);
    const health = await offer('HEALTH', west);
    expect(await shown()).toEqual([]);
    await world.as(school.representative).mutate('updateResource', { resourceId: health, status: 'UNAVAILABLE' });
    expect(await shown()).toEqual(['HEALTH — 1']);
  });
});
