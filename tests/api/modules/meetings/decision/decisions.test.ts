import type { Answer, Sender, Somebody } from '../../../../testkit/world/caller';
import type { Partner, TestAlliance } from '../../../../testkit/world/test-alliance';
import { rowId, TestWorld } from '../../../../testkit/world/test-world';
import { VotingRoom } from '../../../../testkit/world/voting-room';

const START = Date.parse('2026-11-23T01:00:00Z');
const DAY = 86_400_000;
let now = new Date(START);
let world: TestWorld;
let alliance: TestAlliance;
let school: Partner;
let clinic: Partner;
let shop: Partner;
let member: Somebody;
beforeAll(async () => {
  world = await TestWorld.open({ clock: () => now });
  alliance = await world.alliance();
  [school, clinic, shop] = (await alliance.partners('青枫小学', '社区诊所', '老街商户')) as [Partner, Partner, Partner];
  member = await alliance.person('观察员', ['OBSERVER']);
});
beforeEach(() => {
  now = new Date(START);
});
afterEach(() => world.clear());
afterAll(() => world.close());

const day = (days: number): string => new Date(START + days * DAY).toISOString().slice(0, 10);
const errors = ({ userErrors }: Pick<Answer, 'userErrors'>): string[] =>
  userErrors.map(({ code, path }) => `${code} ${path?.join('.') ?? ''}`);
const DECISION = `id text outcome decidedAt item { id }
  actionItems { id text dueOn status units { id } meeting { id } decision { id } }`;

interface Shown {
  readonly id: string;
  readonly text: string;
  readonly outcome: string;
  readonly actionItems: readonly { readonly id: string; readonly text: string; readonly status: string }[];
}

/** A meeting in session to which the school and the clinic are invited, with an item of each visibility; the first runs. */
async function inSession(): Promise<{ id: string; items: Readonly<Record<'open' | 'members' | 'closed', string>> }> {
  const id = await alliance.meeting({ inviteUnitIds: [school.unitId, clinic.unitId] });
  const items = {
    open: await alliance.item(id, { title: '公开项', visibility: 'PUBLIC' }),
    members: await alliance.item(id, { title: '成员项', visibility: 'MEMBERS' }),
    closed: await alliance.item(id, { title: '密项', visibility: 'CLOSED' }),
  };
  await world.as(alliance.organiser).mutate('openMeeting', { meetingId: id });
  for (const itemId of Object.values(items)) await set(itemId, 'ACTIVE');
  return { id, items };
}
const set = (itemId: string, state: string, by: Sender = alliance.organiser) =>
  world.as(by).mutate('setAgendaItemState', { itemId, state });
const record = (itemId: string, more: object = {}, by: Sender = alliance.organiser) =>
  world.as(by).attempt<{
    decision: Shown | null;
  }>('recordDecision', { itemId, text: '同意', outcome: 'ADOPTED', ...more }, `decision { ${DECISION} }`);
async function recorded(itemId: string, ...work: readonly object[]): Promise<Shown> {
  const { decision, userErrors } = await record(itemId, { actionItems: work });
  if (decision === null) throw new Error(JSON.stringify(userErrors));
  return decision;
}
const report = (actionItemId: string | undefined, status: string, by: Sender = alliance.organiser) =>
  world.as(by).attempt('setActionItemStatus', { actionItemId, status });
const statusOf = async (actionItemId: string): Promise<string> =>
  (await world.as(alliance.organiser).node<{ status: string }>(actionItemId, '... on ActionItem { status }'))?.status ??
  '';
async function told(by: Sender): Promise<string[]> {
  const { viewer } = await world
    .as(by)
    .query<{ viewer: { notifications: { nodes: { kind: string; summary: string }[] } } }>(
      '{ viewer { notifications(first: 50) { nodes { kind summary } } } }',
    );
  return viewer.notifications.nodes.flatMap(({ kind, summary }) => (kind === 'ACTION_ITEM_DUE' ? [summary] : []));
}

