import fc from 'fast-check';
import { LATEST, laterOf, positionOf, positionText } from '../../../../src/platform/database/position';

const positions = fc.bigInt({ min: 0n, max: LATEST });

test('a position is read as it was written, and later ones are later', () => {
  fc.assert(
    fc.property(positions, positions, (one, other) => {
      expect(positionOf(positionText(one))).toBe(one);
      expect(laterOf(one, other)).toBe(one > other ? one : other);
    }),
  );
});

test.each([
  ['0/0', 0n],
  ['0/16B3748', 0x16b3748n],
  ['1/0', 2n ** 32n],
  ['ffffffff/FFFFFFFF', LATEST],
])('%s is a position of PostgreSQL’s', (text, position) => {
  expect(positionOf(text)).toBe(position);
});

test.each([null, undefined, '', '0', '0/', '/0', '0/0/0', '0/123456789', 'now', '-1/0', ' 0/0'])(
  '%j is none',
  (text) => {
    expect(positionOf(text)).toBeNull();
  },
);
