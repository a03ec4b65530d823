import type { Sender } from '../../../../testkit/world/caller';
import { errors, SectorMeetings } from '../../../../testkit/world/sector-meetings';

let meetings: SectorMeetings;
beforeAll(async () => {
  meetings = await SectorMeetings.open();
});
afterAll(() => meetings.close());

const ITEMS = [
  { title: '通报', kind: 'INFORMATION', plannedMinutes: 10 },
  { title: '议题', kind: 'DISCUSSION', visibility: 'MEMBERS', level: 1 },
  { title: '议题一', kind: 'DISCUSSION', level: 2 },
];
const TEMPLATE = 'template { id title kind items { title kind visibility plannedMinutes level } }';
const save = (more: object = {}, caller = meetings.organiser) =>
  meetings.world
    .as(caller)
    .attempt<{ template: { id: string; items: unknown[] } | null }>(
      'saveAgendaTemplate',
      { allianceId: meetings.alliance.id, title: '季度交流', kind: 'SECTOR_EXCHANGE', items: ITEMS, ...more },
      TEMPLATE,
    );
const templates = async (caller: Sender = meetings.observer) =>
  (await meetings.alliance.shown<{ agendaTemplates: unknown }>('agendaTemplates { id title items { title } }', caller))
    .agendaTemplates;

it('is saved, and saved again in its own place', async () => {
  const { template } = await save();
  expect(template).toMatchObject({
    title: '季度交流',
    kind: 'SECTOR_EXCHANGE',
    items: [
      { title: '通报', visibility: null, plannedMinutes: 10, level: 1 },
      { title: '议题', visibility: 'MEMBERS', plannedMinutes: null, level: 1 },
      { title: '议题一', level: 2 },
    ],
  });
  const again = await save({ templateId: template?.id, title: '年度交流', kind: null, items: [ITEMS[0]] });
  expect(again.template).toMatchObject({ id: template?.id, title: '年度交流', kind: null, items: [{ title: '通报' }] });
  expect(await templates()).toEqual([{ id: template?.id, title: '年度交流', items: [{ title: '通报' }] }]);
  expect(await templates({})).toBeNull();
});

it('refuses items that lie too deep, a template that is not there, and whoever is neither secretariat nor organiser', async () => {
  expect(errors(await save({ items: [{ ...ITEMS[0], level: 2 }] }))).toEqual([['INVALID', 'items.0.level']]);
  expect(errors(await save({ items: [ITEMS[0], { ...ITEMS[1], level: 3 }] }))).toEqual([['INVALID', 'items.1.level']]);
  expect(errors(await save({ templateId: 'template_019a0000-0000-7000-8000-000000000000' }))).toEqual([
    ['NOT_FOUND', 'templateId'],
  ]);
  for (const caller of [meetings.convenor, meetings.liaison, meetings.representative])
    expect(errors(await save({}, caller))).toEqual([['NOT_ALLOWED', 'allianceId']]);
  // that there is the alliance is no secret
  expect(errors(await save({}, meetings.other.secretariat))).toEqual([['NOT_ALLOWED', 'allianceId']]);
});

it('is what the agenda of a meeting begins with, level by level, as the template is then', async () => {
  const { template } = await save();
  const templateId = template?.id;
  const agenda = [{ title: '其他', kind: 'DISCUSSION' }];
  const scheduled = await meetings.schedule({ templateId, agenda, visibility: 'PUBLIC' });
  await save({ templateId, items: [ITEMS[0]] });
  const shown = await meetings.world
    .as(meetings.organiser)
    .node<object>(
      scheduled.id,
      '... on JointMeeting { agenda { items { number title kind visibility plannedMinutes parent { title } } } }',
    );
  const top = { parent: null };
  expect(shown).toEqual({
    agenda: {
      items: [
        { number: '1', title: '通报', kind: 'INFORMATION', visibility: 'PUBLIC', plannedMinutes: 10, ...top },
        { number: '2', title: '议题', kind: 'DISCUSSION', visibility: 'MEMBERS', plannedMinutes: null, ...top },
        {
          ...{ number: '2.1', title: '议题一', kind: 'DISCUSSION', visibility: 'MEMBERS', plannedMinutes: null },
          parent: { title: '议题' },
        },
        { number: '3', title: '其他', kind: 'DISCUSSION', visibility: 'PUBLIC', plannedMinutes: null, ...top },
      ],
    },
  });
  expect((await meetings.schedule({ templateId })).agenda.items).toHaveLength(1);
  const many = Array.from({ length: 500 }, () => agenda[0]);
  const refused = (more: object) =>
    meetings.run('scheduleMeeting', meetings.plan({ templateId, ...more }), meetings.organiser);
  expect(errors(await refused({ agenda: many }))).toEqual([['LIMIT_REACHED', 'agenda']]);
  expect(errors(await refused({ templateId: 'template_019a0000-0000-7000-8000-000000000000' }))).toEqual([
    ['NOT_FOUND', 'templateId'],
  ]);
});

