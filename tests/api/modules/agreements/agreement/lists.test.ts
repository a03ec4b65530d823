import { newId } from '../../../../../src/platform/database/ids';
import { onStatement } from '../../../../../src/platform/reads/statement';
import { CONCLUDED } from '../../../../../src/modules/agreements/agreement/agreement.rules';
import { quickOrFull } from '../../../../quick-or-full';
import type { Partner, TestAlliance } from '../../../../testkit/world/test-alliance';
import type { Somebody } from '../../../../testkit/world/caller';
import { plantAgreements, type PlantedAgreement } from '../../../../testkit/world/many-agreements';
import { rowId, TestWorld } from '../../../../testkit/world/test-world';

/** Lists of five thousand agreements. */
const MANY = 5_000;
const PAGE = 100;

let world: TestWorld;
let alliance: TestAlliance;
let partners: Partner[];
let territories: string[];
/** Newest first, as lists have them. */
let planted: PlantedAgreement[];
const statements: string[] = [];

beforeAll(async () => {
  world = await TestWorld.open();
  alliance = await world.alliance();
  partners = await alliance.partners(...Array.from({ length: 37 }, (_, index) => `第${index + 1}单位`));
  territories = await Promise.all(
    ['上保社区', '宝石社区'].map(async (name) => {
      const id = newId();
      await alliance.world.sql(
        "insert into territories (alliance_id, id, level, name) values ($1, $2, 'COMMUNITY', $3)",
        [rowId(alliance.id), id, name],
      );
      return `territory_${id}`;
    }),
  );
  planted = (
    await plantAgreements(
      alliance,
      MANY,
      partners.map(({ unitId }) => unitId),
      territories,
    )
  ).reverse();
  onStatement((text) => statements.push(text));
});
afterAll(async () => {
  onStatement(null);
  await world.close();
});

interface Page {
  readonly totalCount: number;
  readonly nodes: readonly { readonly id: string }[];
  readonly pageInfo: {
    readonly hasNextPage: boolean;
    readonly hasPreviousPage: boolean;
    readonly startCursor: string | null;
    readonly endCursor: string | null;
  };
}
const LIST = `query ($slug: String!, $filter: AgreementFilter, $first: Int, $after: String, $last: Int, $before: String) {
  alliance(slug: $slug) { agreements(filter: $filter, first: $first, after: $after, last: $last, before: $before) {
    totalCount nodes { id number title tier status parties { unit { name } signed } } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } } }`;

/** One page, which is one statement. */
async function page(by: Somebody | null, filter: object, window: object = { first: PAGE }): Promise<Page> {
  // what is known of the viewer is read once, by other means
  statements.length = 0;
  const { alliance: found } = await alliance.as(by).query<{ alliance: { agreements: Page } }>(LIST, {
    slug: alliance.slug,
    filter,
    ...window,
  });
  expect(statements).toHaveLength(1);
  return found.agreements;
}

const ids = ({ nodes }: Pick<Page, 'nodes'>): string[] => nodes.map(({ id }) => rowId(id));
const matching = (condition: (agreement: PlantedAgreement) => boolean): string[] =>
  planted.filter(condition).map(({ id }) => id);

const today = new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 10);
const awaits =
  (unitId: string) =>
  ({ status, unitIds, signed, endsOn }: PlantedAgreement): boolean =>
    status === 'OPEN_FOR_SIGNATURE' && unitIds[signed] === rowId(unitId) && (endsOn === null || endsOn >= today);
const has =
  (text: string) =>
  ({ title, number }: PlantedAgreement): boolean =>
    [title, number].some((each) => each.toLowerCase().includes(text.toLowerCase()));

