import ICAL from 'ical.js';
import { SecretKind } from '../../../../../src/platform/identity/secrets';
import type { Sender, Somebody } from '../../../../testkit/world/caller';
import { errors, SectorMeetings } from '../../../../testkit/world/sector-meetings';
import { rowId } from '../../../../testkit/world/test-world';

let meetings: SectorMeetings;
beforeAll(async () => {
  meetings = await SectorMeetings.open();
});
afterAll(() => meetings.close());

const ahead = (days: number): string => new Date(Date.now() + days * 86_400_000).toISOString().replace(/\.\d+/, '.000');
const schedule = (more: object = {}) => meetings.schedule({ startsAt: ahead(3), ...more });

interface Made {
  readonly calendarFeed: { id: string; unit: { id: string } | null; scope: { id: string } | null } | null;
  readonly url: string | null;
}
const MADE = `url calendarFeed { id createdAt lastUsedAt unit { id }
  scope { ... on Alliance { id } ... on SectorGroup { id } ... on AreaGroup { id } ... on Territory { id } } }`;
const create = (caller: Sender, input: object = {}) =>
  meetings.world.as(caller).attempt<Made>('createCalendarFeed', input, MADE);
const urlOf = async (caller: Sender, input: object = {}): Promise<string> => (await create(caller, input)).url ?? '';

const fetched = async (url: string, init: RequestInit = {}) => {
  const response = await fetch(url, init);
  return { status: response.status, headers: response.headers, text: await response.text() };
};
const events = async (url: string): Promise<ICAL.Event[]> => {
  const { status, text } = await fetched(url);
  expect(status).toBe(200);
  return new ICAL.Component(ICAL.parse(text) as unknown[])
    .getAllSubcomponents('vevent')
    .map((each) => new ICAL.Event(each));
};
const titles = async (url: string): Promise<string[]> => (await events(url)).map(({ summary }) => summary).sort();
const status = (event: ICAL.Event | undefined): unknown => event?.component.getFirstPropertyValue('status');

it('has the meetings of a group as its owner may see them, without drafts', async () => {
  const scopeId = meetings.sector;
  await schedule({ title: '公开会' });
  await schedule({ title: '成员会', visibility: 'MEMBERS' });
  await schedule({ title: '闭门会', visibility: 'CLOSED' });
  await schedule({ title: '草稿', draft: true });
  await schedule({ title: '别组', scopeId: meetings.otherSector });
  const draft = await schedule({ title: '取消的草稿', draft: true });
  await meetings.done('cancelMeeting', { meetingId: draft.id, reason: '不办了' });
  await schedule({ title: '很久以前', startsAt: ahead(-401) });
  expect(await titles(await urlOf(meetings.organiser, { scopeId }))).toEqual(['公开会', '成员会', '闭门会'].sort());
  expect(await titles(await urlOf(meetings.representative, { scopeId }))).toEqual(
    ['公开会', '成员会', '闭门会'].sort(),
  );
  expect(await titles(await urlOf(meetings.observer, { scopeId }))).toEqual(['公开会', '成员会'].sort());
  // public groups may be followed by anybody with an account
  expect(await titles(await urlOf(meetings.other.secretariat, { scopeId }))).toEqual(['公开会']);
});

it('has the meetings that a unit is invited to, for those who see that', async () => {
  const unitId = meetings.outsideUnit;
  await schedule({ title: '邀请会', scopeId: null, inviteUnitIds: [unitId] });
  await schedule({ title: '邀请闭门会', scopeId: null, visibility: 'CLOSED', inviteUnitIds: [unitId] });
  expect(await titles(await urlOf(meetings.organiser, { unitId }))).toEqual(['邀请会', '邀请闭门会'].sort());
  expect(await titles(await urlOf(meetings.observer, { unitId }))).toEqual(['邀请会']);
  expect(await titles(await urlOf(meetings.other.secretariat, { unitId }))).toEqual([]);
});

it('has one’s own meetings: of one’s units, named to run, and of the scopes that one leads', async () => {
  await schedule({ title: '本单位', scopeId: null, kind: 'JOINT', inviteUnitIds: [meetings.units[0]] });
  await schedule({
    title: '我组织',
    scopeId: null,
    kind: 'JOINT',
    inviteUnitIds: [],
    organiserIds: [meetings.observer.id],
  });
  const own = (caller: Somebody) => urlOf(caller).then(titles);
  expect(await own(meetings.representative)).toContain('本单位');
  expect(await own(meetings.representative)).not.toContain('我组织');
  expect(await own(meetings.observer)).toEqual(['我组织']);
  expect(await own(meetings.convenor)).toEqual(expect.arrayContaining(['公开会', '闭门会']));
  expect(await own(meetings.convenor)).not.toContain('本单位');
  expect(await own(meetings.other.secretariat)).toEqual([]);
});

