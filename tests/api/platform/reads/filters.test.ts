import fc from 'fast-check';
import { newId } from '../../../../src/platform/database/ids';
import { onStatement } from '../../../../src/platform/reads/statement';
import { fetchData, request } from '../../../testkit/graphql';
import { TestWorld } from '../../../testkit/world/test-world';

let world: TestWorld;
const [here, there, sector, area, community] = [newId(), newId(), newId(), newId(), newId()];
/** What a pattern or a statement might trip over, and plain names beside it. */
const NAMES: readonly (readonly [string, string | null])[] = [
  ['100%满意社', null],
  ['100个微心愿社', null],
  ['下_划线', 'under_score'],
  ['下划线', 'underscore'],
  ['反\\斜杠', null],
  ["引'号社", null],
  ['双"引号', null],
  ['CaféAlpha', 'cafe'],
  ['青枫小学', '枫小'],
  ['青枫中学', null],
  ["Robert'); drop table member_units;--", null],
  ['𠮷野家', null],
  ['a\u0301combining', null],
];
const MOMENTS = ['2026-01-01T00:00:00.000Z', '2026-06-15T08:30:00.123Z', '2026-12-31T16:00:00.000Z'];

beforeAll(async () => {
  world = await TestWorld.open();
  await world.insert('alliances', [
    { id: here, slug: 'here', name: '此' },
    { id: there, slug: 'there', name: '彼' },
  ]);
  await world.insert('sector_groups', [{ alliance_id: here, id: sector, name: '民生服务' }]);
  await world.insert('area_groups', [{ alliance_id: here, id: area, name: '上保' }]);
  await world.insert('territories', [{ alliance_id: here, id: community, level: 'COMMUNITY', name: '社区' }]);
  const unit = (name: string, more: object = {}): Record<string, unknown> => ({
    alliance_id: here,
    id: newId(),
    name: name.normalize('NFC'),
    short_name: null,
    kind: 'OTHER',
    affiliation: 'NONE',
    status: 'ACTIVE',
    host: false,
    area_group_id: null,
    territory_id: null,
    ...more,
  });
  const units = [
    ...NAMES.map(([name, short]) => unit(name, { short_name: short })),
    unit('某医院', { kind: 'HOSPITAL', affiliation: 'CENTRAL', area_group_id: area, territory_id: community }),
    unit('街道办', { kind: 'GOVERNMENT', host: true }),
    unit('退出者', { status: 'LEFT' }),
    unit('暂停者', { status: 'SUSPENDED' }),
    unit('彼处医院', { kind: 'HOSPITAL', alliance_id: there }),
  ];
  await world.insert('member_units', units);
  await world.insert(
    'sector_group_members',
    units
      .filter(({ name }) => ['青枫小学', '某医院'].includes(String(name)))
      .map(({ id }) => ({ alliance_id: here, sector_group_id: sector, unit_id: id })),
  );
  await world.insert(
    'joint_meetings',
    MOMENTS.map((starts_at, index) => ({
      alliance_id: here,
      id: newId(),
      kind: index === 0 ? 'JOINT' : 'SHOWCASE',
      title: `第${index}次`,
      venue: index === 1 ? '会议中心_A' : null,
      status: 'SCHEDULED',
      visibility: 'PUBLIC',
      audience: 1,
      starts_at,
      check_in_secret: '\\x00',
      sector_group_id: index === 1 ? sector : null,
      area_group_id: index === 2 ? area : null,
    })),
  );
});
afterAll(() => world.close());

async function units(filter: object | null, slug = 'here'): Promise<string[]> {
  const query = `query ($slug: String!, $filter: MemberUnitFilter) { alliance(slug: $slug) { memberUnits(first: 100, filter:
      $filter) { totalCount nodes { name } } } }`;
  const {
    alliance: { memberUnits },
  } = await fetchData<{ alliance: { memberUnits: { totalCount: number; nodes: { name: string }[] } } }>(
    world.server.url,
    {
      query,
      variables: { slug, filter },
    },
  );
  expect(memberUnits.totalCount).toBe(memberUnits.nodes.length);
  return memberUnits.nodes.map(({ name }) => name).sort();
}