type Filter = readonly [what: string, filter: () => object, condition: (agreement: PlantedAgreement) => boolean];
const filters: readonly Filter[] = [
  ['nothing', () => ({}), () => true],
  ['one tier', () => ({ tiers: ['GRID'] }), ({ tier }) => tier === 'GRID'],
  [
    'two statuses',
    () => ({ statuses: ['ACTIVE', 'DRAFT'] }),
    ({ status }) => status === 'ACTIVE' || status === 'DRAFT',
  ],
  ['no status at all', () => ({ statuses: [] }), () => false],
  [
    'a party',
    () => ({ unitId: partners[3]?.unitId }),
    ({ unitIds }) => unitIds.includes(rowId(partners[3]?.unitId ?? '')),
  ],
  ['a party that is none', () => ({ unitId: `unit_${newId()}` }), () => false],
  [
    'a territory',
    () => ({ territoryId: territories[0] }),
    ({ territoryId }) => territoryId === rowId(territories[0] ?? ''),
  ],
  [
    'an end before a day',
    () => ({ endsBefore: '2026-03-01' }),
    ({ endsOn }) => endsOn !== null && endsOn < '2026-03-01',
  ],
  ['Chinese', () => ({ text: '绿色街区' }), has('绿色街区')],
  ['two characters', () => ({ text: '助老' }), has('助老')],
  ['a rare character', () => ({ text: '𠮷' }), has('𠮷')],
  ['a percent sign, taken as such', () => ({ text: '100%协' }), has('100%协')],
  ['a percent sign alone', () => ({ text: '%' }), has('%')],
  ['an underscore, taken as such', () => ({ text: '垃圾_分' }), has('垃圾_分')],
  ['what only a wildcard would match', () => ({ text: '党_共建' }), () => false],
  ['a backslash', () => ({ text: '\\' }), has('\\')],
  ['letters of whatever case', () => ({ text: 'gREEN sTREET' }), has('green street')],
  ['a number', () => ({ text: '2020-4999' }), has('2020-4999')],
  ['what is nowhere', () => ({ text: '没有这样的协议' }), () => false],
  [
    'everything at once',
    () => ({
      text: '协议',
      tiers: ['COMMUNITY', 'GRID'],
      statuses: ['ACTIVE', 'SIGNED'],
      unitId: partners[5]?.unitId,
      endsBefore: '2027-06-01',
    }),
    (agreement) =>
      has('协议')(agreement) &&
      agreement.tier !== 'SUBDISTRICT' &&
      ['ACTIVE', 'SIGNED'].includes(agreement.status) &&
      agreement.unitIds.includes(rowId(partners[5]?.unitId ?? '')) &&
      agreement.endsOn !== null &&
      agreement.endsOn < '2027-06-01',
  ],
];

const VIEWERS: readonly (readonly [string, () => Somebody | null, (agreement: PlantedAgreement) => boolean])[] = [
  ['the secretariat', (): Somebody => alliance.secretariat, (): boolean => true],
  [
    'a party',
    (): Somebody => (partners[3] as Partner).representative,
    ({ status, unitIds }: PlantedAgreement): boolean =>
      CONCLUDED.some((each) => each === status) || unitIds.includes(rowId(partners[3]?.unitId ?? '')),
  ],
  [
    'the public',
    (): null => null,
    ({ status }: PlantedAgreement): boolean => CONCLUDED.some((each) => each === status),
  ],
];

// what a party sees is both: what others do, and more
describe.each(quickOrFull(VIEWERS.slice(1, 2), VIEWERS))('to %s', (_, who, sees) => {
  it.each(filters)('by %s: its first page, its last page, how many there are', async (__, filter, condition) => {
    const expected = matching((agreement) => sees(agreement) && condition(agreement));
    const first = await page(who(), filter());
    expect([first.totalCount, ids(first)]).toEqual([expected.length, expected.slice(0, PAGE)]);
    expect([first.pageInfo.hasNextPage, first.pageInfo.hasPreviousPage]).toEqual([expected.length > PAGE, false]);
    const last = await page(who(), filter(), { last: PAGE });
    expect(ids(last)).toEqual(expected.slice(-PAGE));
  });
});

