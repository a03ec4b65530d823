import fc from 'fast-check';
import { newId } from '../../../../src/platform/database/ids';
import { fetchData, request, type GraphQLResponse } from '../../../testkit/graphql';
import { TestWorld } from '../../../testkit/world/test-world';

interface Page {
  readonly totalCount: number;
  readonly edges: readonly { readonly cursor: string; readonly node: { readonly id: string; readonly name: string } }[];
  readonly nodes: readonly { readonly name: string }[];
  readonly pageInfo: {
    readonly hasNextPage: boolean;
    readonly hasPreviousPage: boolean;
    readonly startCursor: string | null;
    readonly endCursor: string | null;
  };
}
type PageArguments = Readonly<{
  first?: number | null;
  after?: string | null;
  last?: number | null;
  before?: string | null;
  orderBy?: object | null;
}>;

let world: TestWorld;
const slugs = { few: newId(), many: newId(), moving: newId() };
/** In the order of their pinyin: an bai li song wang wu zhang. */
const FEW = ['安', '白塔', '李', '松溪', '王', '梧桐', '张'];
const JOINED: readonly (string | null)[] = [
  '2020-05-01',
  null,
  '2011-06-28',
  '2020-05-01',
  null,
  '2015-01-31',
  '2011-06-28',
];

beforeAll(async () => {
  world = await TestWorld.open();
  for (const [slug, id] of Object.entries(slugs)) await world.insert('alliances', [{ id, slug, name: slug }]);
  // planted in another order than theirs
  await plantUnits(
    'few',
    [6, 2, 4, 0, 5, 1, 3].map((index) => ({ name: FEW[index] ?? '', joined_on: JOINED[index] ?? null })),
  );
  await plantUnits(
    'many',
    Array.from({ length: 130 }, (_, index) => ({ name: `单位${String(index).padStart(3, '0')}`, joined_on: null })),
  );
});
afterAll(() => world.close());

async function plantUnits(
  slug: keyof typeof slugs,
  units: readonly { name: string; joined_on: string | null }[],
): Promise<void> {
  await world.insert(
    'member_units',
    units.map((unit) => ({
      alliance_id: slugs[slug],
      id: newId(),
      kind: 'SCHOOL',
      affiliation: 'NONE',
      status: 'ACTIVE',
      ...unit,
    })),
  );
}

const UNITS = `query ($slug: String!, $first: Int, $after: String, $last: Int, $before: String, $orderBy:
  MemberUnitOrder) { alliance(slug: $slug) {
  memberUnits(first: $first, after: $after, last: $last, before: $before, orderBy: $orderBy) {
    totalCount edges { cursor node { id name } } nodes { name } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } } }`;

async function page(slug: keyof typeof slugs, args: PageArguments = {}): Promise<Page> {
  const { alliance } = await fetchData<{ alliance: { memberUnits: Page } }>(world.server.url, {
    query: UNITS,
    variables: { slug, ...args },
  });
  return alliance.memberUnits;
}

async function refused(args: object): Promise<GraphQLResponse<unknown>> {
  return request(world.server.url, { query: UNITS, variables: { slug: 'few', ...args } });
}

const names = ({ edges }: Page): string[] => edges.map(({ node }) => node.name);
const by = (field: string, direction = 'ASC'): object => ({ field, direction });

/** The whole list, page by page: forwards from the start, or backwards from the end. */
async function walk(slug: keyof typeof slugs, size: number, backward: boolean, orderBy: object): Promise<string[][]> {
  const pages: string[][] = [];
  for (let cursor: string | null = null; ;) {
    const found: Page = await page(
      slug,
      backward ? { last: size, before: cursor, orderBy } : { first: size, after: cursor, orderBy },
    );
    pages.push(names(found));
    expect(found.nodes.map(({ name }) => name)).toEqual(names(found));
    expect([found.pageInfo.startCursor, found.pageInfo.endCursor]).toEqual([
      found.edges[0]?.cursor,
      found.edges.at(-1)?.cursor,
    ]);
    expect(backward ? found.pageInfo.hasNextPage : found.pageInfo.hasPreviousPage).toBe(cursor !== null);
    if (!(backward ? found.pageInfo.hasPreviousPage : found.pageInfo.hasNextPage)) return pages;
    cursor = backward ? found.pageInfo.startCursor : found.pageInfo.endCursor;
  }
}

