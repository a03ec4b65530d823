import fc from 'fast-check';
import { whileTurning } from '../../../../testkit/turns';
import { decodeBase64, newUnit, unitAfterImport } from '../../../../../src/modules/alliance/roster/roster-import.rules';

describe('a file in base64', () => {
  it('is read back to its bytes, with or without line breaks and padding', () => {
    return fc.assert(
      fc.asyncProperty(fc.uint8Array({ minLength: 1, maxLength: 300 }), async (bytes) => {
        const text = Buffer.from(bytes).toString('base64');
        const broken = text.replace(/(.{76})/g, '$1\r\n');
        for (const form of [text, broken, text.replace(/=+$/, '')])
          expect((await decodeBase64(form))?.equals(bytes)).toBe(true);
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
  ])('is refused as %j', async (text) => {
    expect(await decodeBase64(text)).toBeNull();
  });

  it('may be megabytes, with a blank after each digit, and the process goes on serving', async () => {
    const bytes = Buffer.alloc(3 * 1_048_576, 0);
    const text = 'A '.repeat(4 * 1_048_576);
    const { result, turns } = await whileTurning(() => decodeBase64(text));
    expect(result?.equals(bytes)).toBe(true);
    expect(turns).toBeGreaterThanOrEqual(5);
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