it('through all of them, forwards and backwards, each one once', async () => {
  const [forwards, backwards]: [string[], string[]] = [[], []];
  for (let after: string | null = null, more = true; more;) {
    const { nodes, pageInfo }: Page = await page(alliance.secretariat, {}, { first: PAGE, after });
    forwards.push(...ids({ nodes }));
    [after, more] = [pageInfo.endCursor, pageInfo.hasNextPage];
  }
  expect(forwards).toEqual(planted.map(({ id }) => id));
  const filter = { statuses: ['ACTIVE', 'OPEN_FOR_SIGNATURE'] };
  for (let before: string | null = null, more = true; more;) {
    const { nodes, pageInfo }: Page = await page(alliance.secretariat, filter, { last: PAGE, before });
    backwards.unshift(...ids({ nodes }));
    [before, more] = [pageInfo.startCursor, pageInfo.hasPreviousPage];
  }
  expect(backwards).toEqual(matching(({ status }) => status === 'ACTIVE' || status === 'OPEN_FOR_SIGNATURE'));
});

describe('awaiting my signature', () => {
  it('is what each representative finds there: open, and it is their unit’s turn', async () => {
    for (const { unitId, representative } of partners.slice(0, 8)) {
      const expected = matching(awaits(unitId));
      const found = await page(representative, { awaitingMySignature: true });
      expect([found.totalCount, ids(found)]).toEqual([expected.length, expected.slice(0, PAGE)]);
      expect(expected.length).toBeGreaterThan(0);
    }
  });

  it('is nothing for those who do not sign, and says nothing when it is false', async () => {
    for (const by of [alliance.secretariat, await alliance.agreements.staff(partners[0] as Partner), null])
      expect((await page(by, { awaitingMySignature: true })).totalCount).toBe(0);
    expect((await page(alliance.secretariat, { awaitingMySignature: false })).totalCount).toBe(MANY);
  });

  it('moves on with each signature', async () => {
    const agreements = alliance.agreements;
    const [one, two] = (await agreements.alliance.partners('签约甲', '签约乙')) as [Partner, Partner];
    const parties = [
      { unitId: one.unitId, role: 'INITIATOR', signingStep: 1 },
      { unitId: two.unitId, role: 'PARTY', signingStep: 2 },
    ];
    const waiting = async (): Promise<number[]> =>
      Promise.all(
        [one, two].map(
          async ({ representative: { token } }) =>
            (
              await alliance.as({ token }).query<{ alliance: { agreements: Page } }>(LIST, {
                slug: alliance.slug,
                filter: { awaitingMySignature: true },
              })
            ).alliance.agreements.totalCount,
        ),
      );
    const draft = await agreements.draft([one, two], { parties });
    expect(await waiting()).toEqual([0, 0]);
    await agreements.call(one, 'openAgreementForSignature', { agreementId: draft.id });
    expect(await waiting()).toEqual([1, 0]);
    await agreements.sign(one, draft);
    expect(await waiting()).toEqual([0, 1]);
    const revised = await agreements.call(one, 'reviseAgreement', { agreementId: draft.id, title: '新名称' });
    expect(await waiting()).toEqual([1, 0]);
    await agreements.sign(one, revised);
    await agreements.sign(two, revised);
    expect(await waiting()).toEqual([0, 0]);
  });
});

it('a unit’s own list is of what it is a party to, as its viewer may see it', async () => {
  const { unitId, representative } = partners[7] as Partner;
  const query =
    'query ($id: ID!) { memberUnit(id: $id) { agreements(first: 50, filter: { tiers: [SUBDISTRICT] }) { totalCount nodes { id } } } }';
  const mine = ({ unitIds, tier }: PlantedAgreement): boolean =>
    tier === 'SUBDISTRICT' && unitIds.includes(rowId(unitId));
  for (const [token, sees] of [
    [representative.token, () => true],
    [null, ({ status }: PlantedAgreement) => CONCLUDED.some((each) => each === status)],
  ] as const) {
    statements.length = 0;
    const {
      memberUnit: { agreements },
    } = await alliance.as({ token }).query<{ memberUnit: { agreements: Page } }>(query, { id: unitId });
    expect(statements).toHaveLength(1);
    const expected = matching((agreement) => mine(agreement) && sees(agreement));
    expect([agreements.totalCount, ids(agreements)]).toEqual([expected.length, expected.slice(0, 50)]);
  }
});
