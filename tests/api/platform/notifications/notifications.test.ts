/**
 * Changes what its modules work with, and so has them within the sandbox.
 *
 * @jest-environment node
 */
import { NO_PAYLOAD } from '../../../../src/platform/writes/writer';
import { anonymous } from '../../../../src/platform/access/viewer';
import { addMessages } from '../../../../src/platform/i18n/messages';
import { notify, type Notice } from '../../../../src/platform/notifications';
import { onStatement } from '../../../../src/platform/reads/statement';
import { fetchData, request } from '../../../testkit/graphql';
import { PASSWORD } from '../../../testkit/keys';
import { ACCEPT, ask, somebody } from '../identity/client';
import type { Somebody } from '../../../testkit/world/caller';
import type { TestAlliance } from '../../../testkit/world/test-alliance';
import { rowId, TestWorld } from '../../../testkit/world/test-world';

addMessages({ en: { 'test.told': 'Told: {{what}}' }, 'zh-CN': { 'test.told': '告知：{{what}}' } });

declare module '../../../../src/platform/i18n/messages' {
  interface MessageKeys {
    'test.told': true;
  }
}

interface Shown {
  readonly id: string;
  readonly at: string;
  readonly kind: string;
  readonly summary: string;
  readonly readAt: string | null;
  readonly subject: {
    readonly __typename: string;
    readonly id: string;
    readonly title?: string;
    readonly name?: string;
  } | null;
}
interface Page {
  readonly nodes: readonly Shown[];
  readonly totalCount: number;
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
}

const NOTIFICATIONS = `query ($first: Int, $after: String, $unreadOnly: Boolean) { viewer {
  notifications(first: $first, after: $after, unreadOnly: $unreadOnly) {
    totalCount pageInfo { hasNextPage endCursor }
    nodes { id at kind summary readAt subject { __typename id ... on JointMeeting { title } ... on MemberUnit { name } ... on Alliance { name } } } } } }`;

let world: TestWorld;
let alliance: TestAlliance;
let unitId: string;
let otherUnitId: string;
let representative: Somebody;
let second: Somebody;
let staff: Somebody;
let stranger: Somebody;

beforeAll(async () => {
  world = await TestWorld.open();
  alliance = await world.alliance();
  [unitId, otherUnitId] = [await alliance.unit('青枫小学'), await alliance.unit('梧桐医院')];
});
afterAll(() => world.close());
beforeEach(async () => {
  representative = await alliance.person('单位代表', [], [unitId]);
  second = await alliance.person('第二代表', [], [unitId, otherUnitId]);
  staff = await alliance.person('工作人员');
  await alliance.as(alliance.secretariat).mutate('grantUnitRole', { personId: staff.id, unitId, role: 'STAFF' });
  stranger = await alliance.person('无关的人', ['OBSERVER']);
});

async function page(of: Somebody, variables: object = {}, language = 'en'): Promise<Page> {
  const headers = { 'accept-language': language };
  const { viewer } = await fetchData<{ viewer: { notifications: Page } }>(world.server.url, {
    query: NOTIFICATIONS,
    variables,
    token: of.token,
    headers,
  });
  return viewer.notifications;
}

async function summaries(of: Somebody, language = 'en'): Promise<string[]> {
  return (await page(of, {}, language)).nodes.map(({ summary }) => summary);
}

/** Gives notifications as a service does. */
async function give(notice: Partial<Notice> & Pick<Notice, 'personIds'>): Promise<void> {
  const origin = { requestId: 'test', address: 'test', client: null, locale: 'en' } as const;
  const defaults: Omit<Notice, 'personIds'> = {
    allianceId: rowId(alliance.id),
    kind: 'OTHER',
    key: 'test.told',
    parameters: { what: 'something' },
    subject: null,
  };
  await world.server.running.writer.perform(
    { viewer: anonymous, origin, repeatable: null },
    async (tx) => {
      await notify(tx, { ...defaults, ...notice });
      return {};
    },
    {},
    NO_PAYLOAD,
  );
}

