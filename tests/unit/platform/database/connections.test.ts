import { sharesOf } from '../../../../src/platform/database/connections';

test.each([
  [3, { reads: 1, writes: 1, identity: 1 }],
  [4, { reads: 2, writes: 1, identity: 1 }],
  [10, { reads: 5, writes: 3, identity: 2 }],
  [100, { reads: 50, writes: 30, identity: 20 }],
])('of %i connections each login has its share, and no more are opened', (together, shares) => {
  expect(sharesOf(together)).toEqual(shares);
});
