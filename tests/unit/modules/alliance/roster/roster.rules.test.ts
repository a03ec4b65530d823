import fc from 'fast-check';
import type { ExistingUnit, Roster, RosterProblem, RosterRow } from '../../../../../src/modules/alliance/shared/roster';
import { mergeContact, planImport, type Contact } from '../../../../../src/modules/alliance/shared/roster';

const codes = ['12339901100000008R', '913399011000791902', '91339901100158382E'] as const;
const school = 'SCHOOL';
const groups = {
  sectorGroups: new Map([
    ['民生服务', 's1'],
    ['经济发展', 's2'],
  ]),
  areaGroups: new Map([
    ['松溪', 'a1'],
    ['梧桐（东）', 'a2'],
  ]),
  territories: new Map([['松溪社区', 't1']]),
};
const headers: Roster['headers'] = new Map([
  ['name', '单位名称'],
  ['kind', '性质'],
  ['creditCode', '代码'],
  ['sectorGroups', '界别'],
  ['areaGroup', '片区'],
  ['territory', '社区'],
]);
const rosterOf = (...rows: Partial<RosterRow>[]): Roster => ({
  rows: rows.map((row, i) => ({ row: i + 2, name: `单位${i}`, kind: school, faulty: new Set(), ...row })),
  problems: [],
  headers,
});
const planOf = (existing: ExistingUnit[], ...rows: Partial<RosterRow>[]) =>
  planImport(rosterOf(...rows), existing, groups);
const brief = ({ row, column, reason }: RosterProblem) => [row, column, reason.key, reason.params];

const 甲: ExistingUnit = { id: '甲', name: '甲小学', creditCode: codes[0] };
const 乙: ExistingUnit = { id: '乙', name: '乙小学', creditCode: codes[1] };
const 丙: ExistingUnit = { id: '丙', name: '丙小学（西区）', creditCode: null };

describe('a row is about', () => {
  const targetOf = (row: Partial<RosterRow>) => {
    const plan = planOf([甲, 乙, 丙], row);
    return plan.problems[0]?.reason.key ?? plan.update[0]?.unitId ?? 'new';
  };

  it.each<[string, Partial<RosterRow>, string]>([
    ['the unit with its credit code', { name: '甲小学', creditCode: codes[0] }, '甲'],
    ['the unit with its credit code, under a new name', { name: '甲实验小学', creditCode: codes[0] }, '甲'],
    ['the unit with its name, when it has no code', { name: '甲小学' }, '甲'],
    ['the unit with its name in another width', { name: ' 丙小学(西区)' }, '丙'],
    ['the unit with its name that has no code yet', { name: '丙小学（西区）', creditCode: codes[2] }, '丙'],
    ['a new unit when neither is known', { name: '丁小学', creditCode: codes[2] }, 'new'],
    ['a new unit when the name is not known', { name: '丁小学' }, 'new'],
    ['nobody when code and name belong to two units', { name: '乙小学', creditCode: codes[0] }, 'roster.twoUnits'],
    [
      'nobody when code and name belong to two units, one without a code',
      { name: '丙小学（西区）', creditCode: codes[0] },
      'roster.twoUnits',
    ],
    [
      'nobody when the unit of its name has another code',
      { name: '甲小学', creditCode: codes[2] },
      'roster.codeDiffers',
    ],
  ])('%s', (_, row, target) => expect(targetOf(row)).toBe(target));

  it('the one with exactly its name when others differ in width alone', () => {
    const twins = [
      { id: '1', name: '甲(东)', creditCode: null },
      { id: '2', name: '甲（东）', creditCode: null },
    ];
    expect(planOf(twins, { name: '甲（东）' }).update[0]?.unitId).toBe('2');
    expect(planOf(twins, { name: '甲 (东)' }).problems.map(brief)).toEqual([
      [2, '单位名称', 'roster.ambiguousName', {}],
    ]);
  });

  it('its unit, whose others are named when it cannot be said', () => {
    const plan = planOf([甲, 乙], { name: '乙小学', creditCode: codes[0] }, { name: '甲小学', creditCode: codes[2] });
    expect(plan.problems.map(brief)).toEqual([
      [2, '代码', 'roster.twoUnits', { byCode: '甲小学', byName: '乙小学' }],
      [3, '代码', 'roster.codeDiffers', { code: codes[0] }],
    ]);
  });
});

describe('two rows for one unit', () => {
  it.each<[string, Partial<RosterRow>[], string, string]>([
    ['have the same code', [{ creditCode: codes[2] }, { creditCode: codes[2] }], '代码', 'roster.duplicateCode'],
    ['have the same name', [{ name: '丁 小学' }, { name: '丁小学' }], '单位名称', 'roster.duplicateName'],
    [
      'point to the same unit, one by code and one by name',
      [{ name: '甲实验小学', creditCode: codes[0] }, { name: '甲小学' }],
      '单位名称',
      'roster.sameUnit',
    ],
  ])('are an error at the second when they %s', (_, rows, column, key) => {
    expect(planOf([甲], ...rows).problems.map(brief)).toEqual([[3, column, key, { other: 2 }]]);
  });

  it('are each told of the first', () => {
    expect(planOf([], { name: '丁' }, { name: '戊' }, { name: '丁' }, { name: '丁' }).problems.map(brief)).toEqual([
      [4, '单位名称', 'roster.duplicateName', { other: 2 }],
      [5, '单位名称', 'roster.duplicateName', { other: 2 }],
    ]);
  });
});

