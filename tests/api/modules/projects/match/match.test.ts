import { newId } from '../../../../../src/platform/database/ids';
import { TestWorld, rowId } from '../../../../testkit/world/test-world';
import type { Partner, TestAlliance } from '../../../../testkit/world/test-alliance';
import type { Sender } from '../../../../testkit/world/caller';
import { needRow, resourceRow } from './planted';

let world: TestWorld;
let alliance: TestAlliance;
let asker: Partner;
let giver: Partner;
beforeAll(async () => {
  world = await TestWorld.open();
});
beforeEach(async () => {
  alliance = await world.alliance();
  [asker, giver] = (await alliance.partners('东溪社区', '中心医院')) as [Partner, Partner];
});
afterAll(() => world.close());

interface Shown {
  readonly matches: readonly {
    readonly score: number;
    readonly reasons: readonly string[];
    readonly need: { readonly title: string };
    readonly resource: { readonly title: string; readonly unit: { readonly name: string } };
  }[];
}

const MATCHES = 'matches(first: 50) { score reasons need { title } resource { title unit { name } } }';

async function plantNeed(more: object = {}): Promise<string> {
  const row = needRow(alliance, { unit_id: rowId(asker.unitId), ...more });
  await world.insert('needs', [row]);
  return `need_${row.id}`;
}
async function plantResource(more: object = {}): Promise<string> {
  const row = resourceRow(alliance, { unit_id: rowId(giver.unitId), ...more });
  await world.insert('resources', [row]);
  return `resource_${row.id}`;
}

const titlesFor = async (id: string): Promise<string[]> =>
  (await alliance.as(alliance.secretariat).node<Shown>(id, `... on Need { ${MATCHES} }`)).matches.map(
    ({ resource }) => resource.title,
  );

describe('a match', () => {
  it('shows a need and a resource, with a score and its reasons in the caller’s language', async () => {
    const needId = await plantNeed({ title: '老年人义诊', category: 'HEALTH', description: '希望测血压' });
    const resourceId = await plantResource({
      title: '内科专家义诊队',
      category: 'HEALTH',
      description: '量血压、测血糖',
    });
    const { matches } = await world
      .as({ ...asker.representative, language: 'zh-CN' })
      .node<Shown>(needId, `... on Need { ${MATCHES} }`);
    expect(matches).toEqual([
      {
        score: expect.any(Number) as number,
        reasons: ['都提到：义诊、血压', '类别相同', '不限区域', '所需时间内均可提供', '余量充足：1'],
        need: { title: '老年人义诊' },
        resource: { title: '内科专家义诊队', unit: { name: '中心医院' } },
      },
    ]);
    const other = await alliance.as(giver.representative).node<Shown>(resourceId, `... on Resource { ${MATCHES} }`);
    expect(other.matches).toEqual([
      {
        ...matches[0],
        reasons: [
          'Both speak of: 义诊、血压',
          'Of the same category',
          'Not bound to a place',
          'Available for the whole time',
          'Enough is left: 1',
        ],
      },
    ]);
  });

  it('has its category or some of its words in common', async () => {
    const needId = await plantNeed({ title: '书法家写春联', category: 'CULTURE_SPORTS' });
    await plantResource({ title: '足球场', category: 'CULTURE_SPORTS' });
    await plantResource({ title: '春联赠送', category: 'OTHER' });
    await plantResource({ title: '法律咨询', category: 'LEGAL' });
    expect(await titlesFor(needId)).toEqual(['春联赠送', '足球场']);
  });

  it('is none by being something else alike, and says no such reason where words make it one', async () => {
    const needId = await plantNeed({ title: '议事会场', category: 'OTHER' });
    await plantResource({ title: '快递驿站', category: 'OTHER' });
    const room = await plantResource({ title: '共享会场', category: 'OTHER' });
    expect(await titlesFor(needId)).toEqual(['共享会场']);
    const { matches } = await alliance.as(giver.representative).node<Shown>(room, `... on Resource { ${MATCHES} }`);
    expect(matches.map(({ reasons }) => reasons[1])).toEqual(['Not bound to a place']);
  });

  it('is best where place, time, what is left and the unit’s record are', async () => {
    const [here, elsewhere] = [newId(), newId()];
    await world.insert(
      'territories',
      [here, elsewhere].map((id) => ({ alliance_id: rowId(alliance.id), id, level: 'COMMUNITY', name: id })),
    );
    const needId = await plantNeed({ territory_id: here, needed_by: '2099-12-31', quantity: 4 });
    const [other] = (await alliance.partners('第二医院')) as [Partner];
    await world.insert('joint_projects', [
      {
        alliance_id: rowId(alliance.id),
        id: newId(),
        title: '已完成',
        category: 'OTHER',
        status: 'COMPLETED',
        lead_unit_id: rowId(other.unitId),
        created_at: new Date(),
        completed_at: new Date(),
        version: 1,
      },
    ]);
    const same = { territory_id: here, quantity: 4 };
    await plantResource({ ...same, title: '义诊一' });
    await plantResource({ ...same, title: '义诊二', unit_id: rowId(other.unitId) });
    await plantResource({ ...same, title: '义诊三', quantity: 2 });
    await plantResource({ ...same, title: '义诊四', available_until: '2090-01-01' });
    await plantResource({ ...same, title: '义诊五', territory_id: elsewhere });
    expect(await titlesFor(needId)).toEqual(['义诊二', '义诊一', '义诊四', '义诊三', '义诊五']);
  });

  it('is not one with what the same unit offers itself, but with what it keeps for a resident', async () => {
    const needId = await plantNeed();
    await plantResource({ title: '自己的义诊', unit_id: rowId(asker.unitId) });
    await plantResource({ title: '居民的义诊', unit_id: rowId(asker.unitId), provider: '退休医生' });
    expect(await titlesFor(needId)).toEqual(['居民的义诊']);
  });

  it.each([
    ['a resource that is reserved', { status: 'RESERVED' }],
    ['one that was taken off the list', { status: 'UNAVAILABLE' }],
    ['one whose time is over', { available_until: '2020-01-01' }],
  ])('is not one with %s', async (_, more) => {
    const needId = await plantNeed();
    await plantResource(more);
    expect(await titlesFor(needId)).toEqual([]);
  });

  it.each(['SUSPENDED', 'LEFT'])('is not one with what a unit offers that is %s', async (status) => {
    const needId = await plantNeed();
    const resourceId = await plantResource();
    await world.sql('update member_units set status = $2 where id = $1', [rowId(giver.unitId), status]);
    expect(await titlesFor(needId)).toEqual([]);
    const own = await alliance.as(giver.representative).node<Shown>(resourceId, `... on Resource { ${MATCHES} }`);
    expect(own.matches).toEqual([]);
  });

  it.each(['IN_PROGRESS', 'MET', 'WITHDRAWN'])('is not one with a need that is %s', async (status) => {
    await plantNeed({ status });
    const resourceId = await plantResource();
    const { matches } = await alliance
      .as(alliance.secretariat)
      .node<Shown>(resourceId, `... on Resource { ${MATCHES} }`);
    expect(matches).toEqual([]);
  });

  it('is never one across alliances', async () => {
    const needId = await plantNeed();
    const neighbour = await world.alliance('白塔联合会');
    const unit = await neighbour.unit('邻家医院');
    await world.insert('resources', [resourceRow(neighbour, { unit_id: rowId(unit) })]);
    expect(await titlesFor(needId)).toEqual([]);
  });
});