describe('is deleted', () => {
  const remove = (templateId: string | undefined, caller: Sender = meetings.organiser) =>
    meetings.world.as(caller).attempt('deleteAgendaTemplate', { templateId }, 'alliance { agendaTemplates { id } }');
  const schedule = (templateId: string | undefined, more: object = {}) =>
    meetings.world.as(meetings.organiser).attempt<{ series: { id: string } | null }>(
      'scheduleSeries',
      {
        ...{ allianceId: meetings.alliance.id, scopeId: meetings.sector, kind: 'SECTOR_EXCHANGE', title: '交流会' },
        ...{ firstStartsAt: new Date(Date.now() + 86_400_000), minutes: 90, recurrence: 'FREQ=WEEKLY;INTERVAL=2' },
        ...{ visibility: 'MEMBERS', templateId, ...more },
      },
      'series { id }',
    );
  const known = async (): Promise<string[]> =>
    ((await templates()) as { id: string }[] | null)?.map(({ id }) => id) ?? [];

  it('by the secretariat and organisers, with its items', async () => {
    const { template } = await save();
    for (const caller of [meetings.convenor, meetings.liaison, meetings.representative])
      expect(errors(await remove(template?.id, caller))).toEqual([['NOT_ALLOWED', 'templateId']]);
    expect(errors(await remove(template?.id, meetings.other.secretariat))).toEqual([['NOT_FOUND', 'templateId']]);
    expect(await known()).toContain(template?.id);
    expect(errors(await remove(template?.id, meetings.alliance.secretariat))).toEqual([]);
    expect(await known()).not.toContain(template?.id);
    expect(errors(await remove(template?.id))).toEqual([['NOT_FOUND', 'templateId']]);
    expect(errors(await save({ templateId: template?.id }))).toEqual([['NOT_FOUND', 'templateId']]);
    expect(
      await meetings.world.sql('select details from audit_entries where action = $1 and subject = $2', [
        'deleteAgendaTemplate',
        template?.id,
      ]),
    ).toEqual([{ details: { title: '季度交流' } }]);
  });

  it('once no series drafts meetings with it, which keep what they began with', async () => {
    const { template } = await save();
    const { series } = await schedule(template?.id);
    expect(errors(await remove(template?.id))).toEqual([['WRONG_STATE', 'templateId']]);
    await meetings.world.as(meetings.organiser).mutate('endSeries', { seriesId: series?.id });
    expect(errors(await remove(template?.id))).toEqual([]);
    const shown = await meetings.world
      .as(meetings.organiser)
      .node<object>(
        series?.id ?? '',
        '... on MeetingSeries { template { id } meetings(first: 1) { nodes { agenda { items { title } } } } }',
      );
    const items = ITEMS.map(({ title }) => ({ title }));
    expect(shown).toMatchObject({ template: null, meetings: { nodes: [{ agenda: { items } }] } });
  });

  it('or taken up by a series at the same moment, never both', async () => {
    for (let round = 0; round < 8; round += 1) {
      const { template } = await save();
      const [taken, removed] = await Promise.all([schedule(template?.id), remove(template?.id)]);
      const outcome = [errors(taken), errors(removed)];
      expect([
        [[], [['WRONG_STATE', 'templateId']]],
        [[['NOT_FOUND', 'templateId']], []],
      ]).toContainEqual(outcome);
    }
  });
});