it('keeps who a meeting is while it changes, moves and is cancelled', async () => {
  const url = await urlOf(meetings.observer, { scopeId: meetings.otherSector });
  const meeting = await schedule({ title: '变动', scopeId: meetings.otherSector, venue: '一楼' });
  const shown = async () => (await events(url)).find(({ uid }) => uid === `${meeting.id}@gongjian`);
  const before = await shown();
  expect([before?.sequence, before?.location, status(before)]).toEqual([0, '一楼', 'CONFIRMED']);
  const startsAt = ahead(9);
  await meetings.done('updateMeeting', { meetingId: meeting.id, startsAt, endsAt: null, venue: '二楼' });
  const moved = await shown();
  expect([moved?.sequence, moved?.location, moved?.startDate.toJSDate().toISOString()]).toEqual([1, '二楼', startsAt]);
  await meetings.done('cancelMeeting', { meetingId: meeting.id, reason: '台风' });
  const cancelled = await shown();
  expect([cancelled?.sequence, status(cancelled), cancelled?.description]).toEqual([2, 'CANCELLED', '台风']);
});

it('answers whoever has it already that nothing has changed, and says what a cache may do', async () => {
  const url = await urlOf(meetings.organiser, { scopeId: meetings.sector });
  const first = await fetched(url);
  expect(first.headers.get('content-type')).toBe('text/calendar; charset=utf-8');
  expect(first.headers.get('cache-control')).toBe('private, no-cache');
  expect(first.headers.get('referrer-policy')).toBe('no-referrer');
  const etag = first.headers.get('etag') ?? '';
  const again = (tag: string) => fetched(url, { headers: { 'if-none-match': tag } });
  for (const tag of [etag, `W/${etag}`, `"other", ${etag}`, `"a, b" ,W/${etag},"c"`, '*'])
    expect([tag, await again(tag)]).toMatchObject([tag, { status: 304, text: '' }]);
  expect((await again('"other"')).status).toBe(200);
  const head = await fetched(url, { method: 'HEAD' });
  expect([head.status, head.text, head.headers.get('etag')]).toEqual([200, '', etag]);
  expect(head.headers.get('content-length')).toBe(String(Buffer.byteLength(first.text)));
  const known = await fetched(url, { method: 'HEAD', headers: { 'if-none-match': etag } });
  expect([known.status, known.headers.get('etag')]).toEqual([304, etag]);
  expect((await fetched(url, { method: 'POST' })).status).toBe(405);
  await schedule({ title: '新的' });
  const changed = await again(etag);
  expect(changed.status).toBe(200);
  expect(changed.headers.get('etag')).not.toBe(etag);
});

it('shows no more than its owner may see now: a role that ends ends with it', async () => {
  const { alliance, world, sector } = meetings;
  const person = await alliance.join();
  const grant = { allianceId: alliance.id, personId: person.id, role: 'CONVENOR', sectorGroupId: sector };
  await world.as(alliance.secretariat).mutate('grantAllianceRole', grant);
  const [group, own] = [await urlOf(person, { scopeId: sector }), await urlOf(person)];
  expect(await titles(group)).toContain('闭门会');
  expect(await titles(own)).toContain('闭门会');
  await world.as(alliance.secretariat).mutate('revokeAllianceRole', grant);
  expect(await titles(group)).not.toContain('闭门会');
  expect(await titles(group)).not.toContain('成员会');
  expect(await titles(group)).toContain('公开会');
  expect(await titles(own)).toEqual([]);
});