describe('who sees matches', () => {
  it('the people of the unit and the secretariat do, and nobody else', async () => {
    const needId = await plantNeed();
    const resourceId = await plantResource();
    const seen = async (by: Sender | null, id: string, type: string): Promise<unknown> =>
      (await world.as(by).node<{ matches: unknown } | null>(id, `... on ${type} { matches { score } }`))?.matches ??
      null;
    const neighbour = await world.alliance('白塔联合会');
    for (const [by, need, resource] of [
      [asker.representative, true, false],
      [giver.representative, false, true],
      [alliance.secretariat, true, true],
      [alliance.organiser, false, false],
      [neighbour.secretariat, false, false],
      [null, false, false],
    ] as const) {
      expect([(await seen(by, needId, 'Need')) !== null, (await seen(by, resourceId, 'Resource')) !== null]).toEqual([
        need,
        resource,
      ]);
    }
  });
});

describe('how many matches', () => {
  it('are five when nobody says, and at most fifty', async () => {
    const needId = await plantNeed();
    await world.insert(
      'resources',
      Array.from({ length: 60 }, () => resourceRow(alliance, { unit_id: rowId(giver.unitId) })),
    );
    const count = async (first: string): Promise<number> =>
      (await alliance.as(asker.representative).node<Shown>(needId, `... on Need { matches${first} { score } }`)).matches
        .length;
    expect([await count(''), await count('(first: null)')]).toEqual([5, 5]);
    expect([await count('(first: 0)'), await count('(first: 50)')]).toEqual([0, 50]);
    for (const first of [-1, 51]) {
      const { errors } = await alliance
        .as(asker.representative)
        .send(`query ($id: ID!) { node(id: $id) { ... on Need { matches(first: ${first}) { score } } } }`, {
          id: needId,
        });
      expect(errors?.[0]).toMatchObject({ extensions: { code: 'INVALID' } });
    }
  });

  it('weigh on a query’s cost before anything is read', async () => {
    const { errors } = await alliance
      .as(alliance.secretariat)
      .send(
        `query ($slug: String!) { alliance(slug: $slug) { needs(first: 100) { nodes { matches(first: 50) { score } } } } }`,
        { slug: alliance.slug },
      );
    expect(errors?.[0]).toMatchObject({ extensions: { code: 'TOO_COSTLY' } });
  });
});

describe('texts of all kinds', () => {
  it.each([
    ['10,000 characters', '义诊'.repeat(5_000)],
    ['one rare character', '鱻'],
    ['one character beyond the first plane', '𠮷'],
    ['punctuation', '？！……——；'],
    ['a single space', ' '],
    ['quotes and backslashes', `'"\\%_{}`],
  ])('match: %s', async (_, text) => {
    const needId = await plantNeed({ title: text.slice(0, 100), description: text, category: 'HEALTH' });
    await plantResource({ title: '同类', category: 'HEALTH' });
    await plantResource({ title: '同文', description: text, category: 'LEGAL' });
    const titles = await titlesFor(needId);
    expect(titles).toContain('同类');
    expect(titles.includes('同文')).toBe(/[\p{L}\p{N}]/u.test(text));
  });
});