describe('recordDecision', () => {
  it('records what was decided, with the work that it gives to units', async () => {
    const { id, items } = await inSession();
    const decision = await recorded(
      items.open,
      { text: '修路', unitIds: [school.unitId, shop.unitId], dueOn: day(10) },
      { text: '通报', unitIds: [clinic.unitId] },
    );
    expect(decision).toMatchObject({
      text: '同意',
      outcome: 'ADOPTED',
      // a meeting's changes are stamped one after the other, though the clock stands still
      decidedAt: expect.stringContaining(now.toISOString().slice(0, 20)),
      item: { id: items.open },
      actionItems: [
        {
          text: '修路',
          dueOn: day(10),
          status: 'OPEN',
          units: [{ id: school.unitId }, { id: shop.unitId }],
          meeting: { id },
          decision: { id: decision.id },
        },
        { text: '通报', dueOn: null, status: 'OPEN' },
      ],
    });
    const entries = await world.sql<{ subject: string }>(
      `select subject from audit_entries where action = 'recordDecision' and subject = $1`,
      [decision.id],
    );
    expect(entries).toHaveLength(1);
  });

  it('is for those who run the meeting, on an item that has begun, while the meeting is on', async () => {
    const { id, items } = await inSession();
    const convenor = await alliance.person('他人', [], [school.unitId]);
    for (const by of [school.representative, member, convenor])
      expect(errors(await record(items.open, {}, by))).toEqual(['NOT_ALLOWED itemId']);
    expect(errors(await record(items.closed, {}, member))).toEqual(['NOT_FOUND itemId']);
    const later = await alliance.item(id, { title: '未开始' });
    expect(errors(await record(later))).toEqual(['WRONG_STATE itemId']);
    await world.as(alliance.organiser).mutate('suspendMeeting', { meetingId: id });
    expect(errors(await record(items.open))).toEqual([]);
    await world.as(alliance.organiser).mutate('closeMeeting', { meetingId: id });
    expect(errors(await record(items.open))).toEqual(['WRONG_STATE itemId']);
  });

  it('gives work to active units, who see it, and for days to come', async () => {
    const { items } = await inSession();
    const work = (more: object) => ({ actionItems: [{ text: '事项', unitIds: [school.unitId], ...more }] });
    expect(errors(await record(items.open, work({ unitIds: [] })))).toEqual(['INVALID actionItems.0.unitIds']);
    expect(errors(await record(items.open, work({ dueOn: day(-1) })))).toEqual(['INVALID actionItems.0.dueOn']);
    expect(errors(await record(items.closed, work({ unitIds: [school.unitId, shop.unitId] })))).toEqual([
      'INVALID actionItems.0.unitIds.1',
    ]);
    expect(errors(await record(items.closed, work({})))).toEqual([]);
    const gone = await alliance.unit('已离开');
    await world.sql(`update member_units set status = 'SUSPENDED' where id = $1`, [rowId(gone)]);
    expect(errors(await record(items.open, work({ unitIds: [gone] })))).toEqual(['NOT_FOUND actionItems.0.unitIds.0']);
  });

  it('is shown to whoever sees the item, in lists and by id', async () => {
    const { id, items } = await inSession();
    const work = { text: '事项', unitIds: [school.unitId] };
    const all = [
      await recorded(items.open, work),
      await recorded(items.members, work),
      await recorded(items.closed, work),
    ];
    const seen = async (by: Sender | null): Promise<number[]> => {
      const { meeting, nodes } = await world.as(by).query<{
        meeting: { decisions: unknown[]; actionItems: unknown[]; agenda: { items: { decisions: unknown[] }[] } };
        nodes: unknown[];
      }>(
        `query ($id: ID!, $ids: [ID!]!) {
           meeting(id: $id) { decisions { id } actionItems { id } agenda { items { decisions { id } } } }
           nodes(ids: $ids) { id }
         }`,
        { id, ids: all.flatMap((each) => [each.id, each.actionItems[0]?.id]) },
      );
      const { decisions, actionItems, agenda } = meeting;
      return [
        decisions.length,
        actionItems.length,
        agenda.items.flatMap((item) => item.decisions).length,
        nodes.filter((node) => node !== null).length,
      ];
    };
    expect(await seen(null)).toEqual([1, 1, 1, 2]);
    expect(await seen(member)).toEqual([2, 2, 2, 4]);
    expect(await seen(school.representative)).toEqual([3, 3, 3, 6]);
  });

  it('keeps an item that was decided on', async () => {
    const { items } = await inSession();
    await recorded(items.open);
    expect(errors(await world.as(alliance.organiser).attempt('removeAgendaItem', { itemId: items.open }))).toEqual([
      'WRONG_STATE itemId',
    ]);
  });

  it('is told live, as are its action items, to whoever sees the item', async () => {
    const { id, items } = await inSession();
    const [everybody, runs] = [world.watch(id, null), world.watch(id, alliance.organiser)];
    const revision = await world.revision(id);
    for (const watcher of [everybody, runs]) await watcher.reached(revision);
    const open = await recorded(items.open, { text: '公开事项', unitIds: [school.unitId] });
    await recorded(items.closed, { text: '密事项', unitIds: [school.unitId] });
    await report(open.actionItems[0]?.id, 'DONE');
    await world.settle(id, [everybody, null], [runs, alliance.organiser]);
    expect(JSON.stringify(everybody.frames)).not.toContain('密');
    const shown = (watcher: typeof runs) =>
      watcher.state?.items.flatMap(({ decisions }) => decisions.flatMap(({ actionItems }) => actionItems ?? []));
    expect(shown(everybody)).toMatchObject([{ text: '公开事项', status: 'DONE' }]);
    expect(shown(runs)).toMatchObject([
      { text: '公开事项', status: 'DONE' },
      { text: '密事项', status: 'OPEN' },
    ]);
  });
});