describe('an invitation to a meeting', () => {
  it('is told to the representatives of invited units, and to nobody else', async () => {
    const meetingId = await alliance.meeting({
      title: '三季度联席会议',
      visibility: 'CLOSED',
      inviteUnitIds: [unitId],
    });
    for (const each of [representative, second]) {
      expect((await page(each)).nodes).toEqual([
        {
          id: expect.stringMatching(/^notification_/),
          at: expect.any(String),
          kind: 'INVITATION',
          readAt: null,
          summary: 'Your unit is invited to the meeting “三季度联席会议”.',
          subject: { __typename: 'JointMeeting', id: meetingId, title: '三季度联席会议' },
        },
      ]);
    }
    expect(await summaries(representative, 'zh-CN')).toEqual(['您的单位受邀参加会议“三季度联席会议”。']);
    expect((await page(staff)).nodes.map(({ kind }) => kind)).toEqual(['MEMBERSHIP']);
    expect(await page(stranger)).toMatchObject({ nodes: [], totalCount: 0 });
  });

  it('is told once to somebody who represents two of the units', async () => {
    await alliance.meeting({ inviteUnitIds: [unitId, otherUnitId] });
    expect((await page(second)).totalCount).toBe(1);
  });

  it('to a draft is told when that is published', async () => {
    const meetingId = await alliance.meeting({ draft: true, inviteUnitIds: [unitId] });
    await alliance.as(alliance.organiser).mutate('updateMeeting', {
      meetingId,
      title: '改过的题目',
      inviteUnitIds: [unitId, otherUnitId],
    });
    expect(await summaries(second)).toEqual([]);
    await alliance.as(alliance.organiser).mutate('publishMeeting', { meetingId });
    expect(await summaries(second)).toEqual(['Your unit is invited to the meeting “改过的题目”.']);
    expect(await summaries(representative)).toHaveLength(1);
  });

  it('that comes later is told to those who are new, under the title of then', async () => {
    const meetingId = await alliance.meeting({ title: '旧题目', inviteUnitIds: [otherUnitId] });
    await alliance.as(alliance.organiser).mutate('updateMeeting', {
      meetingId,
      title: '新题目',
      inviteUnitIds: [otherUnitId, unitId],
    });
    await alliance.as(alliance.organiser).mutate('updateMeeting', { meetingId, venue: '三楼会议室' });
    expect(await summaries(representative)).toEqual(['Your unit is invited to the meeting “新题目”.']);
    expect(await summaries(second)).toEqual([
      'Your unit is invited to the meeting “新题目”.',
      'Your unit is invited to the meeting “旧题目”.',
    ]);
  });

  it('tells nothing of a meeting that has been closed to the person since', async () => {
    const meetingId = await alliance.meeting({ title: '内部事项', visibility: 'CLOSED', inviteUnitIds: [unitId] });
    await alliance.as(alliance.organiser).mutate('updateMeeting', { meetingId, inviteUnitIds: [] });
    const { nodes } = await page(representative);
    expect(nodes).toMatchObject([
      { kind: 'INVITATION', subject: null, summary: 'This is about something that is not open to you any more.' },
    ]);
    expect(await summaries(representative, 'zh-CN')).toEqual(['此通知所涉及的内容已不再对您开放。']);
  });

  it('takes a title for a title, whatever stands in it', async () => {
    const title = '{{role}} $t(errors.signInFirst) <b>"\\';
    await alliance.meeting({ title, inviteUnitIds: [unitId] });
    expect(await summaries(representative)).toEqual([`Your unit is invited to the meeting “${title}”.`]);
  });
});

