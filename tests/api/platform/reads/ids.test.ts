import { LIMITS } from '../../../../src/platform/budgets';
import { request } from '../../../testkit/graphql';
import { openTwoAlliances, type TwoAlliances } from '../../../testkit/world/fixtures/two-alliances';

let fixtures: TwoAlliances;
beforeAll(async () => {
  fixtures = await openTwoAlliances();
});
afterAll(() => fixtures.close());

const NOWHERE = '0193a000-0000-7000-8000-00000000dead';

const asked = async (field: string, language = 'en') => {
  const { body } = await request<Record<string, unknown>>(fixtures.world.url(), {
    query: `{ fine: __typename ${field} }`,
    headers: { 'accept-language': language },
  });
  return body;
};

describe('an id of another kind is refused, and says which kind is wanted', () => {
  it.each([
    ['memberUnit', 'MemberUnit', 'meeting'],
    ['meeting', 'JointMeeting', 'agreement'],
    ['agreement', 'Agreement', 'unit'],
  ])('%s', async (field, type, other) => {
    for (const id of [`${other}_${NOWHERE}`, NOWHERE, 'x', '', `x_${NOWHERE}`]) {
      expect([id, await asked(`${field}(id: "${id}") { id }`)]).toMatchObject([
        id,
        {
          data: { fine: 'Query', [field]: null },
          errors: [
            {
              message: `id must be the id of: ${type}.`,
              path: [field],
              extensions: { code: 'INVALID', inputPath: ['id'] },
            },
          ],
        },
      ]);
    }
    expect((await asked(`${field}(id: "x") { id }`, 'zh-CN')).errors?.[0]?.message).toBe(
      `id 须为此类对象的编号：${type}。`,
    );
  });

  it.each([
    ['memberUnits', 'sectorGroupId'],
    ['memberUnits', 'areaGroupId'],
    ['memberUnits', 'territoryId'],
    ['agreements', 'unitId'],
    ['agreements', 'territoryId'],
    ['meetings', 'scopeId'],
  ])('in the filter of %s: %s', async (list, filter) => {
    for (const id of ['x', '', `person_${NOWHERE}`]) {
      const field = `alliance(slug: "qingfeng") { ${list}(filter: { ${filter}: "${id}" }) { totalCount } }`;
      expect([id, await asked(field)]).toMatchObject([
        id,
        { errors: [{ path: ['alliance', list], extensions: { code: 'INVALID', inputPath: ['filter', filter] } }] },
      ]);
    }
  });
});

describe('an id of another kind in an input says which kind is wanted', () => {
  const refusalsOf = async (mutation: string, input: object, language: 'en' | 'zh-CN' = 'en') => {
    const token = await fixtures.signIn(fixtures.here.people.secretariat);
    return (await fixtures.world.as({ token, language }).attempt(mutation, input)).userErrors;
  };
  const wanted = (types: string, ...path: string[]) => ({
    code: 'NOT_FOUND',
    message: `This must be the id of: ${types}.`,
    path,
  });

  it('one of a field', async () => {
    for (const meetingId of [`unit_${NOWHERE}`, NOWHERE, 'x', ''])
      expect(await refusalsOf('updateMeeting', { meetingId })).toEqual([wanted('JointMeeting', 'meetingId')]);
    expect(await refusalsOf('updateMeeting', { meetingId: 'x' }, 'zh-CN')).toMatchObject([
      { message: '须为此类对象的编号：JointMeeting。' },
    ]);
    expect(await refusalsOf('updateMeeting', { meetingId: `meeting_${NOWHERE}` })).toMatchObject([
      { code: 'NOT_FOUND', message: 'There is no such object.' },
    ]);
  });

  it('one of a list, and one of several kinds', async () => {
    const item = { title: '开场', kind: 'REPORT', subjectId: `unit_${NOWHERE}` };
    expect(await refusalsOf('addAgendaItem', { meetingId: `meeting_${NOWHERE}`, item })).toEqual([
      wanted('Agreement / JointProject / Need / Consultation', 'item', 'subjectId'),
    ]);
    const notificationIds = [`notification_${NOWHERE}`, `meeting_${NOWHERE}`];
    expect(await refusalsOf('markNotificationsRead', { notificationIds })).toEqual([
      wanted('Notification', 'notificationIds', '1'),
    ]);
  });

  it('some that are looked up together', async () => {
    const { id, territories } = fixtures.here;
    const unit = { name: '新单位', kind: 'SCHOOL', affiliation: 'NONE' };
    const input = {
      allianceId: `alliance_${id}`,
      ...unit,
      territoryId: `unit_${NOWHERE}`,
      pairedTerritoryIds: [`territory_${territories[0]}`, 'x', `territory_${NOWHERE}`],
    };
    expect(await refusalsOf('addMemberUnit', input)).toEqual([
      wanted('Territory', 'territoryId'),
      wanted('Territory', 'pairedTerritoryIds', '1'),
      { code: 'NOT_FOUND', message: 'There is no such object.', path: ['pairedTerritoryIds', '2'] },
    ]);
  });
});

it('what is hidden and what is not there are the same', async () => {
  const hidden = fixtures.here.agreements['DRAFT'] ?? '';
  expect(hidden).not.toBe('');
  const answers = [hidden, NOWHERE].map((id) => asked(`agreement(id: "agreement_${id}") { id }`));
  expect(await Promise.all(answers)).toEqual([
    { data: { fine: 'Query', agreement: null }, extensions: { cost: { asked: 1, ceiling: LIMITS.cost } } },
    { data: { fine: 'Query', agreement: null }, extensions: { cost: { asked: 1, ceiling: LIMITS.cost } } },
  ]);
  const none = `alliance(slug: "qingfeng") { memberUnits(filter: { territoryId: "territory_${NOWHERE}" }) { totalCount } }`;
  expect(await asked(none)).toMatchObject({ data: { fine: 'Query', alliance: { memberUnits: { totalCount: 0 } } } });
});