describe('setActionItemStatus', () => {
  it('is done by the staff of its units, and all else by those who run the meeting, also once that is over', async () => {
    const { id, items } = await inSession();
    const { actionItems } = await recorded(items.open, { text: '事项', unitIds: [school.unitId] });
    const item = actionItems[0]?.id ?? '';
    await world.as(alliance.organiser).mutate('closeMeeting', { meetingId: id });
    for (const by of [clinic.representative, member])
      expect(errors(await report(item, 'DONE', by))).toEqual(['NOT_ALLOWED actionItemId']);
    expect(errors(await report(item, 'CANCELLED', school.representative))).toEqual(['NOT_ALLOWED actionItemId']);
    expect(errors(await report(item, 'DONE', school.representative))).toEqual([]);
    expect(errors(await report(item, 'OPEN', school.representative))).toEqual(['NOT_ALLOWED actionItemId']);
    expect(errors(await report(item, 'CANCELLED'))).toEqual(['WRONG_STATE status']);
    expect(errors(await report(item, 'OPEN'))).toEqual([]);
    expect(errors(await report(item, 'OVERDUE'))).toEqual(['INVALID status']);
    expect(errors(await report(item, 'CANCELLED', alliance.secretariat))).toEqual([]);
    expect(await statusOf(item)).toBe('CANCELLED');
    const closed = await inSession();
    const hidden = await recorded(closed.items.closed, { text: '密', unitIds: [school.unitId] });
    expect(errors(await report(hidden.actionItems[0]?.id, 'DONE', member))).toEqual(['NOT_FOUND actionItemId']);
  });

  it('turns overdue by itself on the day after, and its units are reminded before and after, once each', async () => {
    const { id, items } = await inSession();
    const { actionItems } = await recorded(
      items.open,
      { text: '修路', unitIds: [clinic.unitId], dueOn: day(10) },
      { text: '不限', unitIds: [clinic.unitId] },
      { text: '已完成', unitIds: [clinic.unitId], dueOn: day(10) },
    );
    const [item, undated, done] = actionItems.map((each) => each.id) as [string, string, string];
    await report(done, 'DONE', clinic.representative);
    await world.as(alliance.organiser).mutate('closeMeeting', { meetingId: id });
    const after = async (days: number): Promise<string> => {
      now = new Date(START + days * DAY);
      for (let times = 0; times < 2; times += 1) await world.server.running.timedWork.catchUp();
      return statusOf(item);
    };
    expect(await after(6)).toBe('OPEN');
    expect(await told(clinic.representative)).toEqual([]);
    expect(await after(8)).toBe('OPEN');
    expect(await told(clinic.representative)).toEqual([
      `The action item “修路” of the meeting “联席会议” is due on ${day(10)}.`,
    ]);
    expect(await after(10)).toBe('OPEN');
    expect(await after(11)).toBe('OVERDUE');
    expect(await told(clinic.representative)).toEqual([
      `The action item “修路” of the meeting “联席会议” was due on ${day(10)}.`,
      `The action item “修路” of the meeting “联席会议” is due on ${day(10)}.`,
    ]);
    expect([await statusOf(undated), await statusOf(done)]).toEqual(['OPEN', 'DONE']);
    expect(errors(await report(item, 'DONE', clinic.representative))).toEqual([]);
    expect(await after(12)).toBe('DONE');
  });
});

