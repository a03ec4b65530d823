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

  it('names what it refers to by global ids', () => {
    const before = { unitId: 'a' as string | null, sectorGroupIds: ['b', 'c'], title: 'd' };
    const after = { unitId: null, sectorGroupIds: ['c'], title: 'e' };
    expect(changesBetween(before, after, { unitId: 'unit', sectorGroupIds: 'sector' })).toEqual({
      unitId: { from: 'unit_a', to: null },
      sectorGroupIds: { from: ['sector_b', 'sector_c'], to: ['sector_c'] },
      title: { from: 'd', to: 'e' },
    });
  });

  it('is nothing when no field differs', () => {
    expect(changesBetween({ name: 'a', ids: ['x'] }, { name: 'a', ids: ['x'] })).toBeNull();
  });
});
