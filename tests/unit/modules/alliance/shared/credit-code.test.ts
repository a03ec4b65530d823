import fc from 'fast-check';
import { isCreditCode, normaliseCreditCode } from '../../../../../src/modules/alliance/shared/credit-code';

const alphabet = '0123456789ABCDEFGHJKLMNPQRTUWXY';
const character = fc.constantFrom(...alphabet);

/** The valid codes that begin with seventeen given characters, found by trying: the rule is tested here, not repeated. */
const validCode = fc
  .tuple(
    fc.string({ unit: character, minLength: 2, maxLength: 2 }),
    fc.integer({ min: 100_000, max: 999_999 }),
    fc.string({ unit: character, minLength: 9, maxLength: 9 }),
  )
  .map(([authority, division, organisation]) => `${authority}${division}${organisation}`)
  .map((body) => [...alphabet].map((check) => body + check).filter(isCreditCode));

describe('a credit code', () => {
  it.each([
    ['a university', '12339901100000008R'],
    ['a company whose check character is a digit', '913399011000791902'],
    ['an association whose organisation part ends in X', '5233990110110866XH'],
    ['a company of public record', '91330100799655058B'],
    ['another of public record', '9144030071526726XG'],
  ])('of %s is valid', (_, code) => expect(isCreditCode(code)).toBe(true));

  it.each([
    ['a wrong check character', '12339901100000008T'],
    ['seventeen characters', '12339901100000008'],
    ['nineteen characters', '12339901100000008RR'],
    ['lower case', '12339901100000008r'],
    ['letters in the administrative division', '1233A901100000008R'],
    ['the excluded letter I', '1233990110000000IR'],
    ['nothing', ''],
    ['a line break behind it', '12339901100000008R\n'],
  ])('with %s is not valid', (_, code) => expect(isCreditCode(code)).toBe(false));

  it.each([...'IOSVZ'])('never contains %s', (letter) => {
    for (const at of [0, 1, 9, 16, 17]) {
      const code = '12339901100000008R';
      expect(isCreditCode(code.slice(0, at) + letter + code.slice(at + 1))).toBe(false);
    }
  });

  it('has exactly one right check character for every seventeen others', () => {
    fc.assert(fc.property(validCode, (codes) => expect(codes).toHaveLength(1)));
  });

  it('does not survive one wrong character', () => {
    fc.assert(
      fc.property(validCode, fc.nat(17), character, ([code = ''], at, other) => {
        fc.pre(code[at] !== other);
        expect(isCreditCode(code.slice(0, at) + other + code.slice(at + 1))).toBe(false);
      }),
    );
  });

  it('does not survive two neighbours swapped', () => {
    fc.assert(
      fc.property(validCode, fc.nat(16), ([code = ''], at) => {
        fc.pre(code[at] !== code[at + 1]);
        const swapped = `${code.slice(0, at)}${code[at + 1]}${code[at]}${code.slice(at + 2)}`;
        expect(isCreditCode(swapped)).toBe(false);
      }),
    );
  });

  it('is found whatever its width, case and spaces', () => {
    expect(normaliseCreditCode('　１２３３９９０１ 100000008ｒ ')).toBe('12339901100000008R');
    const wide = (text: string) => [...text].map((c) => String.fromCodePoint(c.charCodeAt(0) + 0xfee0)).join('');
    fc.assert(
      fc.property(validCode, ([code = '']) => {
        expect(normaliseCreditCode(wide(code.toLowerCase()))).toBe(code);
        expect(normaliseCreditCode(` ${code.slice(0, 8)} ${code.slice(8)}\t`)).toBe(code);
      }),
    );
  });

  it('stays as it is when normalised again', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme-ascii' }), (text) => {
        const once = normaliseCreditCode(text);
        expect(normaliseCreditCode(once)).toBe(once);
      }),
    );
  });
});
