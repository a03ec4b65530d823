import { Shares } from '../../../../src/platform/budgets';

test('one network cannot use up what is there for all', () => {
  const shares = new Shares({ total: 5, perNetwork: 2 });
  const first = shares.take('2001:db8::1');
  expect(shares.take('2001:db8::2')).not.toBe('network');
  expect(shares.take('2001:db8::3')).toBe('network');
  expect(shares.take('192.0.2.1', 3)).toBe('network');
  shares.take('192.0.2.1', 2);
  expect(shares.take('192.0.2.2', 2)).toBe('total');
  expect(shares.inUse).toBe(4);
  if (typeof first !== 'string') {
    first.release();
    first.release();
  }
  expect(shares.inUse).toBe(3);
  expect(shares.take('2001:db8::3')).not.toBe('network');
});

test('this very machine has no share, only the total', () => {
  const shares = new Shares({ total: 3, perNetwork: 1 });
  expect(shares.take('::ffff:127.0.0.1', 2)).toMatchObject({});
  expect(shares.take('::1')).toMatchObject({});
  expect(shares.take('127.0.0.1')).toBe('total');
});
