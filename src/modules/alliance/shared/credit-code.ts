/** The characters of a credit code, each worth its position. I, O, S, V and Z, easily misread, are left out. */
const alphabet = '0123456789ABCDEFGHJKLMNPQRTUWXY';

/**
 * Authority (2), administrative division (6 digits), organisation (9), check character (1). The 17th character is the
 * older check of the organisation part alone (GB 11714). It is not verified: the 18th already catches every wrong
 * character and every swap, and a code that a registry issued against the older rule must still be accepted.
 */
const shape = /^[0-9A-HJ-NPQRTUWXY]{2}\d{6}[0-9A-HJ-NPQRTUWXY]{10}$/;

/** A credit code as it is stored: full-width characters folded, upper case, no spaces. It need not be valid. */
export function normaliseCreditCode(text: string): string {
  return text.normalize('NFKC').replace(/\s+/gu, '').toUpperCase();
}

/** Whether a normalised text is a unified social credit code (统一社会信用代码, GB 32100-2015), check character and all. */
export function isCreditCode(code: string): boolean {
  return shape.test(code) && checkCharacter(code) === code[17];
}

/** The 18th character: it makes the sum of the others, weighted by the powers of 3, a multiple of 31. */
function checkCharacter(code: string): string | undefined {
  let sum = 0;
  let weight = 1;
  for (const character of code.slice(0, 17)) {
    sum += alphabet.indexOf(character) * weight;
    weight = (weight * 3) % 31;
  }
  return alphabet[(31 - (sum % 31)) % 31];
}
