import fc from 'fast-check';
import { AllianceRole } from '../../../../../src/modules/alliance/role/role.entity';
import {
  representativeMayChange,
  scopeFault,
  type RoleScope,
} from '../../../../../src/modules/alliance/role/role.rules';

const none: RoleScope = { sectorGroupId: null, areaGroupId: null, territoryId: null };
const sector: RoleScope = { ...none, sectorGroupId: 's' };
const area: RoleScope = { ...none, areaGroupId: 'a' };
const territory: RoleScope = { ...none, territoryId: 't' };

describe('what a role is of', () => {
  it.each([AllianceRole.CONVENOR, AllianceRole.LIAISON])('%s: exactly one group or territory', (role) => {
    for (const scope of [sector, area, territory]) expect(scopeFault(role, scope)).toBeNull();
    expect(scopeFault(role, none)).toEqual({ key: 'role.needsOneScope', field: 'role' });
    expect(scopeFault(role, { ...sector, territoryId: 't' })).toEqual({
      key: 'role.needsOneScope',
      field: 'territoryId',
    });
  });

  it('a dispatcher: a territory or the whole alliance', () => {
    expect(scopeFault('DISPATCHER', none)).toBeNull();
    expect(scopeFault('DISPATCHER', territory)).toBeNull();
    expect(scopeFault('DISPATCHER', sector)).toEqual({ key: 'role.notOfThis', field: 'sectorGroupId' });
  });

  it('a resident: a territory', () => {
    expect(scopeFault('RESIDENT', territory)).toBeNull();
    expect(scopeFault('RESIDENT', none)).toEqual({ key: 'role.needsTerritory', field: 'territoryId' });
    expect(scopeFault('RESIDENT', area)).toEqual({ key: 'role.notOfThis', field: 'areaGroupId' });
  });

  it.each([AllianceRole.SECRETARIAT, AllianceRole.ORGANISER, AllianceRole.EXPERT, AllianceRole.OBSERVER])(
    '%s: the whole alliance',
    (role) => {
      expect(scopeFault(role, none)).toBeNull();
      expect(scopeFault(role, sector)).toEqual({ key: 'role.notOfThis', field: 'sectorGroupId' });
      expect(scopeFault(role, area)).toEqual({ key: 'role.notOfThis', field: 'areaGroupId' });
      expect(scopeFault(role, territory)).toEqual({ key: 'role.notOfThis', field: 'territoryId' });
    },
  );

  it("says the same as the table's own check", () => {
    const scope = fc.record({
      sectorGroupId: fc.option(fc.constant('s')),
      areaGroupId: fc.option(fc.constant('a')),
      territoryId: fc.option(fc.constant('t')),
    });
    fc.assert(
      fc.property(fc.constantFrom(...Object.values(AllianceRole)), scope, (role, of) => {
        const count = Object.values(of).filter((id) => id !== null).length;
        const groups = Number(of.sectorGroupId !== null) + Number(of.areaGroupId !== null);
        const allowed =
          role === 'CONVENOR' || role === 'LIAISON'
            ? count === 1
            : role === 'RESIDENT'
              ? of.territoryId !== null && groups === 0
              : role === 'DISPATCHER'
                ? groups === 0
                : count === 0;
        expect(scopeFault(role, of) === null).toBe(allowed);
      }),
    );
  });
});

describe("a unit's representative", () => {
  it('names and dismisses staff', () => {
    expect(representativeMayChange(null, 'STAFF')).toBe(true);
    expect(representativeMayChange('STAFF', 'STAFF')).toBe(true);
    expect(representativeMayChange('STAFF', null)).toBe(true);
  });

  it('neither names nor demotes nor dismisses representatives', () => {
    expect(representativeMayChange(null, 'REPRESENTATIVE')).toBe(false);
    expect(representativeMayChange('STAFF', 'REPRESENTATIVE')).toBe(false);
    expect(representativeMayChange('REPRESENTATIVE', 'STAFF')).toBe(false);
    expect(representativeMayChange('REPRESENTATIVE', null)).toBe(false);
  });
});