describe('what a row says', () => {
  it('becomes the values of a new unit, its groups by their ids', () => {
    const plan = planOf([], {
      name: '丁小学',
      shortName: '丁小',
      creditCode: codes[2],
      sectorGroups: ['经济发展', ' 经济 发展', '民生服务'],
      areaGroup: '梧桐(东)',
      territory: '松溪社区',
      joinedOn: '2011-10-01',
      contact: { name: '李明' },
      contactOfficial: '王五',
    });
    expect(plan.problems).toEqual([]);
    expect(plan.create).toEqual([
      {
        row: 2,
        values: {
          name: '丁小学',
          shortName: '丁小',
          kind: 'SCHOOL',
          affiliation: 'NONE',
          creditCode: codes[2],
          sectorGroupIds: ['s2', 's1'],
          areaGroupId: 'a2',
          territoryId: 't1',
          joinedOn: '2011-10-01',
          contact: { name: '李明' },
          contactOfficial: '王五',
        },
      },
    ]);
  });

  it('leaves alone, in an existing unit, what it does not mention', () => {
    const [update] = planOf([甲], { name: '甲小学', kind: undefined, joinedOn: '2012-01-01' }).update;
    expect(Object.entries(update?.values ?? {}).filter(([, value]) => value !== undefined)).toEqual([
      ['name', '甲小学'],
      ['joinedOn', '2012-01-01'],
    ]);
  });

  it('must include the kind of a new unit', () => {
    expect(planOf([甲], { name: '丁小学', kind: undefined }).problems.map(brief)).toEqual([
      [2, '性质', 'roster.kindMissing', {}],
    ]);
    expect(planOf([甲], { name: '甲小学', kind: undefined }).problems).toEqual([]);
  });

  it('is not asked for a kind that was already found wrong', () => {
    expect(planOf([], { name: '丁小学', kind: undefined, faulty: new Set(['kind' as const]) }).problems).toEqual([]);
  });

  it('must name groups that exist', () => {
    const plan = planOf([甲], {
      name: '甲小学',
      sectorGroups: ['民生服务', '体育', '教育'],
      areaGroup: '南山',
      territory: '东山',
    });
    expect(plan.problems.map(brief)).toEqual([
      [2, '界别', 'roster.unknownSectorGroup', { value: '体育' }],
      [2, '界别', 'roster.unknownSectorGroup', { value: '教育' }],
      [2, '片区', 'roster.unknownAreaGroup', { value: '南山' }],
      [2, '社区', 'roster.unknownTerritory', { value: '东山' }],
    ]);
  });
});

it('every row is planned once or has a problem, and no unit is touched twice', () => {
  const name = fc.constantFrom('甲小学', '乙小学', '丙小学(西区)', '丁小学', '戊小学', '己小学');
  const row = fc.record({
    name,
    creditCode: fc.option(fc.constantFrom(...codes), { nil: undefined }),
    kind: fc.constantFrom(school, undefined),
  });
  fc.assert(
    fc.property(fc.array(row, { maxLength: 8 }), fc.subarray([甲, 乙, 丙]), (rows, existing) => {
      const plan = planOf(existing, ...rows);
      const planned = [...plan.create, ...plan.update].map((entry) => entry.row);
      expect(new Set(planned).size).toBe(planned.length);
      const accounted = new Set([...planned, ...plan.problems.map((problem) => problem.row)]);
      expect(accounted.size).toBe(rows.length);
      if (plan.problems.length === 0) {
        const units = plan.update.map(({ unitId }) => unitId);
        expect(new Set(units).size).toBe(units.length);
        const names = plan.create.map(({ values }) => values.name);
        expect(names.filter((created) => existing.some((unit) => unit.name === created))).toEqual([]);
      }
    }),
  );
});

describe('a unit’s contacts after an import', () => {
  const li: Contact = { name: '李明', title: '主任', phone: '13988552897', email: null };
  const wang: Contact = { name: '王五', title: null, phone: null, email: null };
  const told = { name: '李 明', phone: '0571-84024092' };

  it.each<[string, Contact[], Parameters<typeof mergeContact>[1], Contact[]]>([
    ['stay when the row tells of none', [li, wang], undefined, [li, wang]],
    [
      'keep what the row leaves open of the same person',
      [li, wang],
      told,
      [{ ...li, name: '李 明', phone: '0571-84024092' }, wang],
    ],
    ['keep the person when the row has no name', [li], { phone: '12345' }, [{ ...li, phone: '12345' }]],
    [
      'give the first place to another person',
      [li, wang],
      { name: '赵六' },
      [{ name: '赵六', title: null, phone: null, email: null }, wang],
    ],
    [
      'begin with the person of the row',
      [],
      told,
      [{ name: '李 明', title: null, phone: '0571-84024092', email: null }],
    ],
    [
      'go by the unit’s name when nobody is named',
      [],
      { phone: '12345' },
      [{ name: '甲小学', title: null, phone: '12345', email: null }],
    ],
  ])('%s', (_, contacts, contact, after) => expect(mergeContact(contacts, contact, '甲小学')).toEqual(after));
});

it('looks at each unit a few times, however many bear one name', () => {
  let looks = 0;
  const existing = Array.from({ length: 500 }, (_, index): ExistingUnit => ({
    id: String(index),
    creditCode: null,
    get name() {
      looks += 1;
      return '甲小学';
    },
  }));
  const plan = planOf(existing, ...existing.map(() => ({ name: '甲小学' })));
  expect(plan.problems.map(brief)).toContainEqual([2, '单位名称', 'roster.ambiguousName', {}]);
  expect(looks).toBeLessThan(5 * existing.length);
});