const MEETINGS = `query ($filter: JointMeetingFilter) { alliance(slug: "here") { meetings(filter: $filter) { totalCount nodes { title
    } } } }`;
async function meetings(filter: object | null): Promise<string[]> {
  const { alliance } = await fetchData<{ alliance: { meetings: { nodes: { title: string }[] } } }>(world.server.url, {
    query: MEETINGS,
    variables: { filter },
  });
  return alliance.meetings.nodes.map(({ title }) => title);
}

describe('a text', () => {
  it.each([
    ['%', ['100%满意社']],
    ['_', ['下_划线', "Robert'); drop table member_units;--"]],
    ['\\', ['反\\斜杠']],
    ["'", ["Robert'); drop table member_units;--", "引'号社"]],
    ['"', ['双"引号']],
    ['100%', ['100%满意社']],
    ['100_', []],
    ['下_', ['下_划线']],
    ['枫小', ['青枫小学']],
    ['青枫', ['青枫中学', '青枫小学']],
    ['CAFÉ', ['CaféAlpha']],
    ['ALPHA', ['CaféAlpha']],
    ['cafe', ['CaféAlpha']],
    ['  青枫中学 ', ['青枫中学']],
    ['𠮷', ['𠮷野家']],
    ["'); drop table member_units;--", ["Robert'); drop table member_units;--"]],
    ["' or true or name = '", []],
    ['$1', []],
    ['a\u0301', ['a\u0301combining'.normalize('NFC')]],
    ['\\%', []],
    ['没有这样的单位', []],
  ])('means itself, whatever stands in it: %s', async (text, found) => {
    expect(await units({ text })).toEqual([...found].sort());
  });

  it('that is empty, or blank, holds of everything', async () => {
    const all = await units(null);
    expect(await units({ text: '' })).toEqual(all);
    expect(await units({ text: '   ' })).toEqual(all);
  });

  it('finds what holds it, for any piece of any name', async () => {
    const all = (await units({})).map((name) => name.toLowerCase());
    const piece = fc
      .constantFrom(...NAMES.map(([name]) => [...name.normalize('NFC')]))
      .chain((letters) => fc.tuple(fc.constant(letters), fc.nat(letters.length - 1), fc.integer({ min: 1, max: 4 })))
      .map(([letters, start, length]) => letters.slice(start, start + length).join(''))
      .filter((text) => text.trim() === text);
    await fc.assert(
      fc.asyncProperty(piece, async (text) => {
        const shorts = NAMES.filter(([, short]) => short?.includes(text.toLowerCase())).map(([name]) =>
          name.normalize('NFC').toLowerCase(),
        );
        const expected = all.filter((name) => name.includes(text.toLowerCase()) || shorts.includes(name));
        expect((await units({ text })).map((name) => name.toLowerCase()).sort()).toEqual(expected.sort());
      }),
      { numRuns: 60 },
    );
  });

  it('never makes the server fail, whatever stands in it', async () => {
    const strange = [
      '\0',
      'a\0b',
      '\ud800',
      '\udfff',
      '\u202e',
      '\n',
      '%'.repeat(200),
      '长'.repeat(200),
      '_'.repeat(200),
    ];
    for (const text of strange) {
      for (const query of [
        `query ($text: String!) { alliance(slug: "here") { memberUnits(filter: { text: $text }) { totalCount }
          meetings(filter: { text: $text }) { totalCount } people(text: $text) { totalCount } } }`,
        'query ($text: String!) { alliance(slug: $text) { id } }',
        `query ($text: ID!) { node(id: $text) { id } nodes(ids: [$text, $text]) { id } memberUnit(id: $text) { id }
          meeting(id: $text) { id } }`,
        `query ($text: ID!) { alliance(slug: "here") { memberUnits(filter: { sectorGroupId: $text, areaGroupId: $text,
          territoryId: $text }) { totalCount } meetings(filter: { scopeId: $text }) { totalCount } } }`,
      ]) {
        const { status, body, text: answer } = await request(world.server.url, { query, variables: { text } });
        // what is no id is refused by name
        const faults = (body.errors ?? []).filter(
          ({ extensions }) => !(query.includes('ID!') && extensions.code === 'INVALID'),
        );
        expect([query, text.slice(0, 20), status, faults.length === 0 ? '' : answer]).toEqual([
          query,
          text.slice(0, 20),
          200,
          '',
        ]);
      }
    }
  });
});

