import type { AllianceRole, UnitRole } from './role.entity';

/** What a role in an alliance is of; all null when it is of the whole alliance. */
export interface RoleScope {
  readonly sectorGroupId: string | null;
  readonly areaGroupId: string | null;
  readonly territoryId: string | null;
}

type ScopeField = keyof RoleScope;

interface ScopeFault {
  readonly key: 'role.needsOneScope' | 'role.needsTerritory' | 'role.notOfThis';
  readonly field: ScopeField | 'role';
}

const FIELDS: readonly ScopeField[] = ['sectorGroupId', 'areaGroupId', 'territoryId'];

/** The scopes that a role may have. */
const SCOPES: Readonly<Record<`${AllianceRole}`, { readonly of: readonly ScopeField[]; readonly needed: boolean }>> = {
  SECRETARIAT: { of: [], needed: false },
  CONVENOR: { of: FIELDS, needed: true },
  LIAISON: { of: FIELDS, needed: true },
  ORGANISER: { of: [], needed: false },
  DISPATCHER: { of: ['territoryId'], needed: false },
  EXPERT: { of: [], needed: false },
  RESIDENT: { of: ['territoryId'], needed: true },
  OBSERVER: { of: [], needed: false },
};

/** What is wrong with the scope of a role; null when nothing is. */
export function scopeFault(role: `${AllianceRole}`, scope: RoleScope): ScopeFault | null {
  const { of, needed } = SCOPES[role];
  const present = FIELDS.filter((field) => scope[field] !== null);
  const [wrong] = present.filter((field) => !of.includes(field));
  if (wrong !== undefined) return { key: 'role.notOfThis', field: wrong };
  if (present.length > 1) return { key: 'role.needsOneScope', field: present[1] ?? 'role' };
  if (!needed || present.length === 1) return null;
  return of.length === 1
    ? { key: 'role.needsTerritory', field: 'territoryId' }
    : { key: 'role.needsOneScope', field: 'role' };
}

/** Whether a unit's representative may give this role in the place of that one, or end it: staff is theirs to name. */
export function representativeMayChange(from: `${UnitRole}` | null, to: `${UnitRole}` | null): boolean {
  return from !== 'REPRESENTATIVE' && to !== 'REPRESENTATIVE';
}