describe('orders', () => {
  it('put Chinese names in the order of their pinyin, and the other way round', async () => {
    expect(names(await page('few', {}))).toEqual(FEW);
    expect(names(await page('few', { orderBy: by('NAME') }))).toEqual(FEW);
    expect(names(await page('few', { orderBy: by('NAME', 'DESC') }))).toEqual([...FEW].reverse());
  });

  it('put units without a joining date last, and equal dates in the order of their ids', async () => {
    const ascending = names(await page('few', { orderBy: by('JOINED_ON') }));
    const dates = ascending.map((name) => JOINED[FEW.indexOf(name)]);
    expect(dates).toEqual(['2011-06-28', '2011-06-28', '2015-01-31', '2020-05-01', '2020-05-01', null, null]);
    expect(names(await page('few', { orderBy: by('JOINED_ON', 'DESC') }))).toEqual([...ascending].reverse());
  });
});

describe('pages', () => {
  it.each([1, 2, 3, 7, 50])('of %i make up the whole list, forwards and backwards, in each order', async (size) => {
    for (const orderBy of ['NAME', 'JOINED_ON'].flatMap((field) => [by(field), by(field, 'DESC')])) {
      const whole = names(await page('few', { orderBy }));
      expect((await walk('few', size, false, orderBy)).flat()).toEqual(whole);
      const backward = await walk('few', size, true, orderBy);
      expect(backward.reverse().flat()).toEqual(whole);
    }
  });

  it('lie between two cursors, whichever end they are cut from', async () => {
    const { edges } = await page('few');
    const [after, before] = [edges[0]?.cursor, edges[5]?.cursor];
    const first = await page('few', { first: 2, after, before });
    expect([names(first), first.pageInfo.hasNextPage, first.pageInfo.hasPreviousPage, first.totalCount]).toEqual([
      ['白塔', '李'],
      true,
      true,
      7,
    ]);
    const last = await page('few', { last: 2, after, before });
    expect([names(last), last.pageInfo.hasNextPage, last.pageInfo.hasPreviousPage, last.totalCount]).toEqual([
      ['松溪', '王'],
      true,
      true,
      7,
    ]);
    const rest = await page('few', { after: edges[3]?.cursor });
    expect([names(rest), rest.pageInfo.hasNextPage]).toEqual([['王', '梧桐', '张'], false]);
    const none = await page('few', { first: 5, after: edges[6]?.cursor });
    expect([none.edges, none.pageInfo]).toEqual([
      [],
      { hasNextPage: false, hasPreviousPage: true, startCursor: null, endCursor: null },
    ]);
  });

  it('hold 20 where no number is given, and none to 100 where one is', async () => {
    const lengths = await Promise.all(
      [{}, { first: 0 }, { first: 100 }, { last: 100 }, { last: 0 }, { first: null, last: null }].map(
        async (args) => (await page('many', args)).edges.length,
      ),
    );
    expect(lengths).toEqual([20, 0, 100, 100, 0, 20]);
    const { pageInfo, totalCount } = await page('many', { first: 0 });
    expect([pageInfo, totalCount]).toEqual([
      { hasNextPage: true, hasPreviousPage: false, startCursor: null, endCursor: null },
      130,
    ]);
    expect(names(await page('many', { last: 2 }))).toEqual(['单位128', '单位129']);
  });

  it.each([
    [{ first: 101 }, 'first'],
    [{ first: -1 }, 'first'],
    [{ last: 101 }, 'last'],
    [{ last: -1 }, 'last'],
    [{ first: 1, last: 1 }, 'last'],
    [{ first: 2_147_483_647 }, 'first'],
  ])('are refused when %j is asked for, naming %s', async (args, argument) => {
    const { status, body } = await refused(args);
    expect([status, body.data, body.errors?.[0]?.extensions]).toMatchObject([
      200,
      { alliance: null },
      { code: 'INVALID', inputPath: [argument] },
    ]);
  });

  it('are cut for each parent apart', async () => {
    const area = newId();
    await world.insert('area_groups', [
      { alliance_id: slugs.many, id: area, name: '一片' },
      { alliance_id: slugs.many, id: newId(), name: '二片' },
    ]);
    await world.sql('update member_units set area_group_id = $1 where alliance_id = $2 and name < $3', [
      area,
      slugs.many,
      '单位007',
    ]);
    const { alliance } = await fetchData<{ alliance: { areaGroups: { name: string; memberUnits: Page }[] } }>(
      world.server.url,
      {
        query: `{ alliance(slug: "many") { areaGroups { name memberUnits(last: 2) { totalCount nodes { name } pageInfo {
            hasPreviousPage } } } } }`,
      },
    );
    expect(Object.fromEntries(alliance.areaGroups.map(({ name, memberUnits }) => [name, memberUnits]))).toEqual({
      一片: { totalCount: 7, nodes: [{ name: '单位005' }, { name: '单位006' }], pageInfo: { hasPreviousPage: true } },
      二片: { totalCount: 0, nodes: [], pageInfo: { hasPreviousPage: false } },
    });
  });
});