describe('a role', () => {
  it('in a unit is told to the person who is given it, each time that it is another', async () => {
    const person = await alliance.person('新人');
    const grant = (role: string): Promise<unknown> =>
      alliance.as(alliance.secretariat).mutate('grantUnitRole', { personId: person.id, unitId, role });
    await grant('STAFF');
    await grant('STAFF');
    await grant('REPRESENTATIVE');
    await alliance.as(alliance.secretariat).mutate('revokeUnitRole', { personId: person.id, unitId });
    expect((await page(person)).nodes).toMatchObject([
      {
        kind: 'MEMBERSHIP',
        summary: 'You are now a representative of 青枫小学.',
        subject: { __typename: 'MemberUnit', id: unitId, name: '青枫小学' },
      },
      { kind: 'MEMBERSHIP', summary: 'You are now on the staff of 青枫小学.' },
    ]);
    expect((await summaries(person, 'zh-CN'))[0]).toBe('您已成为青枫小学的单位代表。');
  });

  it('in the alliance is told likewise, and is about what the role is of', async () => {
    const person = await alliance.person('新人');
    const { id: allianceId } = alliance;
    const { sectorGroup } = await alliance
      .as(alliance.secretariat)
      .mutate<{ sectorGroup: { id: string } }>(
        'createSectorGroup',
        { allianceId, name: `民生服务 ${person.id}` },
        'sectorGroup { id }',
      );
    const grant = (role: string, more: object = {}): Promise<unknown> =>
      alliance.as(alliance.secretariat).mutate('grantAllianceRole', { personId: person.id, allianceId, role, ...more });
    await grant('EXPERT');
    await grant('EXPERT');
    await grant('CONVENOR', { sectorGroupId: sectorGroup.id });
    expect((await page(person)).nodes).toMatchObject([
      { summary: 'You are now a convenor.', subject: { __typename: 'SectorGroup', id: sectorGroup.id } },
      {
        summary: 'You are now an expert of the think tank.',
        subject: { __typename: 'Alliance', id: allianceId, name: '青枫联合会' },
      },
    ]);
    expect(await summaries(person, 'zh-CN')).toEqual(['您已成为召集人。', '您已成为智库专家。']);
  });
});

describe("a person's notifications", () => {
  it('come newest first, page by page, and unread ones alone where only those are wanted', async () => {
    for (const what of ['1', '2', '3', '4', '5']) await give({ personIds: [rowId(stranger.id)], parameters: { what } });
    const first = await page(stranger, { first: 2 });
    expect(first).toMatchObject({
      totalCount: 5,
      nodes: [{ summary: 'Told: 5' }, { summary: 'Told: 4' }],
      pageInfo: { hasNextPage: true },
    });
    const next = await page(stranger, { first: 2, after: first.pageInfo.endCursor });
    expect(next.nodes.map(({ summary }) => summary)).toEqual(['Told: 3', 'Told: 2']);
    await alliance.as(stranger).mutate('markNotificationsRead', { notificationIds: next.nodes.map(({ id }) => id) });
    expect(await page(stranger, { unreadOnly: true })).toMatchObject({
      totalCount: 3,
      nodes: [{ summary: 'Told: 5' }, { summary: 'Told: 4' }, { summary: 'Told: 1' }],
    });
    expect(await page(stranger, { unreadOnly: false })).toMatchObject({ totalCount: 5 });
  });

  it('are read in one statement, subjects and all', async () => {
    await alliance.meeting({ inviteUnitIds: [unitId] });
    await give({ personIds: [rowId(representative.id)] });
    const statements: string[] = [];
    onStatement((text) => statements.push(text));
    try {
      expect((await page(representative)).nodes).toHaveLength(2);
    } finally {
      onStatement(null);
    }
    expect(statements).toHaveLength(1);
  });

  it("are nobody else's, by whatever way they are asked for", async () => {
    await give({ personIds: [rowId(stranger.id)] });
    const [own] = (await page(stranger)).nodes;
    const query =
      'query ($id: ID!) { node(id: $id) { id ... on Notification { kind summary } } nodes(ids: [$id]) { id } }';
    const seen = await fetchData(world.server.url, { query, variables: { id: own?.id }, token: stranger.token });
    expect(seen).toEqual({
      node: { id: own?.id, kind: 'OTHER', summary: 'Told: something' },
      nodes: [{ id: own?.id }],
    });
    for (const other of [alliance.secretariat, alliance.organiser, representative]) {
      expect(await fetchData(world.server.url, { query, variables: { id: own?.id }, token: other.token })).toEqual({
        node: null,
        nodes: [null],
      });
    }
  });

  it('may be about one another, each of which is told in its own words', async () => {
    await give({ personIds: [rowId(stranger.id)], parameters: { what: 'the first' } });
    const [first] = (await page(stranger)).nodes;
    await give({ personIds: [rowId(stranger.id)], parameters: { what: 'the second' }, subject: first?.id ?? '' });
    await give({ personIds: [rowId(stranger.id)], subject: alliance.id });
    const query = `{ viewer { notifications(first: 2) { nodes { summary subject {
      id ... on Notification { summary subject { id } } ... on Alliance { summary: name } ... on JointMeeting { checkInCode } } } } } }`;
    expect(await fetchData(world.server.url, { query, token: stranger.token })).toEqual({
      viewer: {
        notifications: {
          nodes: [
            { summary: 'Told: something', subject: { id: alliance.id, summary: '青枫联合会' } },
            { summary: 'Told: the second', subject: { id: first?.id, summary: 'Told: the first', subject: null } },
          ],
        },
      },
    });
  });

  it('show a subject only by what the selection asks of its type', async () => {
    await alliance.meeting({ title: '座谈会', inviteUnitIds: [unitId] });
    const subjectBy = async (selection: string): Promise<unknown> => {
      const query = `{ viewer { notifications(first: 1) { nodes { subject ${selection} } } } }`;
      const { viewer } = await fetchData<{ viewer: { notifications: Page } }>(world.server.url, {
        query,
        token: representative.token,
      });
      return viewer.notifications.nodes[0]?.subject;
    };
    expect(await subjectBy('{ ... on JointMeeting { title } }')).toEqual({ title: '座谈会' });
    expect(await subjectBy('{ ... on Alliance { name } }')).toEqual({});
    expect(await subjectBy('{ ... on Node { __typename } }')).toEqual({ __typename: 'JointMeeting' });
  });

  it('that are to be given once are, however many services do so at the same moment', async () => {
    const reminder = {
      personIds: [rowId(stranger.id), rowId(representative.id)],
      once: 'agreement 1 unsigned for 5 days',
    };
    await give({ ...reminder, personIds: [rowId(stranger.id)] });
    await Promise.all([
      give(reminder),
      give(reminder),
      give({ ...reminder, personIds: [...reminder.personIds].reverse() }),
    ]);
    for (const each of [stranger, representative]) expect((await page(each)).totalCount).toBe(1);
    const streams = await alliance.world.sql(
      "select revision from live_streams where feed = 'notificationAdded' and stream_id = any($1)",
      [reminder.personIds],
    );
    expect(streams).toEqual([{ revision: 1 }, { revision: 1 }]);
  });
});

