import fc from 'fast-check';
import { TerritoryLevel } from '../../../../../src/modules/alliance/territory/territory.entity';
import {
  mayHaveEstateKind,
  mayLieIn,
  placementFault,
  territoriesByName,
} from '../../../../../src/modules/alliance/territory/territory.rules';

const levels = Object.values(TerritoryLevel);
const level = fc.constantFrom(...levels);

describe('the tree of territories', () => {
  it('leads from the subdistrict down to the stairwell', () => {
    const path = ['SUBDISTRICT', 'COMMUNITY', 'ESTATE', 'COURTYARD', 'BUILDING', 'STAIRWELL'] as const;
    path.forEach((lower, index) => path.forEach((upper, above) => expect(mayLieIn(lower, upper)).toBe(index > above)));
  });

  it('lets a grid lie in an estate and an estate in a grid', () => {
    expect(mayLieIn('GRID', 'ESTATE')).toBe(true);
    expect(mayLieIn('ESTATE', 'GRID')).toBe(true);
    expect(mayLieIn('GRID', 'GRID')).toBe(false);
    expect(mayLieIn('ESTATE', 'ESTATE')).toBe(false);
  });

  it('never lets two levels lie in each other, but for grids and estates', () => {
    fc.assert(
      fc.property(level, level, (one, other) => {
        const pair = new Set([one, other]);
        const sideBySide = pair.has(TerritoryLevel.GRID) && pair.has(TerritoryLevel.ESTATE) && pair.size === 2;
        expect(mayLieIn(one, other) && mayLieIn(other, one)).toBe(sideBySide);
      }),
    );
  });

  it('has any level at its top', () => {
    for (const each of levels) expect(placementFault({ id: 'x', level: each, ancestors: [] })).toBeNull();
  });

  it('refuses a territory in itself or in one that lies in it, whatever the levels', () => {
    const ancestors = [
      { id: 'estate', level: 'ESTATE' },
      { id: 'grid', level: 'GRID' },
    ] as const;
    expect(placementFault({ id: 'grid', level: 'GRID', ancestors })).toBe('territory.insideItself');
    expect(placementFault({ id: 'estate', level: 'ESTATE', ancestors: ancestors.slice(0, 1) })).toBe(
      'territory.insideItself',
    );
    expect(placementFault({ id: 'other', level: 'GRID', ancestors })).toBeNull();
  });

  it("refuses a level that is not below its parent's", () => {
    expect(placementFault({ id: 'x', level: 'COMMUNITY', ancestors: [{ id: 'y', level: 'BUILDING' }] })).toBe(
      'territory.wrongLevel',
    );
  });
});

describe('the kind of an estate', () => {
  it('is for estates alone', () => {
    for (const each of levels) {
      expect(mayHaveEstateKind(each, null)).toBe(true);
      expect(mayHaveEstateKind(each, 'OPEN')).toBe(each === TerritoryLevel.ESTATE);
    }
  });
});

describe("a territory's name", () => {
  it('means the highest of those that bear it', () => {
    const named = territoriesByName([
      { id: 'building', name: '上保', level: 'BUILDING' },
      { id: 'community', name: '上保', level: 'COMMUNITY' },
      { id: 'estate', name: '上保', level: 'ESTATE' },
    ]);
    expect(named.get('上保')).toBe('community');
  });

  it('means nothing where two stand equally high', () => {
    const named = territoriesByName([
      { id: 'a', name: '1号楼', level: 'BUILDING' },
      { id: 'b', name: '1号楼', level: 'BUILDING' },
      { id: 'c', name: '2号楼', level: 'BUILDING' },
    ]);
    expect([...named]).toEqual([['2号楼', 'c']]);
  });

  it('comes to the same in whatever order the territories are told', () => {
    const territory = fc.record({ id: fc.uuid(), name: fc.constantFrom('甲', '乙', '丙'), level });
    fc.assert(
      fc.property(fc.uniqueArray(territory, { selector: ({ id }) => id, maxLength: 12 }), (territories) => {
        expect(new Map(territoriesByName([...territories].reverse()))).toEqual(territoriesByName(territories));
      }),
    );
  });
});