describe('while rows come and go between pages', () => {
  const step = fc.record({
    come: fc.array(fc.integer({ min: 0, max: 99 }), { maxLength: 3 }),
    go: fc.array(fc.nat(20), { maxLength: 3 }),
  });
  const start = fc.uniqueArray(fc.integer({ min: 0, max: 99 }), { minLength: 3, maxLength: 12 });
  const unitName = (number: number): string => `${FEW[number % FEW.length] ?? ''}${number}`;

  it('whatever stays is met exactly once, in order', async () => {
    await fc.assert(
      fc.asyncProperty(
        start,
        fc.array(step, { maxLength: 6 }),
        fc.constantFrom(1, 2, 3),
        fc.constantFrom(by('NAME'), by('NAME', 'DESC'), by('JOINED_ON')),
        async (numbers, steps, size, orderBy) => {
          await world.sql('delete from member_units where alliance_id = $1', [slugs.moving]);
          const present = new Set(numbers);
          await plantUnits(
            'moving',
            numbers.map((number) => ({ name: unitName(number), joined_on: dateOf(number) })),
          );
          const stay = new Set(present);
          const met: { readonly id: string; readonly name: string }[] = [];
          let after: string | null = null;
          for (const { come, go } of [...steps, ...Array.from({ length: 100 }, () => ({ come: [], go: [] }))]) {
            const { edges, pageInfo }: Page = await page('moving', { first: size, after, orderBy });
            met.push(...edges.map(({ node }) => node));
            if (!pageInfo.hasNextPage) break;
            after = pageInfo.endCursor;
            for (const index of go) {
              const gone = [...present][index];
              if (gone === undefined) continue;
              present.delete(gone);
              stay.delete(gone);
              await world.sql('delete from member_units where alliance_id = $1 and name = $2', [
                slugs.moving,
                unitName(gone),
              ]);
            }
            const newcomers = [...new Set(come)].filter((number) => !present.has(number));
            newcomers.forEach((number) => present.add(number));
            await plantUnits(
              'moving',
              newcomers.map((number) => ({ name: unitName(number), joined_on: dateOf(number) })),
            );
          }
          // whoever goes and comes again is another row, and may be met again
          expect(new Set(met.map(({ id }) => id)).size).toBe(met.length);
          const staying = new Set([...stay].map(unitName));
          const whole = names(await page('moving', { first: 100, orderBy })).filter((name) => staying.has(name));
          expect(met.map(({ name }) => name).filter((name) => staying.has(name))).toEqual(whole);
        },
      ),
      { numRuns: 25 },
    );
  });

  function dateOf(number: number): string | null {
    return number % 5 === 0 ? null : `20${String(10 + (number % 7)).padStart(2, '0')}-01-01`;
  }
});

