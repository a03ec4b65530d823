import { newUnit, unitAfterImport } from '../../../../../src/modules/alliance/roster/roster-import.rules';

describe('a row of the roster', () => {
  const row = { row: 4, values: { name: '青枫医院', kind: 'HOSPITAL', affiliation: 'NONE' } } as const;

  it('makes a unit of what it tells, and nothing else', () => {
    const unit = newUnit({
      ...row,
      values: { ...row.values, sectorGroupIds: ['b', 'a'], contact: { phone: '12345' } },
    });
    expect(unit).toMatchObject({
      name: '青枫医院',
      shortName: null,
      creditCode: null,
      joinedOn: null,
      sectorGroupIds: ['a', 'b'],
      pairedTerritoryIds: [],
      contacts: [{ name: '青枫医院', title: null, phone: '12345', email: null }],
    });
  });

  it('leaves alone what it does not mention of a unit that is there', () => {
    const before = {
      ...newUnit({
        ...row,
        values: { ...row.values, joinedOn: '2011-10-01', areaGroupId: 'area', sectorGroupIds: ['a'] },
      }),
      pairedTerritoryIds: ['t'],
    };
    const after = unitAfterImport(before, { row: 9, unitId: 'unit', values: { name: '青枫第一医院' } });
    expect(after).toEqual({ ...before, name: '青枫第一医院' });
  });
});