describe('a decision that follows a vote', () => {
  let room: VotingRoom;
  let itemId: string;
  const decide = async (voteId: string, outcome: string): Promise<string[]> =>
    errors(
      await room.alliance
        .as(room.alliance.organiser)
        .attempt('recordDecision', { itemId, voteId, text: '决定', outcome }),
    );
  const voted = async (...labels: readonly string[]): Promise<string> => {
    const vote = await room.vote();
    for (const [index, label] of labels.entries()) await room.cast(vote, index, label);
    await room.close(vote);
    return vote.id;
  };
  beforeAll(async () => {
    room = await VotingRoom.open(world, { units: 2 });
    ({ itemId } = room);
    await set(itemId, 'ACTIVE', room.alliance.organiser);
  });

  it('names it', async () => {
    const voteId = await voted('赞成', '赞成');
    const input = { itemId, voteId, text: '同意实施', outcome: 'ADOPTED' };
    const { decision } = await room.alliance
      .as(room.alliance.organiser)
      .mutate<{ decision: object }>('recordDecision', input, 'decision { outcome vote { id outcome } }');
    expect(decision).toEqual({ outcome: 'ADOPTED', vote: { id: voteId, outcome: 'CARRIED' } });
  });

  it('says nothing else than that came to, and may be put off', async () => {
    const [carried, lost] = [await voted('赞成', '赞成'), await voted('反对', '反对')];
    expect(await decide(carried, 'REJECTED')).toEqual(['INVALID outcome']);
    expect(await decide(lost, 'ADOPTED')).toEqual(['INVALID outcome']);
    expect(await decide(lost, 'REJECTED')).toEqual([]);
    expect(await decide(lost, 'DEFERRED')).toEqual([]);
  });

  it('waits for its outcome, which one that is annulled never has', async () => {
    const vote = await room.vote();
    expect(await decide(vote.id, 'ADOPTED')).toEqual(['WRONG_STATE voteId']);
    await room.tryToAnnul(vote);
    expect(await decide(vote.id, 'DEFERRED')).toEqual(['WRONG_STATE voteId']);
  });

  it('is on the same item', async () => {
    const elsewhere = await VotingRoom.open(world, { units: 1 });
    const vote = await elsewhere.vote();
    await elsewhere.close(vote);
    expect(await decide(vote.id, 'DEFERRED')).toEqual(['NOT_FOUND voteId']);
  });
});
