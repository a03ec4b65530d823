import fc from 'fast-check';
import { decodeBase64, newUnit, unitAfterImport } from '../../../../../src/modules/alliance/roster/roster-import.rules';

describe('a file in base64', () => {
  it('is read back to its bytes, with or without line breaks and padding', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 300 }), (bytes) => {
        const text = Buffer.from(bytes).toString('base64');
        const broken = text.replace(/(.{76})/g, '$1\r\n');
        for (const form of [text, broken, text.replace(/=+$/, '')])
          expect(decodeBase64(form)?.equals(bytes)).toBe(true);
      }),
    );
  });

  it.each([
    '',
    '  ',
    '=',
    '====',
    'A',
    'AAAAA',
    'AA=',
    'AAA==',
    'A=AA',
    'AB-_',
    '单位名称',
    'data:text/csv;base64,AAAA',
  ])('is refused as %j', (text) => {
    expect(decodeBase64(text)).toBeNull();
  });

  it('may be megabytes', () => {
    const bytes = Buffer.alloc(8 * 1_048_576, 7);
    expect(decodeBase64(bytes.toString('base64'))?.equals(bytes)).toBe(true);
  });
});

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
