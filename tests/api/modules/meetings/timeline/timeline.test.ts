import fc from 'fast-check';
import { globalId } from '../../../../../src/platform/database/ids';
import { quickOrFull } from '../../../../quick-or-full';
import type { Sender } from '../../../../testkit/world/caller';
import {
  SHOWN_MEETING,
  standingOf,
  toldStanding,
  type ShownMeeting,
  type Told as Line,
} from '../../../../testkit/random-run/told-meeting';
import { SectorMeetings } from '../../../../testkit/world/sector-meetings';
import { rowId } from '../../../../testkit/world/test-world';

let meetings: SectorMeetings;
beforeAll(async () => {
  meetings = await SectorMeetings.open();
});
afterAll(() => meetings.close());

interface Told extends Line {
  readonly at: string;
  readonly by: { readonly name: string } | null;
}

const TIMELINE = `query ($id: ID!, $after: String) { meeting(id: $id) { timeline(first: 7, after: $after) {
  nodes { revision at kind summary by { name } item { id } } pageInfo { hasNextPage endCursor } totalCount } } }`;

interface Page {
  readonly nodes: readonly Told[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
  readonly totalCount: number;
}

/** All that somebody is told of a meeting, page by page; null where they are told nothing at all. */
async function timeline(id: string, caller: Sender = meetings.organiser): Promise<Told[] | null> {
  const all: Told[] = [];
  for (let after: string | null = null; ;) {
    const { meeting }: { meeting: { timeline: Page | null } | null } = await meetings.world
      .as(caller)
      .query(TIMELINE, { id, after });
    const page: Page | null | undefined = meeting?.timeline;
    if (!page) return null;
    all.push(...page.nodes);
    if (!page.pageInfo.hasNextPage) {
      expect(all).toHaveLength(page.totalCount);
      return all;
    }
    after = page.pageInfo.endCursor;
  }
}

const summaries = async (id: string, caller?: Sender) => (await timeline(id, caller))?.map(({ summary }) => summary);

it('tells what happened, in order and in words', async () => {
  const { id, agenda } = await meetings.opened(['开场'], { guests: [{ name: '沈阿姨', capacity: 'RESIDENT' }] });
  const [item] = agenda.items;
  const { guests } = (await meetings.see(id)) ?? {};
  await meetings.done('checkIn', { meetingId: id, unitId: meetings.units[0], present: true });
  await meetings.done('checkIn', { meetingId: id, guestId: guests?.[0]?.id, present: true });
  await meetings.agenda('setAgendaItemState', { itemId: item?.id, state: 'ACTIVE' });
  await meetings.agenda('removeAgendaItem', { itemId: (await added(id, '临时'))?.id });
  await meetings.done('closeMeeting', { meetingId: id });
  const [{ name = '' } = {}] = await meetings.world.sql<{ name: string }>(
    'select name from member_units where id = $1',
    [rowId(meetings.units[0])],
  );
  expect(await summaries(id)).toEqual([
    'The meeting was scheduled.',
    'The meeting was opened.',
    `Arrived: ${name}.`,
    'The guest 沈阿姨 arrived.',
    'Begun or resumed: “开场”.',
    'Put on the agenda: “临时”.',
    'Taken off the agenda: “临时”.',
    'The meeting was closed.',
  ]);
  const inChinese = await summaries(id, { ...meetings.organiser, language: 'zh-CN' });
  expect(inChinese?.slice(1, 4)).toEqual(['会议开始或复会。', `到会：${name}。`, '列席人员沈阿姨到会。']);
  const told = await timeline(id);
  expect(told?.map(({ revision }) => revision)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  expect(told?.every(({ by }) => by !== null)).toBe(true);
  expect(told?.map((each) => each.item?.id ?? null).slice(4)).toEqual([item?.id, null, null, null]);
});

it('tells of votes and what came of them, and not of who has cast', async () => {
  const { id, agenda } = await meetings.opened(['章程'], { quorum: 3 });
  const ask = { itemId: agenda.items[0]?.id, question: '是否通过？', threshold: 'SIMPLE_MAJORITY' };
  const options = [
    { label: '赞成', kind: 'FOR' },
    { label: '反对', kind: 'AGAINST' },
  ];
  await meetings.done('checkIn', { meetingId: id, unitId: meetings.units[0], present: true });
  const organiser = meetings.world.as(meetings.organiser);
  const open = (secret: boolean) =>
    organiser.mutate<{ vote: { id: string; options: { id: string }[] } }>(
      'openVote',
      { ...ask, options, secret },
      'vote { id options { id } }',
    );
  const { vote } = await open(true);
  await meetings.world
    .as(meetings.representative)
    .mutate('castVote', { voteId: vote.id, unitId: meetings.units[0], optionId: vote.options[0]?.id });
  await organiser.mutate('closeVote', { voteId: vote.id });
  await organiser.mutate('annulVote', { voteId: (await open(false)).vote.id, reason: '重来' });
  expect((await summaries(id, meetings.observer))?.slice(3)).toEqual([
    'A vote was opened on “章程”.',
    'A vote on “章程” was closed: no quorum.',
    'A vote was opened on “章程”.',
    'A vote on “章程” was annulled.',
  ]);
});

async function added(meetingId: string, title: string, more: object = {}): Promise<{ id: string } | null | undefined> {
  const answer = await meetings.agenda('addAgendaItem', { meetingId, item: { title, kind: 'DISCUSSION', ...more } });
  return answer.item;
}

it('tells who asked to speak, was given the floor and ended, by themselves or with what they spoke to', async () => {
  const { id, agenda } = await meetings.opened(['议事', '其他']);
  const [first, second] = agenda.items;
  const [unitId] = meetings.units;
  await meetings.done('checkIn', { meetingId: id, unitId, present: true });
  await meetings.agenda('setAgendaItemState', { itemId: first?.id, state: 'ACTIVE' });
  const [{ name = '' } = {}] = await meetings.world.sql<{ name: string }>(
    'select name from member_units where id = $1',
    [rowId(unitId)],
  );
  const one = await spoken(first?.id, '甲', { unitId });
  const two = await spoken(first?.id, '乙');
  await spoken(first?.id, '丙');
  await to(one, 'SPEAKING');
  await to(one, 'SPEAKING', { limitSeconds: 60 });
  await to(two, 'SPEAKING');
  await to(await spoken(second?.id, '丁'), 'WITHDRAWN');
  await meetings.agenda('setAgendaItemState', { itemId: first?.id, state: 'DONE' });
  const told = (await timeline(id, meetings.observer)) ?? [];
  expect(told.slice(4).map(({ summary }) => summary)).toEqual([
    `甲 (${name}) asked to speak to “议事”.`,
    '乙 asked to speak to “议事”.',
    '丙 asked to speak to “议事”.',
    `甲 (${name}) was given the floor on “议事”.`,
    `甲 (${name}) has spoken to “议事”.`,
    '乙 was given the floor on “议事”.',
    '丁 asked to speak to “其他”.',
    '丁 does not speak to “其他” after all.',
    '乙 has spoken to “议事”.',
    'Finished: “议事”.',
  ]);
  const [ended, begun] = told.slice(8);
  expect(ended?.revision).toBe(begun?.revision);
  const inChinese = await summaries(id, { ...meetings.observer, language: 'zh-CN' });
  expect(inChinese?.slice(7, 10)).toEqual([
    `${name}甲就“议事”开始发言。`,
    `${name}甲就“议事”发言结束。`,
    '乙就“议事”开始发言。',
  ]);
  await meetings.agenda('updateAgendaItem', { itemId: first?.id, visibility: 'CLOSED' });
  expect(JSON.stringify(await summaries(id, meetings.observer))).not.toMatch(/[甲乙丙]/);
  expect(JSON.stringify(await summaries(id, meetings.observer))).toMatch(/丁/);
});

async function spoken(itemId: string | undefined, speaker: string, more: object = {}): Promise<string> {
  const { turn } = await meetings.world
    .as(meetings.organiser)
    .mutate<{ turn: { id: string } }>('requestToSpeak', { itemId, speaker, ...more }, 'turn { id }');
  return turn.id;
}
const to = (turnId: string, state: string, more: object = {}) =>
  meetings.world.as(meetings.organiser).mutate('setSpeakerState', { turnId, state, ...more });

describe('whoever may not see', () => {
  it('attendance is told nothing', async () => {
    const { id } = await meetings.opened(['开场']);
    expect(await timeline(id, {})).toBeNull();
    expect(await timeline(id, meetings.other.secretariat)).toBeNull();
    expect(await timeline(id, meetings.observer)).toHaveLength(2);
  });

  it('an item finds no trace of it, whether it was closed then, is now, or was taken off', async () => {
    const { id } = await meetings.opened([]);
    const open = await added(id, '公开');
    const closed = await added(id, '内情', { visibility: 'CLOSED' });
    await meetings.agenda('setAgendaItemState', { itemId: closed?.id, state: 'ACTIVE' });
    await meetings.agenda('setAgendaItemState', { itemId: closed?.id, state: 'WITHDRAWN' });
    await meetings.agenda('removeAgendaItem', { itemId: (await added(id, '暗项', { visibility: 'CLOSED' }))?.id });
    const seen = async (caller: Sender) => JSON.stringify(await summaries(id, caller));
    expect(await seen(meetings.observer)).not.toMatch(/内情|暗项/);
    expect(await seen(meetings.observer)).toMatch(/公开/);
    expect(await seen(meetings.representative)).toMatch(/内情.*暗项/);
    await meetings.agenda('updateAgendaItem', { itemId: open?.id, visibility: 'CLOSED' });
    expect(await seen(meetings.observer)).not.toMatch(/公开/);
    // what it was while it was closed stays so
    await meetings.agenda('updateAgendaItem', { itemId: closed?.id, visibility: 'PUBLIC' });
    expect(await seen(meetings.observer)).not.toMatch(/内情.*内情/);
  });

  it('an item finds no trace of it when it was open first, and is taken off after it was closed, nor of what was below it', async () => {
    const { id } = await meetings.opened([]);
    const above = await added(id, '上级');
    const below = await meetings.agenda('addAgendaItem', {
      meetingId: id,
      parentId: above?.id,
      item: { title: '下级', kind: 'DISCUSSION' },
    });
    expect(JSON.stringify(await summaries(id, meetings.observer))).toMatch(/上级.*下级/);
    await meetings.agenda('updateAgendaItem', { itemId: below.item?.id, visibility: 'CLOSED' });
    await meetings.agenda('removeAgendaItem', { itemId: above?.id });
    expect(JSON.stringify(await summaries(id, meetings.observer))).toMatch(/上级/);
    expect(JSON.stringify(await summaries(id, meetings.observer))).not.toMatch(/下级/);
    const alone = await added(id, '单独');
    await meetings.agenda('updateAgendaItem', { itemId: alone?.id, visibility: 'CLOSED' });
    await meetings.agenda('removeAgendaItem', { itemId: alone?.id });
    expect(JSON.stringify(await summaries(id, meetings.observer))).not.toMatch(/单独/);
    expect(JSON.stringify(await summaries(id, meetings.representative))).toMatch(/下级.*单独/);
  });

  it('a draft is not told later what was prepared', async () => {
    const { id } = await meetings.schedule({ draft: true });
    await meetings.done('updateMeeting', { meetingId: id, venue: '二楼' });
    await meetings.done('publishMeeting', { meetingId: id });
    expect(await summaries(id, meetings.observer)).toEqual(['The meeting was announced.']);
    expect(await summaries(id)).toHaveLength(3);
  });
});

interface Speaker {
  readonly item: string;
  readonly speaker: string;
  readonly unit: string | null;
  readonly state: string;
  readonly startedAt: string | null;
  readonly endedAt: string | null;
}

/** The turns as a timeline tells them; what waits for what is over does not wait any more. */
function replayedTurns(told: readonly Told[]): Speaker[] {
  let turns: Speaker[] = [];
  const withdrawn = (gone: (turn: Speaker) => boolean) =>
    turns.map((turn) => (turn.state === 'WAITING' && gone(turn) ? { ...turn, state: 'WITHDRAWN' } : turn));
  for (const { kind, summary, item, at } of told) {
    const state = /^SPEAKER_(.*)$/.exec(kind)?.[1];
    const [, speaker = '', , unit = null] = /^(\S+?)( \((.*)\))? (asked|was|has|does)/.exec(summary) ?? [];
    if (state === 'WAITING') {
      // what a unit took back makes room for what it asks for now
      const kept = turns.filter(
        (turn) => !(turn.state === 'WITHDRAWN' && turn.unit !== null && turn.unit === unit && turn.item === item?.id),
      );
      turns = [...kept, { item: item?.id ?? '', speaker, unit, state, startedAt: null, endedAt: null }];
    } else if (state !== undefined)
      turns = turns.map((turn) => {
        if (turn.speaker !== speaker) return turn;
        return state === 'SPEAKING' ? { ...turn, state, startedAt: at } : { ...turn, state, endedAt: at };
      });
    if (/^ITEM_(DONE|POSTPONED|WITHDRAWN)$/.test(kind)) turns = withdrawn((turn) => turn.item === item?.id);
    if (kind === 'CLOSED') turns = withdrawn(() => true);
    if (kind === 'LEFT') turns = withdrawn(({ unit: own }) => own !== null && summary.includes(own));
  }
  // when a turn was withdrawn by itself stands with what ended it
  return turns
    .map((turn) => (turn.state === 'WITHDRAWN' ? { ...turn, endedAt: null } : turn))
    .sort((a, b) => a.speaker.localeCompare(b.speaker));
}

async function turnsOf(meetingId: string): Promise<Speaker[]> {
  const rows = await meetings.world.sql<Speaker & { item: string }>(
    `select turn.item_id as item, turn.speaker, unit.name as unit, turn.state,
       to_json(turn.started_at) #>> '{}' as "startedAt",
       case turn.state when 'DONE' then to_json(turn.ended_at) #>> '{}' end as "endedAt"
     from speaker_turns turn
     left join member_units unit on unit.id = turn.unit_id
     where turn.meeting_id = $1`,
    [rowId(meetingId)],
  );
  const moment = (text: string | null) => (text === null ? null : new Date(text).toISOString());
  return rows
    .map((row) => ({
      ...row,
      item: globalId('item', row.item),
      startedAt: moment(row.startedAt),
      endedAt: moment(row.endedAt),
    }))
    .sort((a, b) => a.speaker.localeCompare(b.speaker));
}

it('agrees with the tables, whatever happens', async () => {
  const step = fc.record({
    what: fc.constantFrom(
      'openMeeting',
      'suspendMeeting',
      'add',
      'state',
      'state',
      'in',
      'in',
      'out',
      'many',
      'answer',
      'ask',
      'ask',
      'floor',
      'floor',
    ),
    which: fc.nat(2),
    state: fc.constantFrom('ACTIVE', 'PAUSED', 'DONE', 'PENDING', 'POSTPONED', 'WITHDRAWN'),
  });
  let asked = 0;
  const plans = fc.sample(fc.array(step, { minLength: 10, maxLength: 25 }), quickOrFull(6, 100));
  for (const [index, plan] of plans.entries()) {
    const { id } = await meetings.opened([]);
    for (const { what, which, state } of plan) {
      const items = (await meetings.see(id))?.agenda.items ?? [];
      const unitId = meetings.units[which];
      const check = (more: object) =>
        meetings.run('checkIn', { meetingId: id, present: true, ...more }, meetings.organiser);
      if (what === 'add') await added(id, `事项${items.length}`);
      else if (what === 'in') await check({ unitId });
      else if (what === 'out') await check({ unitId, present: false });
      else if (what === 'many') await check({ unitIds: meetings.units });
      else if (what === 'answer')
        await meetings.run(
          'respondToInvitation',
          { meetingId: id, unitId, accept: which > 0 },
          meetings.alliance.secretariat,
        );
      else if (what === 'ask') {
        const speaker = `发言人${(asked += 1)}`;
        const input = { itemId: items[which]?.id ?? id, speaker, ...(state === 'DONE' ? {} : { unitId }) };
        await meetings.world.as(meetings.organiser).attempt('requestToSpeak', input);
      } else if (what === 'floor') {
        const turns = await meetings.world.sql<{ id: string }>(
          `select id from speaker_turns where meeting_id = $1 and state in ('WAITING', 'SPEAKING') order by position`,
          [rowId(id)],
        );
        const turnId = globalId('turn', turns[which]?.id ?? turns[0]?.id ?? rowId(id));
        const next = state === 'WITHDRAWN' || state === 'DONE' ? state : 'SPEAKING';
        await meetings.world.as(meetings.organiser).attempt('setSpeakerState', { turnId, state: next });
      } else if (what === 'state')
        await meetings.agenda('setAgendaItemState', { itemId: items[which]?.id ?? id, state }).catch(() => undefined);
      else await meetings.run(what, { meetingId: id }, meetings.organiser);
    }
    if (index % 2 === 0) await meetings.run('closeMeeting', { meetingId: id }, meetings.organiser);
    const told = (await timeline(id)) ?? [];
    const { meeting } = await meetings.world
      .as(meetings.organiser)
      .query<{ meeting: ShownMeeting }>(`query ($id: ID!) { meeting(id: $id) { ${SHOWN_MEETING} } }`, { id });
    const last = await meetings.world.revision(id);
    expect([...new Set(told.map(({ revision }) => revision))]).toEqual(Array.from({ length: last }, (_, at) => at + 1));
    expect(
      toldStanding(
        told,
        meeting.agenda.items.map((item) => item.id),
      ),
    ).toEqual(standingOf(meeting));
    expect(replayedTurns(told)).toEqual(await turnsOf(id));
  }
}, 180_000);
