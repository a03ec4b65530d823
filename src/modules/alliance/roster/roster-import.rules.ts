import type { UnitRecord } from '../member-unit/member-unit.rules';
import { mergeContact, type PlannedCreation, type PlannedUpdate, type PlannedValues } from '../shared/roster';

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
