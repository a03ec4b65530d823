import fc from 'fast-check';
import { decodeBase64 } from '../../../../../../src/modules/alliance/shared/roster';
import { whileTurning } from '../../../../../testkit/turns';

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
