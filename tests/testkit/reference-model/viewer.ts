import type { Row, Rows } from './rows';

/**
 * Somebody who looks, as docs/visibility.md's "Viewers" tell them apart; worked out from the rows in the plainest way, and
 * from nothing that the platform itself works with.
 */
export class Viewer {
  private readonly units: readonly Row[];
  private readonly roles: readonly Row[];

  constructor(
    private readonly rows: Rows,
    readonly personId: string | null,
    readonly sessionId: unknown,
  ) {
    this.units = personId === null ? [] : rows.where('unit_roles', { person_id: personId });
    this.roles = personId === null ? [] : rows.where('alliance_roles', { person_id: personId });
  }

  is(personId: unknown): boolean {
    return this.personId !== null && this.personId === personId;
  }

  /** Of the installation. */
  get isAdministrator(): boolean {
    return this.rows.byId('persons', this.personId)?.['administrator'] === true;
  }

  /** Any person with a role in the alliance or in one of its active units. */
  isMember(allianceId: unknown): boolean {
    return (
      this.roles.some((role) => role['alliance_id'] === allianceId) ||
      this.units.some(
        (role) =>
          role['alliance_id'] === allianceId &&
          this.rows.byId('member_units', role['unit_id'])?.['status'] === 'ACTIVE',
      )
    );
  }

  isSecretariat(allianceId: unknown): boolean {
    return this.has(allianceId, 'SECRETARIAT');
  }

  /** A unit's people: its representatives and staff. */
  isOfUnit(unitId: unknown): boolean {
    return this.units.some((role) => role['unit_id'] === unitId);
  }

  /** The same, while the unit has not left: then its people see it as the public does. */
  isOfCurrentUnit(unitId: unknown): boolean {
    return this.isOfUnit(unitId) && this.rows.byId('member_units', unitId)?.['status'] !== 'LEFT';
  }

  /** Those who run a meeting: its organisers, the alliance's, the convenor of its scope, the secretariat. */
  runs(meeting: Row): boolean {
    const alliance = meeting['alliance_id'];
    return (
      this.isSecretariat(alliance) ||
      this.has(alliance, 'ORGANISER') ||
      this.leads(meeting, 'CONVENOR') ||
      this.rows.where('meeting_organisers', { meeting_id: meeting['id'] }).some((each) => this.is(each['person_id']))
    );
  }

  /** And the liaison of its scope, who prepares it. */
  prepares(meeting: Row): boolean {
    return this.runs(meeting) || this.leads(meeting, 'LIAISON');
  }

  /** Participant: people of invited units, the meeting's organisers, the convenor and liaison of its scope. */
  takesPart(meeting: Row): boolean {
    return (
      this.prepares(meeting) ||
      this.rows.where('attendances', { meeting_id: meeting['id'] }).some((each) => this.isOfUnit(each['unit_id']))
    );
  }

  /** Of this territory; null: of the whole alliance. */
  dispatches(allianceId: unknown, territoryId: unknown): boolean {
    return this.roles.some(
      (each) =>
        each['alliance_id'] === allianceId && each['role'] === 'DISPATCHER' && each['territory_id'] === territoryId,
    );
  }

  private leads(meeting: Row, role: string): boolean {
    return this.roles.some(
      (each) =>
        each['role'] === role &&
        (['sector_group_id', 'area_group_id', 'territory_id'] as const).some(
          (scope) => meeting[scope] !== null && each[scope] === meeting[scope],
        ),
    );
  }

  private has(allianceId: unknown, role: string): boolean {
    return this.roles.some((each) => each['alliance_id'] === allianceId && each['role'] === role);
  }
}
