/**
 * Changes what its modules work with, and so has them within the sandbox.
 *
 * @jest-environment node
 */
import { CreditCode } from '../../../../../src/modules/alliance/shared/credit-code-scalar';
import { DateTime, Day, EmailAddress, Url } from '../../../../../src/platform/reads/scalars';

it.each([
  [CreditCode, '12339901100000008R', 40],
  [EmailAddress, 'a@example.cn', 254],
  [Url, 'https://example.cn/', 2_000],
  [Day, '2026-11-23', 10],
  [DateTime, '2026-11-23T00:00:00.000Z', 40],
])('%s is measured before it is looked at', (scalar, value, longest) => {
  expect(() => scalar.parseValue(value)).not.toThrow();
  const long = value.padEnd(longest + 1, '\u0301');
  const normalize = jest.spyOn(String.prototype, 'normalize');
  try {
    expect(() => scalar.parseValue(long)).toThrow(`At most ${longest} characters are allowed.`);
    expect(normalize).not.toHaveBeenCalled();
  } finally {
    normalize.mockRestore();
  }
});
