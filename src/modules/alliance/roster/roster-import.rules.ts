import { setImmediate } from 'node:timers/promises';
import type { UnitRecord } from '../member-unit/member-unit.rules';
import { mergeContact, type PlannedCreation, type PlannedUpdate, type PlannedValues } from '../shared/roster';

const DIGIT = 1;
const BLANK = 2;
const PADDING = 3;
/** What each of the first 128 characters is in base64; the others are nothing. */
const KINDS = new Uint8Array(128);
const mark = (characters: string, kind: number): void =>
  [...characters].forEach((c) => (KINDS[c.charCodeAt(0)] = kind));
mark('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/', DIGIT);
mark(' \t\r\n', BLANK);
mark('=', PADDING);

const charactersWithoutPause = 1_048_576;

/**
 * The bytes behind base64 text (RFC 4648, line breaks allowed); null when it is none, or is empty. One pass over the
 * characters, since patterns and replacements take a second for a text with a blank after each digit; it pauses now and
 * then so that the process goes on serving.
 */
export async function decodeBase64(text: string): Promise<Buffer | null> {
  let digits = 0;
  let padding = 0;
  for (let at = 0; at < text.length; at += 1) {
    if (at % charactersWithoutPause === charactersWithoutPause - 1) await setImmediate();
    const kind = KINDS[text.charCodeAt(at)];
    if (kind === DIGIT && padding === 0) digits += 1;
    else if (kind === PADDING && padding < 2) padding += 1;
    else if (kind !== BLANK) return null;
  }
  const padded = padding === 0 || (digits + padding) % 4 === 0;
  if (digits === 0 || !padded || digits % 4 === 1) return null;
  return Buffer.from(text, 'base64');
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