describe('its address', () => {
  it('is shown once, stored hashed, and revoked at once, by its owner alone', async () => {
    const made = await create(meetings.liaison, { scopeId: meetings.sector });
    const secret = /\/calendars\/(\S+)\.ics$/.exec(made.url ?? '')?.[1] ?? '';
    expect(secret).toMatch(new RegExp(`^${SecretKind.calendarFeed}[\\w-]{43}$`));
    const everything = JSON.stringify(
      await Promise.all(
        ['calendar_feeds', 'audit_entries', 'notifications', 'idempotent_answers', 'live_events'].map((table) =>
          meetings.world.rows(table),
        ),
      ),
    );
    expect(everything).not.toContain(secret.slice(SecretKind.calendarFeed.length));
    const feeds = async (caller: Sender) =>
      (
        await meetings.world
          .as(caller)
          .query<{ viewer: { calendarFeeds: { id: string; lastUsedAt: string | null }[] } }>(
            '{ viewer { calendarFeeds { id lastUsedAt } } }',
          )
      ).viewer.calendarFeeds;
    const id = made.calendarFeed?.id ?? '';
    expect(await feeds(meetings.liaison)).toEqual([{ id, lastUsedAt: null }]);
    await fetched(made.url ?? '');
    const [used] = await feeds(meetings.liaison);
    expect(used?.lastUsedAt).not.toBeNull();
    await fetched(made.url ?? '');
    // not written again for each fetch
    expect(await feeds(meetings.liaison)).toEqual([used]);
    const fetchedAfter = async (ago: string) => {
      await meetings.world.sql(`update calendar_feeds set last_used_at = now() - interval '${ago}' where id = $1`, [
        rowId(id),
      ]);
      const [before] = await feeds(meetings.liaison);
      await fetched(made.url ?? '');
      const [after] = await feeds(meetings.liaison);
      return after?.lastUsedAt !== before?.lastUsedAt;
    };
    expect([await fetchedAfter('59 minutes'), await fetchedAfter('61 minutes')]).toEqual([false, true]);
    for (const caller of [meetings.observer, meetings.alliance.secretariat]) {
      expect(await meetings.world.as(caller).node(id, 'id')).toBeNull();
      expect(errors(await meetings.world.as(caller).attempt('revokeCalendarFeed', { calendarFeedId: id }))).toEqual([
        ['NOT_FOUND', 'calendarFeedId'],
      ]);
    }
    const revoke = () => meetings.world.as(meetings.liaison).attempt('revokeCalendarFeed', { calendarFeedId: id });
    expect(errors(await revoke())).toEqual([]);
    expect(errors(await revoke())).toEqual([['NOT_FOUND', 'calendarFeedId']]);
    expect((await fetched(made.url ?? '')).status).toBe(404);
    expect(await feeds(meetings.liaison)).toEqual([]);
  });

  it('that was never given is not found', async () => {
    const { url } = meetings.world.server;
    const at = (path: string) => fetched(new URL(`/calendars/${path}`, url).href);
    for (const path of ['', 'x.ics', `gjc_${'a'.repeat(43)}.ics`, `gjc_${'a'.repeat(43)}`, '%00.ics'])
      expect(await at(path)).toMatchObject({ status: 404, text: '' });
  });

  it('is not given by an API token, nor to nobody', async () => {
    const { secret } = await meetings.world.apiToken(meetings.organiser.id, ['READ_MEMBER', 'MANAGE_MEETINGS']);
    for (const caller of [{ token: secret }, {}]) {
      const body = await meetings.world
        .as(caller)
        .send('mutation { createCalendarFeed(input: {}) { url userErrors { code } } }');
      expect(body.data).toBeNull();
    }
  });

  it('is of what its owner sees, of a unit or a scope, and fifty at the most', async () => {
    const nowhere = '019a0000-0000-7000-8000-000000000000';
    expect(errors(await create(meetings.staff, { unitId: `unit_${nowhere}` }))).toEqual([['NOT_FOUND', 'unitId']]);
    expect(errors(await create(meetings.staff, { scopeId: `sector_${nowhere}` }))).toEqual([['NOT_FOUND', 'scopeId']]);
    expect(errors(await create(meetings.staff, { unitId: meetings.units[0], scopeId: meetings.sector }))).toEqual([
      ['INVALID', 'scopeId'],
    ]);
    const unit = await create(meetings.staff, { unitId: meetings.units[0] });
    expect(unit.calendarFeed).toMatchObject({ unit: { id: meetings.units[0] }, scope: null });
    const whole = await create(meetings.staff, { scopeId: meetings.alliance.id });
    expect(whole.calendarFeed).toMatchObject({ unit: null, scope: { id: meetings.alliance.id } });
    expect((await create(meetings.staff)).calendarFeed).toMatchObject({ unit: null, scope: null });
    await meetings.world.sql(
      `insert into calendar_feeds (id, person_id, hash, created_at)
       select uuidv7(), $1, sha256(n::text::bytea), now()
       from generate_series(1, 46) n`,
      [rowId(meetings.staff.id)],
    );
    const last = await Promise.all([create(meetings.staff), create(meetings.staff), create(meetings.staff)]);
    expect(last.flatMap(errors).sort()).toEqual([
      ['LIMIT_REACHED', null],
      ['LIMIT_REACHED', null],
    ]);
  });
});
