import {
  place,
  refusedFor,
  UserErrorCode,
  type FieldOf,
  type Refusal,
  type Refused,
} from '../../../platform/writes/outcome';
import { changesBetween, kept, type Changes } from '../shared/changes';
import type { MembershipStatus, UnitAffiliation, UnitKind } from './member-unit.entity';
import type { UnitContactInput, UpdateMemberUnitInput } from './member-unit.inputs';
import { cleanText, normalisePhone, type Contact } from '../shared/roster';

/** All that is stored of a unit besides its membership. Lists of ids are sorted. */
export interface UnitRecord {
  readonly name: string;
  readonly shortName: string | null;
  readonly kind: `${UnitKind}`;
  readonly affiliation: `${UnitAffiliation}`;
  readonly creditCode: string | null;
  /** `YYYY-MM-DD` */
  readonly joinedOn: string | null;
  readonly territoryId: string | null;
  readonly areaGroupId: string | null;
  readonly contactOfficial: string | null;
  readonly sectorGroupIds: readonly string[];
  readonly pairedTerritoryIds: readonly string[];
  readonly contacts: readonly Contact[];
}

/** What an input refers to, looked up: absent where the input says nothing. */
export interface UnitLinks {
  readonly territoryId?: string | null;
  readonly areaGroupId?: string | null;
  readonly sectorGroupIds?: readonly string[];
  readonly pairedTerritoryIds?: readonly string[];
}

/** Whether a unit takes part, or may yet: only then is there something to change about it. */
export function isCurrent(status: `${MembershipStatus}`): boolean {
  return status === 'ACTIVE' || status === 'SUSPENDED' || status === 'APPLIED';
}

/** Whether no other unit of the alliance may bear this one's name and credit code. */
export function holdsItsName(status: `${MembershipStatus}`): boolean {
  return status === 'ACTIVE' || status === 'SUSPENDED';
}

/** A field that an update touches and the unit's own staff may not; null when there is none. */
export function beyondStaff(input: UpdateMemberUnitInput): FieldOf<UpdateMemberUnitInput> | null {
  const theirs = new Set<FieldOf<UpdateMemberUnitInput>>(['unitId', 'expectedVersion', 'contacts']);
  const fields = Object.keys(input) as FieldOf<UpdateMemberUnitInput>[];
  return fields.find((field) => input[field] !== undefined && !theirs.has(field)) ?? null;
}

/** One or several telephone numbers in one way of writing, joined by 、; null when one of them is none. */
export function normalisePhones(text: string): string | null {
  const numbers = text
    .split(/[、，,;；/／|\r\n]/u)
    .map((part) => part.trim())
    .filter((part) => part !== '')
    .map(normalisePhone);
  return numbers.length === 0 || numbers.includes(null) ? null : numbers.join('、');
}

/** Contacts as they are kept, or what is wrong with their telephone numbers. */
export function contactsOf(inputs: readonly UnitContactInput[]): Contact[] | Refused<'contacts'> {
  const contacts = inputs.map(({ name, title, phone, email }) => ({
    name: cleanText(name),
    title: cleanedOrNull(title),
    phone: phone === undefined || phone === null ? null : normalisePhones(phone),
    email: email?.trim() ?? null,
  }));
  const wrong = contacts.flatMap(({ phone }, index): Refusal<'contacts'>[] =>
    phone === null && inputs[index]?.phone
      ? [{ code: UserErrorCode.INVALID, key: 'input.phone', path: place('contacts', index, 'phone') }]
      : [],
  );
  return refusedFor(wrong) ?? contacts;
}

/** The unit as an update leaves it. */
export function unitAfter(
  before: UnitRecord,
  input: UpdateMemberUnitInput,
  links: UnitLinks,
  contacts: readonly Contact[] | undefined,
): UnitRecord {
  return {
    name: input.name === undefined ? before.name : cleanText(input.name),
    shortName: input.shortName === undefined ? before.shortName : cleanedOrNull(input.shortName),
    kind: kept(input.kind, before.kind),
    affiliation: kept(input.affiliation, before.affiliation),
    creditCode: kept(input.creditCode, before.creditCode),
    joinedOn: before.joinedOn,
    territoryId: kept(links.territoryId, before.territoryId),
    areaGroupId: kept(links.areaGroupId, before.areaGroupId),
    contactOfficial:
      input.contactOfficial === undefined ? before.contactOfficial : cleanedOrNull(input.contactOfficial),
    sectorGroupIds: kept(links.sectorGroupIds, before.sectorGroupIds),
    pairedTerritoryIds: kept(links.pairedTerritoryIds, before.pairedTerritoryIds),
    contacts: kept(contacts, before.contacts),
  };
}

/**
 * What changed between two states of a unit; null when nothing did. Contacts are counted, not quoted: the audit log
 * cannot forget, and people may ask to be forgotten.
 */
export function unitChanges(before: UnitRecord, after: UnitRecord): Changes | null {
  const changes = changesBetween<UnitRecord>(before, after, {
    territoryId: 'territory',
    areaGroupId: 'area',
    sectorGroupIds: 'sector',
    pairedTerritoryIds: 'territory',
  });
  if (changes?.['contacts'] === undefined) return changes;
  return { ...changes, contacts: { from: before.contacts.length, to: after.contacts.length } };
}

export function cleanedOrNull(text: string | null | undefined): string | null {
  return text === undefined || text === null ? null : cleanText(text);
}