describe('what is too long is refused before the database is asked, and named', () => {
  const statements: string[] = [];
  beforeAll(() => onStatement((text) => statements.push(text)));
  afterAll(() => onStatement(null));

  /** The statements that were run, and where what is too long stands. */
  async function refused(query: string, variables: object): Promise<unknown[]> {
    statements.length = 0;
    const { status, body } = await request(world.url(), { query, variables });
    const [error] = body.errors ?? [];
    return [status, error?.extensions.code, error?.extensions.inputPath, statements.length];
  }
  const TEXT = '字'.repeat(201);

  it.each([
    ['memberUnits(filter: { text: $text }) { totalCount }', ['filter', 'text']],
    ['meetings(filter: { text: $text }) { totalCount }', ['filter', 'text']],
    ['agreements(filter: { text: $text }) { totalCount }', ['filter', 'text']],
    ['people(text: $text) { totalCount }', ['text']],
  ])('%s', async (field, inputPath) => {
    const query = `query ($text: String) { alliance(slug: "here") { ${field} } }`;
    expect(await refused(query, { text: TEXT })).toEqual([200, 'INVALID', inputPath, 0]);
    expect((await request(world.url(), { query, variables: { text: TEXT.slice(1) } })).body.errors).toBeUndefined();
  });

  it.each([
    ['alliance(slug: $text) { slug }', ['slug']],
    ['membershipApplication(receipt: $text) { id }', ['receipt']],
  ])('%s', async (field, inputPath) => {
    const query = `query ($text: String!) { ${field} }`;
    expect(await refused(query, { text: TEXT })).toEqual([200, 'INVALID', inputPath, 0]);
  });

  it('a list of a filter', async () => {
    const query =
      'query ($of: [UnitKind!]) { alliance(slug: "here") { memberUnits(filter: { kinds: $of }) { totalCount } } }';
    const of = Array<string>(101).fill('OTHER');
    expect(await refused(query, { of })).toEqual([200, 'INVALID', ['filter', 'kinds'], 0]);
    expect((await request(world.url(), { query, variables: { of: of.slice(1) } })).body.errors).toBeUndefined();
  });

  it('counts characters, and not the units that they are written in', async () => {
    const query =
      'query ($text: String) { alliance(slug: "here") { memberUnits(filter: { text: $text }) { totalCount } } }';
    expect(await refused(query, { text: '𠮷'.repeat(201) })).toEqual([200, 'INVALID', ['filter', 'text'], 0]);
    expect((await request(world.url(), { query, variables: { text: '𠮷'.repeat(200) } })).body.errors).toBeUndefined();
  });
});