describe('somebody who is invited', () => {
  it('finds what was told to them before in the account that they turn out to have', async () => {
    const { accessToken } = await somebody(world.server, 'known@demo.example');
    const { viewer } = await fetchData<{ viewer: { person: { id: string } } }>(world.server.url, {
      query: '{ viewer { person { id } } }',
      token: accessToken,
    });
    const { person, invitation } = await alliance
      .as(alliance.secretariat)
      .mutate<{ person: { id: string }; invitation: string }>(
        'registerPerson',
        { allianceId: alliance.id, name: '李新', email: 'known@demo.example' },
        'person { id } invitation',
      );
    await alliance.as(alliance.secretariat).mutate('grantUnitRole', { personId: person.id, unitId, role: 'STAFF' });
    await give({ personIds: [rowId(person.id), rowId(viewer.person.id)], once: 'given to both' });
    await ask(world.server, ACCEPT, { input: { invitation, password: PASSWORD } });
    const account = { id: viewer.person.id, sessionId: '', token: accessToken };
    expect((await summaries(account)).sort()).toEqual(['Told: something', 'You are now on the staff of 青枫小学.']);
  });
});

describe('markNotificationsRead', () => {
  const MARK = `mutation ($input: MarkNotificationsReadInput!) { markNotificationsRead(input: $input) {
    notifications { id readAt } userErrors { code path } } }`;
  let ids: string[];
  beforeEach(async () => {
    for (const what of ['1', '2']) await give({ personIds: [rowId(stranger.id)], parameters: { what } });
    ids = (await page(stranger)).nodes.map(({ id }) => id);
  });

  it('marks them once, and a second time changes nothing', async () => {
    const mark = (notificationIds: string[]): Promise<{ notifications: { id: string; readAt: string }[] }> =>
      alliance.as(stranger).mutate('markNotificationsRead', { notificationIds }, 'notifications { id readAt }');
    const [first] = (await mark([ids[1] as string])).notifications;
    expect(first).toEqual({ id: ids[1], readAt: expect.any(String) });
    const again = (await mark([...ids, ids[0] as string])).notifications;
    expect(again.map(({ id }) => id)).toEqual(ids);
    expect(again[1]?.readAt).toBe(first?.readAt);
    expect(await mark([])).toEqual({ notifications: [] });
  });

  it("names every one that is not the person's own, and then marks none", async () => {
    await give({ personIds: [rowId(representative.id)] });
    const [foreign] = (await page(representative)).nodes;
    const nowhere = 'notification_0193a000-0000-7000-8000-00000000dead';
    for (const others of [
      [foreign?.id, nowhere],
      [alliance.id, 'nonsense', `meeting_${rowId(ids[1] ?? '')}`],
    ]) {
      const { userErrors } = await alliance.as(stranger).attempt<object>('markNotificationsRead', {
        notificationIds: [ids[0], ...others],
      });
      expect(userErrors).toMatchObject(
        others.map((_, place) => ({ code: 'NOT_FOUND', path: ['notificationIds', String(place + 1)] })),
      );
    }
    expect((await page(stranger, { unreadOnly: true })).totalCount).toBe(2);
    expect((await page(representative, { unreadOnly: true })).totalCount).toBe(1);
  });

  it('takes 100 at the most', async () => {
    const { userErrors } = await alliance.as(stranger).attempt<object>('markNotificationsRead', {
      notificationIds: Array.from({ length: 101 }, () => ids[0]),
    });
    expect(userErrors).toMatchObject([{ code: 'LIMIT_REACHED', path: ['notificationIds'] }]);
  });

  it('is for who is signed in, and for API tokens that write', async () => {
    const mark = async (token: string | null): Promise<unknown> => {
      const { body } = await request<Record<string, unknown>>(world.server.url, {
        query: MARK,
        variables: { input: { notificationIds: [ids[0]] } },
        token,
      });
      return body.errors?.[0]?.extensions.code ?? body.data?.['markNotificationsRead'];
    };
    expect(await mark(null)).toBe('UNAUTHENTICATED');
    expect(await mark((await alliance.world.apiToken(stranger.id, ['READ_MEMBER'])).secret)).toBe('FORBIDDEN');
    expect(await mark((await alliance.world.apiToken(stranger.id, ['MANAGE_UNIT'])).secret)).toMatchObject({
      notifications: [{ id: ids[0] }],
      userErrors: [],
    });
  });
});

