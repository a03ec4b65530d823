import { TerritoryLevel, type Territory } from '../territory/territory.entity';
import type { Credential, TokenScope, Viewer } from '../../../platform/access/viewer';
import { noRights, type Rights } from './rights';
import { allianceTokenScopes } from './token-scopes';

const SCOPES = Object.keys(allianceTokenScopes) as (keyof typeof allianceTokenScopes)[];
const IN_PERSON: Credential = { kind: 'session', sessionId: '' };

/**
 * What the sender of a mutation may do, by roles that hold inside its transaction (docs/visibility.md, "Does" and "API
 * tokens"). A token narrows its person: MANAGE_UNIT to what a unit's staff may, MANAGE_MEETINGS to what an
 * organiser, convenor or liaison may, MANAGE_ALLIANCE to what the secretariat or a dispatcher may.
 */
export class Authority {
  private readonly rights: Rights;
  private readonly asUnit: boolean;
  private readonly asMeetings: boolean;
  private readonly asAlliance: boolean;
  private readonly inFull: boolean;

  constructor(private readonly viewer: Viewer) {
    this.rights = (viewer.rights as Rights | undefined) ?? noRights;
    const { credential } = viewer;
    this.inFull = credential.kind === 'session' || credential.kind === 'external';
    const covers = (scope: TokenScope): boolean =>
      this.inFull || (credential.kind === 'token' && credential.scopes.includes(scope));
    this.asUnit = covers('MANAGE_UNIT');
    this.asMeetings = covers('MANAGE_MEETINGS');
    this.asAlliance = covers('MANAGE_ALLIANCE');
  }

  /**
   * Why the sender may not do something that their roles cover: by a token that lacks a scope of those named, or that could
   * have none for it. Null when their roles do not cover it, or the sender may.
   */
  narrowedBy(may: (authority: Authority) => boolean): readonly TokenScope[] | null {
    const { credential } = this.viewer;
    if (credential.kind !== 'token') return null;
    const mayBy = (other: Credential): boolean => may(new Authority({ ...this.viewer, credential: other }));
    if (mayBy(credential) || !mayBy(IN_PERSON)) return null;
    return SCOPES.filter((scope) => mayBy({ ...credential, scopes: [...credential.scopes, scope] }));
  }

  get personId(): string | null {
    return this.rights.personId;
  }

  /** Of the installation: founds alliances, and no more than that. */
  get isAdministrator(): boolean {
    return this.inFull && this.rights.administrator;
  }

  isSecretariat(allianceId: string): boolean {
    return this.asAlliance && this.has(allianceId, 'SECRETARIAT');
  }

  /** May do what a unit's staff may: its staff, its representatives, and the secretariat in its place. */
  actsForUnit(allianceId: string, unitId: string): boolean {
    return this.isSecretariat(allianceId) || (this.asUnit && this.rights.units.some((unit) => unit.unitId === unitId));
  }

  /** May sign, decline, leave, vote and rate for the unit: its representatives in person, and nobody in their place. */
  represents(unitId: string): boolean {
    return this.inFull && this.rights.units.some((unit) => unit.unitId === unitId && unit.role === 'REPRESENTATIVE');
  }

  /** Schedules and runs any meeting of the alliance. */
  isOrganiser(allianceId: string): boolean {
    return this.isSecretariat(allianceId) || (this.asMeetings && this.has(allianceId, 'ORGANISER'));
  }

  /** Runs the meetings of this group or territory. */
  convenes(allianceId: string, scopeId: string | null): boolean {
    return this.asMeetings && this.has(allianceId, 'CONVENOR', scopeId);
  }

  /** Prepares the meetings of this group or territory: its liaison. */
  isLiaison(allianceId: string, scopeId: string | null): boolean {
    return this.asMeetings && this.has(allianceId, 'LIAISON', scopeId);
  }

  /**
   * Dispatches in the territory that this line begins with: in the whole alliance, in one of those that it lies in, or as the
   * convenor of this very community.
   */
  dispatches(allianceId: string, line: readonly Pick<Territory, 'id' | 'level'>[]): boolean {
    const [place] = line;
    const convenes = this.inFull && place?.level === TerritoryLevel.COMMUNITY && this.convenes(allianceId, place.id);
    return (
      this.isSecretariat(allianceId) ||
      convenes ||
      (this.asAlliance &&
        this.rights.roles.some(
          (right) =>
            right.allianceId === allianceId &&
            right.role === 'DISPATCHER' &&
            (right.scopeId === null || line.some(({ id }) => id === right.scopeId)),
        ))
    );
  }

  /** Whether the credential covers running meetings that name the person as their organiser. */
  get coversMeetings(): boolean {
    return this.asMeetings;
  }

  private has(allianceId: string, role: string, scopeId?: string | null): boolean {
    return this.rights.roles.some(
      (right) =>
        right.allianceId === allianceId &&
        right.role === role &&
        (scopeId === undefined || (scopeId !== null && right.scopeId === scopeId)),
    );
  }
}
