import { changesBetween, kept } from '../../../../../src/modules/alliance/shared/changes';

describe('an update', () => {
  it('keeps what it does not mention and clears what it sets to null', () => {
    expect(kept(undefined, 'old')).toBe('old');
    expect(kept<string | null>(null, 'old')).toBeNull();
    expect(kept('new', 'old')).toBe('new');
  });

  it('is told by the fields that differ, with both values', () => {
    const before = { name: '民生服务', purpose: null as string | null, ids: ['a', 'b'] };
    expect(changesBetween(before, { name: '民生服务', purpose: '便民', ids: ['a', 'b'] })).toEqual({
      purpose: { from: null, to: '便民' },
    });
    expect(changesBetween(before, { ...before, ids: ['a'] })).toEqual({ ids: { from: ['a', 'b'], to: ['a'] } });
  });

  it('is nothing when no field differs', () => {
    expect(changesBetween({ name: 'a', ids: ['x'] }, { name: 'a', ids: ['x'] })).toBeNull();
  });
});
