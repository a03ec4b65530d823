import type { UnitRecord } from '../member-unit/member-unit.rules';
import { mergeContact, type PlannedCreation, type PlannedUpdate, type PlannedValues } from '../shared/roster';

/** Base64 text of this length may hold more than any roster is allowed to. */
export const MOST_BASE64 = 12 * 1_048_576;

/** The bytes behind base64 text (RFC 4648, line breaks allowed); null when it is none, or is empty. */
export function decodeBase64(text: string): Buffer | null {
  const bare = /\s/u.test(text) ? text.replace(/\s+/gu, '') : text;
  const body = bare.replace(/={1,2}$/, '');
  const padded = body.length === bare.length || bare.length % 4 === 0;
  if (body === '' || !padded || body.length % 4 === 1 || /[^A-Za-z0-9+/]/.test(body)) return null;
  return Buffer.from(body, 'base64');
}

/** A unit that a row of the roster makes. */
export function newUnit({ values }: PlannedCreation): UnitRecord {
  const empty: UnitRecord = {
    name: values.name,
    shortName: null,
    kind: values.kind,
    affiliation: values.affiliation,
    creditCode: null,
    joinedOn: null,
    territoryId: null,
    areaGroupId: null,
    contactOfficial: null,
    sectorGroupIds: [],
    pairedTerritoryIds: [],
    contacts: [],
  };
  return merged(empty, values);
}

/** A unit as a row of the roster leaves it: what the row does not mention stays. */
export function unitAfterImport(before: UnitRecord, { values }: PlannedUpdate): UnitRecord {
  return merged(before, values);
}

function merged(before: UnitRecord, values: PlannedValues): UnitRecord {
  return {
    name: values.name,
    shortName: values.shortName ?? before.shortName,
    kind: values.kind ?? before.kind,
    affiliation: values.affiliation ?? before.affiliation,
    creditCode: values.creditCode ?? before.creditCode,
    joinedOn: values.joinedOn ?? before.joinedOn,
    territoryId: values.territoryId ?? before.territoryId,
    areaGroupId: values.areaGroupId ?? before.areaGroupId,
    contactOfficial: values.contactOfficial ?? before.contactOfficial,
    sectorGroupIds: values.sectorGroupIds === undefined ? before.sectorGroupIds : [...values.sectorGroupIds].sort(),
    pairedTerritoryIds: before.pairedTerritoryIds,
    contacts: mergeContact(before.contacts, values.contact, values.name),
  };
}