describe('markAllNotificationsRead', () => {
  const markAll = (input: object, of = stranger) =>
    alliance.as(of).attempt<{ viewer: { id: string } | null }>('markAllNotificationsRead', input, 'viewer { id }');
  const unread = async (of: Somebody): Promise<(string | undefined)[]> =>
    (await page(of, { unreadOnly: true })).nodes.map(({ summary }) => summary);

  beforeEach(async () => {
    for (const what of ['1', '2', '3'])
      await give({ personIds: [stranger, representative].map(({ id }) => rowId(id)), parameters: { what } });
  });

  it("marks those up to one in the person's order, and then all; nobody else's, and none anew", async () => {
    const { nodes } = await page(stranger);
    expect(await markAll({ upToId: nodes[1]?.id })).toEqual({ viewer: { id: expect.any(String) }, userErrors: [] });
    expect(await unread(stranger)).toEqual(['Told: 3']);
    const [, , oldest] = (await page(stranger)).nodes;
    expect((await markAll({})).userErrors).toEqual([]);
    expect(await unread(stranger)).toEqual([]);
    expect((await page(stranger)).nodes[2]).toEqual({ ...oldest, readAt: expect.any(String) });
    expect((await page(stranger)).nodes[2]?.readAt).toBe(oldest?.readAt);
    expect(await unread(representative)).toEqual(['Told: 3', 'Told: 2', 'Told: 1']);
  });

  it("takes a notification of one's own alone", async () => {
    const [foreign] = (await page(representative)).nodes;
    for (const upToId of [foreign?.id, 'notification_0193a000-0000-7000-8000-00000000dead', alliance.id])
      expect((await markAll({ upToId })).userErrors).toMatchObject([{ code: 'NOT_FOUND', path: ['upToId'] }]);
    expect(await unread(stranger)).toHaveLength(3);
  });
});
