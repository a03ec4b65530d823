import type { Row } from '../../../platform/access/row';
import {
  idSet,
  viewerParameter,
  viewerPerson,
  viewerValue,
  type Viewer,
  type ViewerParameters,
} from '../../../platform/access/viewer';
import { or, sql, type Sql } from '../../../platform/database/sql';
import type { MembershipStatus } from '../member-unit/member-unit.entity';
import type { AllianceRole, UnitRole } from '../role/role.entity';

/** What rules may know of a viewer, in the alliance's terms. All of it is sent as parameters of statements. */
export const person = viewerPerson;
/** Alliances in which the viewer is a member: by any role, or in one of the active units. */
export const memberOf = viewerParameter('memberOf', 'uuid[]');
export const secretariatOf = viewerParameter('secretariatOf', 'uuid[]');
export const organiserOf = viewerParameter('organiserOf', 'uuid[]');
/** Whether the viewer administers the installation, in person: no token does what only administrators may. */
export const administers = viewerParameter('administers', 'boolean');
/** The receipt that the viewer holds, of something sent in without an account. */
export const receipt = viewerParameter('receipt', 'text');
/** Units whose people the viewer belongs to, as representative or staff. */
export const ownUnits = viewerParameter('ownUnits', 'uuid[]');
/** Of these, the ones that have not left the alliance. */
export const currentUnits = viewerParameter('currentUnits', 'uuid[]');
/** Active units that the viewer may sign for: their representatives. */
export const representedUnits = viewerParameter('representedUnits', 'uuid[]');
/** Territories that the viewer is a dispatcher of, with all that lies in them. */
export const dispatchScopes = viewerParameter('dispatchScopes', 'uuid[]');
/** Alliances of which the viewer dispatches the whole. */
export const dispatcherOf = viewerParameter('dispatcherOf', 'uuid[]');
/** Groups and territories that the viewer is convenor of. */
export const convenedScopes = viewerParameter('convenedScopes', 'uuid[]');
/** Groups and territories that the viewer is convenor or liaison of. */
export const ledScopes = viewerParameter('ledScopes', 'uuid[]');

/** Whether somebody is in the secretariat of any alliance: whoever is not need not be listened to for long. */
export const isSecretariatAnywhere = (viewer: Viewer): boolean => viewerValue(viewer, secretariatOf) !== '{}';
/** Whether somebody writes for any unit: its people, or a secretariat in their place. */
export const writesAnywhere = (viewer: Viewer): boolean =>
  viewerValue(viewer, ownUnits) !== '{}' || isSecretariatAnywhere(viewer);

export type OfAlliance = { readonly allianceId: string };

export const bySecretariat = (row: Row<OfAlliance>): Sql => sql`${row.allianceId} = any(${secretariatOf})`;
export const byMembers = (row: Row<OfAlliance>): Sql => sql`${row.allianceId} = any(${memberOf})`;
/** The people of a unit, and the secretariat. */
export const byOwnPeople = (unit: Row<OfAlliance & { readonly id: string }>): Sql =>
  or(sql`${unit.id} = any(${ownUnits})`, bySecretariat(unit));

/** The same until the unit leaves: from then on its people see it as the public does. */
export const byCurrentPeople = (unit: Row<OfAlliance & { readonly id: string }>): Sql =>
  or(sql`${unit.id} = any(${currentUnits})`, bySecretariat(unit));

export interface UnitRight {
  readonly allianceId: string;
  readonly unitId: string;
  readonly role: UnitRole;
  readonly status: MembershipStatus;
}

export interface AllianceRight {
  readonly allianceId: string;
  readonly role: AllianceRole;
  /** The sector group, area group or territory that the role is of; null for the whole alliance. */
  readonly scopeId: string | null;
}

/** All that a person may do, as the database has it at one moment. */
export interface Rights {
  readonly personId: string | null;
  readonly administrator: boolean;
  readonly units: readonly UnitRight[];
  readonly roles: readonly AllianceRight[];
}

export const noRights: Rights = { personId: null, administrator: false, units: [], roles: [] };

/** Reads a person's rights in one statement. */
export const RIGHTS_SQL = `
  select
    p.administrator,
    coalesce((
      select json_agg(json_build_object(
        'allianceId', r.alliance_id,
        'unitId', r.unit_id,
        'role', r.role,
        'status', u.status
      ))
      from unit_roles r
      join member_units u on u.alliance_id = r.alliance_id and u.id = r.unit_id
      where r.person_id = p.id
    ), '[]') as units,
    coalesce((
      select json_agg(json_build_object(
        'allianceId', g.alliance_id,
        'role', g.role,
        'scopeId', coalesce(g.sector_group_id, g.area_group_id, g.territory_id)
      ))
      from alliance_roles g
      where g.person_id = p.id
    ), '[]') as roles
  from persons p
  where p.id = $1`;

/** A person's rights as the parameters that reads take. */
export function viewerParameters(rights: Rights): ViewerParameters {
  const withRole = (...roles: string[]) => rights.roles.filter((right) => roles.includes(right.role));
  const scopes = (rows: readonly AllianceRight[]) =>
    idSet(rows.flatMap((right) => (right.scopeId === null ? [] : [right.scopeId])));
  const alliances = (rows: readonly { allianceId: string }[]) => idSet(rows.map((row) => row.allianceId));
  return {
    person: rights.personId,
    administers: String(rights.administrator),
    memberOf: alliances([...rights.roles, ...rights.units.filter((unit) => unit.status === 'ACTIVE')]),
    secretariatOf: alliances(withRole('SECRETARIAT')),
    organiserOf: alliances(withRole('ORGANISER')),
    ownUnits: idSet(rights.units.map((unit) => unit.unitId)),
    currentUnits: idSet(rights.units.filter((unit) => unit.status !== 'LEFT').map((unit) => unit.unitId)),
    representedUnits: idSet(
      rights.units
        .filter((unit) => unit.role === 'REPRESENTATIVE' && unit.status === 'ACTIVE')
        .map((unit) => unit.unitId),
    ),
    dispatchScopes: scopes(withRole('DISPATCHER')),
    dispatcherOf: alliances(withRole('DISPATCHER').filter((right) => right.scopeId === null)),
    convenedScopes: scopes(withRole('CONVENOR')),
    ledScopes: scopes(withRole('CONVENOR', 'LIAISON')),
  };
}