describe('a filter of units', () => {
  it.each<[string, object, string[]]>([
    ['kinds', { kinds: ['HOSPITAL', 'SCHOOL'] }, ['某医院']],
    ['no kind at all', { kinds: [] }, []],
    ['affiliations', { affiliations: ['CENTRAL'] }, ['某医院']],
    ['statuses', { statuses: ['LEFT'] }, ['退出者']],
    ['statuses that hide', { statuses: ['SUSPENDED', 'APPLIED', 'DECLINED'] }, []],
    ['hosts', { host: true }, ['街道办']],
    ['several things at once', { kinds: ['HOSPITAL'], affiliations: ['CENTRAL'], text: '医', host: false }, ['某医院']],
    ['things that exclude each other', { kinds: ['HOSPITAL'], host: true }, []],
  ])('asks for %s', async (_, filter, found) => {
    expect(await units(filter)).toEqual(found);
  });

  it('asks for groups and territories by their ids, and finds nothing by those of nobody; what is none of theirs is refused', async () => {
    expect(await units({ sectorGroupId: `sector_${sector}` })).toEqual(['某医院', '青枫小学'].sort());
    expect(await units({ areaGroupId: `area_${area}` })).toEqual(['某医院']);
    expect(await units({ territoryId: `territory_${community}` })).toEqual(['某医院']);
    for (const id of [sector, `area_${sector}`, 'sector_', '', `sector_${sector} `, `sector_${sector}' or true --`])
      await expect(units({ sectorGroupId: id })).rejects.toThrow('INVALID');
    expect(await units({ sectorGroupId: `sector_${newId()}` })).toEqual([]);
    expect(await units({ sectorGroupId: `sector_${sector}` }, 'there')).toEqual([]);
  });

  it('leaves out hosts unless it says otherwise, and takes null for nothing said', async () => {
    const members = await units(null);
    expect(members).not.toContain('街道办');
    expect(await units({})).toEqual(members);
    expect(
      await units({
        text: null,
        kinds: null,
        affiliations: null,
        statuses: null,
        sectorGroupId: null,
        areaGroupId: null,
        territoryId: null,
        host: null,
      }),
    ).toEqual(members);
    expect(await units({ host: false })).toEqual(members);
  });
});

describe('a filter of meetings', () => {
  it.each<[string, object, string[]]>([
    ['text in title or venue', { text: '第1' }, ['第1次']],
    ['text in the venue', { text: '中心_' }, ['第1次']],
    ['kinds', { kinds: ['JOINT'] }, ['第0次']],
    ['statuses', { statuses: ['SCHEDULED'] }, ['第2次', '第1次', '第0次']],
    ['a beginning after', { startsAfter: MOMENTS[1] }, ['第2次']],
    ['a beginning before', { startsBefore: MOMENTS[1] }, ['第0次']],
    [
      'a beginning between, to the millisecond',
      { startsAfter: '2026-06-15T08:30:00.122Z', startsBefore: '2026-06-15T16:30:00.124+08:00' },
      ['第1次'],
    ],
    ['the first moment there is', { startsAfter: '0001-01-01T00:00:00Z' }, ['第2次', '第1次', '第0次']],
    ['none before it', { startsBefore: '0001-01-01T00:00:00Z' }, []],
    ['the last moment there is', { startsBefore: '9999-12-31T23:59:59Z' }, ['第2次', '第1次', '第0次']],
  ])('asks for %s', async (_, filter, found) => {
    expect(await meetings(filter)).toEqual(found);
  });

  it('asks for the scope by its id, whatever kind of scope that is', async () => {
    expect(await meetings({ scopeId: `alliance_${here}` })).toEqual(['第0次']);
    expect(await meetings({ scopeId: `sector_${sector}` })).toEqual(['第1次']);
    expect(await meetings({ scopeId: `area_${area}` })).toEqual(['第2次']);
    expect(await meetings({ scopeId: `alliance_${there}` })).toEqual([]);
    for (const id of [`unit_${area}`, here, 'alliance_'])
      await expect(meetings({ scopeId: id })).rejects.toThrow('INVALID');
  });

  it.each([
    '2026-02-30T00:00:00Z',
    '2026-01-01',
    'now',
    '2026-01-01T00:00:00',
    '',
    '2026-01-01T25:00:00Z',
    '99999-01-01T00:00:00Z',
    12,
    '0000-01-01T00:00:00Z',
    '0001-01-01T00:00:00+14:00',
    '9999-12-31T23:59:59-14:00',
  ])('refuses %j as a moment', async (moment) => {
    const { status, body } = await request(world.server.url, {
      query: MEETINGS,
      variables: { filter: { startsAfter: moment } },
    });
    expect([status, body.errors?.[0]?.extensions]).toMatchObject([
      400,
      { code: 'BAD_USER_INPUT', inputPath: ['filter', 'startsAfter'] },
    ]);
  });
});
