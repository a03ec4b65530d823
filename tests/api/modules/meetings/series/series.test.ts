import { errors, numbered, SectorMeetings, type Meeting } from '../../../../testkit/world/sector-meetings';
import type { Sender, Somebody } from '../../../../testkit/world/caller';

// people come at their own time, and what they do is on the test's calendar
let now = new Date();
let meetings: SectorMeetings;
let newcomer: Somebody;
beforeAll(async () => {
  meetings = await SectorMeetings.open({ clock: () => now });
  newcomer = await meetings.alliance.join();
});
afterAll(() => meetings.close());
beforeEach(() => {
  now = new Date('2027-01-04T02:00:00.000Z');
});

const catchUp = () => meetings.world.server.running.timedWork.catchUp();

interface Series {
  readonly id: string;
  readonly recurrence: string;
  readonly endedOn: string | null;
  readonly scope: { readonly id: string };
  readonly meetings: { readonly nodes: readonly { id: string; status: string; startsAt: string; endsAt: string }[] };
}
const SERIES = `series { id title kind recurrence endedOn template { id }
  scope { ... on Alliance { id } ... on SectorGroup { id } ... on Territory { id } }
  meetings(first: 100) { nodes { id status startsAt endsAt } } }`;

const plan = (more: object = {}): object => ({
  allianceId: meetings.alliance.id,
  scopeId: meetings.sector,
  kind: 'SECTOR_EXCHANGE',
  title: '季度交流会',
  firstStartsAt: '2027-01-15T01:00:00.000Z',
  minutes: 90,
  recurrence: 'FREQ=MONTHLY',
  visibility: 'PUBLIC',
  ...more,
});
const attempt = (more: object = {}, caller: Sender = meetings.organiser) =>
  meetings.world.as(caller).attempt<{ series: Series | null }>('scheduleSeries', plan(more), SERIES);
const schedule = async (more: object = {}, caller: Sender = meetings.organiser): Promise<Series> => {
  const { series, userErrors } = await attempt(more, caller);
  if (series === null) throw new Error(JSON.stringify(userErrors));
  return series;
};
const see = (id: string, caller: Sender = meetings.organiser): Promise<Series | null> =>
  meetings.world.as(caller).node<Series | null>(id, `... on MeetingSeries { ${SERIES.slice('series { '.length, -2)} }`);
const starts = (series: Series | null): string[] =>
  (series?.meetings.nodes ?? []).map(({ startsAt }) => startsAt).sort();
const meeting = (id: string, caller?: Sender): Promise<Meeting | null> => meetings.see(id, caller);