describe('cursors that the list did not make', () => {
  const id = newId();
  const cursor = (...parts: unknown[]): string => Buffer.from(JSON.stringify(parts)).toString('base64');
  const FORGED: readonly [string, string][] = [
    ['nothing', ''],
    ['a word', 'cursor'],
    ['an empty list', cursor()],
    ['an object', Buffer.from('{}').toString('base64')],
    ['no JSON', Buffer.from('[').toString('base64')],
    ['another order', cursor('joined', '2020-01-01', id)],
    ['another direction', cursor('name-', '安', id)],
    ['another list', cursor('starts', '2026-11-23 01:00:00+00', id)],
    ['no id', cursor('name', '安', 'x')],
    ['a number for an id', cursor('name', '安', 7)],
    ['no text', cursor('name', null, id)],
    ['a list for a text', cursor('name', ['安'], id)],
    ['NUL in its text', cursor('name', 'a\0b', id)],
    ['one part more', cursor('name', '安', id, id)],
    ['SQL', "'; drop table member_units; --"],
    ['SQL within', cursor("name'; --", '安', id)],
    ['a hundred thousand characters', 'A'.repeat(100_000)],
    ['a large text within', cursor('name', '安'.repeat(20_000), id)],
  ];

  it.each(FORGED)('are refused by name: %s', async (_, forged) => {
    for (const argument of ['after', 'before']) {
      const { status, body } = await refused({ [argument]: forged });
      expect([status, body.errors?.[0]?.extensions]).toMatchObject([200, { code: 'INVALID', inputPath: [argument] }]);
    }
  });

  it.each([
    '0000-01-01',
    '2026-02-30',
    '2026-13-01',
    '2026-1-1',
    '10000-01-01',
    '-2026-01-01',
    'today',
    'infinity ',
    '2026-01-01 BC',
    '',
    '2026-01-01; --',
    'epoch',
    '9999-99-99',
  ])('are refused where they name a day that there is none: %j', async (value) => {
    const { status, body } = await refused({ after: cursor('joined', value, id), orderBy: by('JOINED_ON') });
    expect([value, status, body.errors?.[0]?.extensions]).toMatchObject([
      value,
      200,
      { code: 'INVALID', inputPath: ['after'] },
    ]);
  });

  it.each([
    '0000-01-01 00:00:00+00',
    '2026-02-30 00:00:00+00',
    '2026-01-01 25:00:00+00',
    '2026-01-01 00:00:00+99',
    '2026-01-01 00:00:00+99:99',
    '2026-01-01 00:00:60.5+00',
    '2026-01-01 23:59:60',
    `2026-01-01 00:00:00.${'0'.repeat(300)}+00`,
    '2026-01-01',
    'now',
    '2026-01-01T00:00:00Z Europe/Paris',
    '0000-12-31T23:59:59Z',
    '2026-01-01 24:00:01+00',
    '2026-01-01 00:61:00+00',
  ])('are refused where they name a moment that there is none: %j', async (value) => {
    const { status, body } = await request(world.server.url, {
      query: 'query ($after: String) { alliance(slug: "few") { meetings(after: $after) { nodes { id } } } }',
      variables: { after: cursor('starts', value, id) },
    });
    expect([value.slice(0, 40), status, body.errors?.[0]?.extensions]).toMatchObject([
      value.slice(0, 40),
      200,
      { code: 'INVALID', inputPath: ['after'] },
    ]);
  });

  it('name nothing but a place: one in an order that fits is taken, wherever it comes from', async () => {
    expect(names(await page('few', { after: cursor('name', '李', '00000000-0000-0000-0000-000000000000') }))).toEqual([
      '李',
      '松溪',
      '王',
      '梧桐',
      '张',
    ]);
    expect(names(await page('few', { after: cursor('name', "王'); drop table member_units; --", id) }))).toEqual([
      '梧桐',
      '张',
    ]);
  });

  it('never make the server fail, whatever they hold', async () => {
    const parts = fc.tuple(
      fc.constantFrom('name', 'joined', 'starts'),
      fc.oneof(
        fc.string({ unit: 'binary' }),
        fc.constantFrom('infinity', '-infinity', '2026-11-23', '2026-11-23 01:00:00.123+00'),
      ),
      fc.constant(id),
    );
    const anything = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.base64String(),
      fc.json().map((text) => Buffer.from(text).toString('base64')),
      parts.map((each) => cursor(...each)),
    );
    await fc.assert(
      fc.asyncProperty(anything, fc.constantFrom(null, by('JOINED_ON'), by('NAME', 'DESC')), async (after, orderBy) => {
        const { status, text } = await refused({ after, orderBy });
        expect([after, status === 200 || status === 400 ? '' : text]).toEqual([after, '']);
      }),
      { numRuns: 150 },
    );
  });
});