describe('scheduleSeries', () => {
  it('drafts the meetings of the next 60 days, as its organiser’s', async () => {
    const series = await schedule({ venue: '会议室' });
    expect(series).toMatchObject({
      recurrence: 'FREQ=MONTHLY',
      endedOn: null,
      template: null,
      scope: { id: meetings.sector },
    });
    expect(starts(series)).toEqual(['2027-01-15T01:00:00.000Z', '2027-02-15T01:00:00.000Z']);
    const [draft] = series.meetings.nodes;
    expect(await meeting(draft?.id ?? '')).toMatchObject({
      status: 'DRAFT',
      title: '季度交流会',
      visibility: 'PUBLIC',
      venue: '会议室',
      endsAt: '2027-02-15T02:30:00.000Z',
      organisers: [{ id: meetings.organiser.id }],
      scope: { id: meetings.sector },
    });
    const invited = (await meeting(draft?.id ?? ''))?.attendance?.map(({ unit }) => unit.id).sort();
    expect(invited).toEqual([...meetings.units].sort());
    // a draft is for those who run it; the series is announced
    expect((await see(series.id, {}))?.meetings.nodes).toEqual([]);
    expect(await meeting(draft?.id ?? '', {})).toBeNull();
    expect(await meetings.gaps()).toEqual([]);
  });

  it('begins each agenda with its template', async () => {
    const items = [
      { title: '通报', kind: 'INFORMATION', plannedMinutes: 10 },
      { title: '议题', kind: 'DISCUSSION', visibility: 'MEMBERS' },
      { title: '议题一', kind: 'DISCUSSION', level: 2 },
      { title: '议题二', kind: 'DECISION', level: 2 },
      { title: '签约', kind: 'SIGNING' },
    ];
    const templateId = await meetings.world
      .as(meetings.organiser)
      .make('saveAgendaTemplate', 'template', { allianceId: meetings.alliance.id, title: '交流', items });
    const series = await schedule({ templateId, inviteUnitIds: [meetings.outsideUnit] });
    const draft = await meeting(series.meetings.nodes[0]?.id ?? '');
    expect(numbered(draft?.agenda ?? null)).toEqual(['1 通报', '2 议题', '2.1 议题一', '2.2 议题二', '3 签约']);
    expect(draft?.attendance?.map(({ unit }) => unit.id)).toEqual([meetings.outsideUnit]);
    await meetings.done('publishMeeting', { meetingId: draft?.id });
    expect(numbered((await meeting(draft?.id ?? '', {}))?.agenda ?? null)).toEqual(['1 通报', '2 签约']);
    // members see templates
    expect(await see(series.id, meetings.observer)).toMatchObject({ template: { id: templateId } });
    expect(await see(series.id, {})).toMatchObject({ template: null });
  });

  it('names no organiser where a liaison schedules it', async () => {
    const series = await schedule({}, meetings.liaison);
    expect((await meeting(series.meetings.nodes[0]?.id ?? ''))?.organisers).toEqual([]);
  });

  it('refuses what it cannot follow, and names the field', async () => {
    const refusals = await Promise.all(
      [
        { recurrence: 'FREQ=HOURLY' },
        { recurrence: '每季度' },
        { recurrence: 'FREQ=MONTHLY;INTERVAL=0' },
        { recurrence: 'FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30' },
        { recurrence: 'FREQ=MONTHLY;BYDAY=2TU' },
        { firstStartsAt: '2027-01-04T02:00:00.000Z' },
        { firstStartsAt: '2200-01-04T02:00:00.000Z' },
        { until: '2027-01-14' },
        { minutes: 0 },
        { inviteUnitIds: ['unit_019a0000-0000-7000-8000-000000000000'] },
        { templateId: 'template_019a0000-0000-7000-8000-000000000000' },
      ].map(async (more) => errors(await attempt(more))),
    );
    expect(refusals).toEqual([
      [['INVALID', 'recurrence']],
      [['INVALID', 'recurrence']],
      [['INVALID', 'recurrence']],
      [['INVALID', expect.stringMatching(/^(recurrence|firstStartsAt)$/)]],
      [['INVALID', 'firstStartsAt']],
      [['INVALID', 'firstStartsAt']],
      [['INVALID', 'firstStartsAt']],
      [['INVALID', 'until']],
      [['INVALID', 'minutes']],
      [['NOT_FOUND', 'inviteUnitIds.0']],
      [['NOT_FOUND', 'templateId']],
    ]);
  });

  it('is for those who schedule meetings of its scope', async () => {
    for (const caller of [meetings.convenor, meetings.liaison, meetings.alliance.secretariat])
      expect(errors(await attempt({}, caller))).toEqual([]);
    for (const caller of [meetings.convenor, meetings.liaison])
      expect(errors(await attempt({ scopeId: meetings.otherSector }, caller))).toEqual([['NOT_ALLOWED', 'scopeId']]);
    for (const caller of [meetings.representative, meetings.observer, meetings.other.secretariat])
      expect(errors(await attempt({ scopeId: null }, caller))).toEqual([['NOT_ALLOWED', 'allianceId']]);
  });
});

describe('timed work', () => {
  it('drafts each meeting 60 days ahead, once, by two servers at once and after any downtime', async () => {
    const series = await schedule({ until: '2027-07-15' });
    now = new Date('2027-02-13T01:00:00.000Z');
    const other = await meetings.world.anotherServer({}, () => now);
    await Promise.all([catchUp(), other.running.timedWork.catchUp(), catchUp()]);
    expect(starts(await see(series.id)).map((each) => each.slice(0, 10))).toEqual([
      '2027-01-15',
      '2027-02-15',
      '2027-03-15',
    ]);
    // nobody was there from March to June: what was missed is not drafted for the past
    now = new Date('2027-06-01T00:00:00.000Z');
    await Promise.all([catchUp(), other.running.timedWork.catchUp()]);
    now = new Date('2027-09-01T00:00:00.000Z');
    await catchUp();
    expect(starts(await see(series.id)).map((each) => each.slice(0, 10))).toEqual([
      '2027-01-15',
      '2027-02-15',
      '2027-03-15',
      '2027-06-15',
      '2027-07-15',
    ]);
    expect(await meetings.gaps()).toEqual([]);
  });

  it('drafts no meeting again that was moved or cancelled', async () => {
    const series = await schedule();
    const [second, first] = series.meetings.nodes;
    await meetings.done('updateMeeting', {
      meetingId: first?.id,
      startsAt: '2027-01-20T01:00:00.000Z',
      endsAt: '2027-01-20T02:00:00.000Z',
    });
    await meetings.done('cancelMeeting', { meetingId: second?.id, reason: '放假' });
    await catchUp();
    expect(starts(await see(series.id))).toEqual(['2027-01-20T01:00:00.000Z', '2027-02-15T01:00:00.000Z']);
  });

  it('gives its meetings to nobody whose role has ended', async () => {
    const grant = { allianceId: meetings.alliance.id, personId: newcomer.id, role: 'ORGANISER' };
    await meetings.world.as(meetings.alliance.secretariat).mutate('grantAllianceRole', grant);
    const series = await schedule({}, newcomer);
    await meetings.world.as(meetings.alliance.secretariat).mutate('revokeAllianceRole', grant);
    now = new Date('2027-02-13T01:00:00.000Z');
    await catchUp();
    const [third] = (await see(series.id))?.meetings.nodes ?? [];
    expect(third).toMatchObject({ startsAt: '2027-03-15T01:00:00.000Z' });
    expect((await meeting(third?.id ?? ''))?.organisers).toEqual([]);
  });
});

describe('endSeries', () => {
  it('cancels the drafts that are ahead and none that was published, and drafts no more', async () => {
    const series = await schedule({ recurrence: 'FREQ=WEEKLY', until: '2027-02-05' });
    const [, , published] = series.meetings.nodes;
    await meetings.done('publishMeeting', { meetingId: published?.id });
    const end = () =>
      meetings.world.as(meetings.convenor).attempt<{ series: Series }>('endSeries', { seriesId: series.id }, SERIES);
    const ended = await end();
    expect(ended.series).toMatchObject({ endedOn: '2027-01-04' });
    expect(ended.series.meetings.nodes.map(({ status }) => status)).toEqual([
      'CANCELLED',
      'CANCELLED',
      expect.any(String),
      'CANCELLED',
    ]);
    expect((await meeting(published?.id ?? '', {}))?.status).toBe('SCHEDULED');
    // saying it again changes nothing
    expect(errors(await end())).toEqual([]);
    now = new Date('2027-01-20T00:00:00.000Z');
    await catchUp();
    expect((await see(series.id))?.meetings.nodes).toHaveLength(4);
    expect(await meetings.gaps()).toEqual([]);
  });

  it('is for those who run its meetings', async () => {
    const series = await schedule({ visibility: 'CLOSED' });
    const end = (caller: Sender) => meetings.world.as(caller).attempt('endSeries', { seriesId: series.id });
    expect(errors(await end(meetings.liaison))).toEqual([['NOT_ALLOWED', 'seriesId']]);
    for (const caller of [meetings.representative, meetings.observer, meetings.other.secretariat])
      expect(errors(await end(caller))).toEqual([['NOT_FOUND', 'seriesId']]);
    expect(errors(await end(meetings.organiser))).toEqual([]);
  });

  it('while its meetings are published: each is published or cancelled, never both', async () => {
    for (let round = 0; round < 10; round += 1) {
      const series = await schedule();
      const ids = series.meetings.nodes.map(({ id }) => id);
      const [, ...published] = await Promise.all([
        meetings.world.as(meetings.organiser).attempt('endSeries', { seriesId: series.id }),
        ...ids.map((meetingId) => meetings.world.as(meetings.convenor).attempt('publishMeeting', { meetingId })),
      ]);
      for (const [index, { userErrors }] of published.entries()) {
        const status = (await meeting(ids[index] ?? ''))?.status;
        expect(status).toBe(userErrors.length === 0 ? 'SCHEDULED' : 'CANCELLED');
      }
    }
    expect(await meetings.gaps()).toEqual([]);
  });
});

it('a closed series is seen by those whom a meeting of it that was published invites', async () => {
  const series = await schedule({ visibility: 'CLOSED' });
  const [draft] = series.meetings.nodes;
  const seen = async (caller: Sender) => (await see(series.id, caller))?.id ?? null;
  expect(await seen(meetings.representative)).toBeNull();
  await meetings.done('publishMeeting', { meetingId: draft?.id });
  expect(await seen(meetings.representative)).toBe(series.id);
  for (const caller of [{}, meetings.observer, meetings.other.secretariat]) expect(await seen(caller)).toBeNull();
  const { meeting: shown } = await meetings.world
    .as(meetings.representative)
    .query<{ meeting: unknown }>(`{ meeting(id: "${draft?.id}") { series { id title } } }`);
  expect(shown).toEqual({ series: { id: series.id, title: '季度交流会' } });
});
