import type { Onlooker } from './viewer';
import type { Row, Rows } from './rows';
import { whoSeesAgreements } from './who-sees-agreements';
import { whoSeesMembership, whoSeesOfUnits } from './who-sees-membership';
import { whoSeesOfAlliances, whoSeesOfTerritories, whoSeesStructures } from './who-sees-structures';

/** Whether somebody sees something of a row. */
export type Sees = (who: Onlooker, row: Row, rows: Rows) => boolean;

export interface Visibility {
  /** Who sees the object in its own right: by id, in lists, in counts. */
  readonly object: Sees;
  /** Fields that stay wherever something visible refers to an object of which this holds. */
  readonly named?: { readonly fields: readonly string[]; readonly if: (row: Row) => boolean };
  /** Who sees each field, of those who see the object. One that does not stand here is seen by nobody, and fails a test. */
  readonly fields: Readonly<Record<string, Sees>>;
  /** What a field that cannot be null shows where it is hidden. */
  readonly concealed?: Readonly<Record<string, unknown>>;
}

/** What a connection shows where it is hidden. */
const EMPTY_PAGE = {
  nodes: [],
  edges: [],
  totalCount: 0,
  pageInfo: { hasNextPage: false, hasPreviousPage: false, startCursor: null, endCursor: null },
};

const anyone: Sees = () => true;
const members: Sees = (who, row) => who.isMember(row['alliance_id']);
const secretariat: Sees = (who, row) => who.isSecretariat(row['alliance_id']);
const either =
  (...rules: readonly Sees[]): Sees =>
  (who, row, rows) =>
    rules.some((rule) => rule(who, row, rows));

/** Fields that whoever sees the object sees. */
function follow(...names: readonly string[]): Record<string, Sees> {
  return Object.fromEntries(names.map((name) => [name, anyone]));
}

/*
 * unit: ACTIVE or LEFT | all | and contacts, visits, pairing
 * unit: APPLIED, DECLINED, SUSPENDED | – | – | all: the unit's people, secretariat
 */

const unitsPeople: Sees = (who, unit) => who.isOfUnit(unit['id']);
const membersOrOwn = either(members, unitsPeople);

/*
 * meeting: DRAFT | – | – | its organisers, convenor, liaison, secretariat
 * meeting: after that | if PUBLIC | if PUBLIC or MEMBERS | CLOSED: participants, secretariat
 */

const meeting: Sees = (who, row) => {
  if (who.prepares(row)) return true;
  if (row['status'] === 'DRAFT') return false;
  return asFarAs(who, row, row['visibility']);
};

/** Whether a visibility within a meeting lets somebody in. */
function asFarAs(who: Onlooker, ofMeeting: Row, visibility: unknown): boolean {
  return (
    visibility === 'PUBLIC' ||
    (visibility === 'MEMBERS' && who.isMember(ofMeeting['alliance_id'])) ||
    who.takesPart(ofMeeting)
  );
}

/** Attendance, guests: – | of a meeting they may see. Whoever takes part is no less than a member there. */
const membersThere: Sees = (who, row) => who.isMember(row['alliance_id']) || who.takesPart(row);

const withinMeeting: Sees = (who, row, rows) => {
  const of = rows.byId('joint_meetings', row['meeting_id']);
  return of !== null && meeting(who, of, rows) && membersThere(who, of, rows);
};

/*
 * agenda item | if the item AND the meeting are PUBLIC | likewise with MEMBERS | an item is never more open than its
 * meeting, nor a child than its parent
 */

const item: Sees = (who, row, rows) => {
  const of = rows.byId('joint_meetings', row['meeting_id']);
  const parent = row['parent_id'] === null ? null : rows.byId('agenda_items', row['parent_id']);
  return (
    of !== null &&
    meeting(who, of, rows) &&
    asFarAs(who, of, row['visibility']) &&
    (parent === null || item(who, parent, rows))
  );
};

/*
 * person | the name, where a visible thing names them | likewise | as an object by id, email, roles: that person,
 * secretariat
 */

const person: Sees = (who, row, rows) =>
  who.is(row['id']) ||
  rows.where('alliance_people', { person_id: row['id'] }).some((known) => who.isSecretariat(known['alliance_id']));
const role: Sees = (who, row) => who.is(row['person_id']) || who.isSecretariat(row['alliance_id']);

const GROUP = follow('id', 'alliance', 'name', 'convenor', 'liaison', 'memberUnits', 'meetings');

/** visibility.md, row by row, for everything that is in the graph. */
export const whoSeesWhat: Readonly<Record<string, Visibility>> = {
  ...whoSeesAgreements,
  ...whoSeesMembership,
  ...whoSeesStructures,
  Alliance: {
    object: anyone,
    fields: {
      ...follow(
        'id',
        'slug',
        'name',
        'motto',
        'foundedOn',
        'timeZone',
        'territories',
        'sectorGroups',
        'areaGroups',
        'secretariat',
        'memberUnits',
        'meetings',
        'agreements',
        'report',
        'version',
      ),
      ...whoSeesOfAlliances,
      people: (who, alliance) => who.isSecretariat(alliance['id']),
      auditEntries: (who, alliance) => who.isSecretariat(alliance['id']),
    },
  },
  Territory: {
    object: anyone,
    fields: {
      ...follow(
        'id',
        'level',
        'name',
        'parent',
        'children',
        'estateKind',
        'households',
        'convenor',
        'liaison',
        'meetings',
      ),
      pairedUnits: members,
      ...whoSeesOfTerritories,
    },
    concealed: { pairedUnits: [] },
  },
  SectorGroup: { object: anyone, fields: { ...GROUP, ...follow('purpose') } },
  AreaGroup: { object: anyone, fields: { ...GROUP, ...follow('territory') } },
  MemberUnit: {
    object: either((_, unit) => ['ACTIVE', 'LEFT'].includes(String(unit['status'])), unitsPeople, secretariat),
    named: {
      fields: ['id', 'alliance', 'name', 'kind', 'status', 'version'],
      // once active, a unit keeps its name and kind wherever something visible refers to it
      if: (unit) => !['APPLIED', 'DECLINED'].includes(String(unit['status'])),
    },
    fields: {
      ...follow(
        'id',
        'alliance',
        'name',
        'shortName',
        'kind',
        'status',
        'affiliation',
        'host',
        'creditCode',
        'joinedOn',
        'leftOn',
        'territory',
        'sectorGroups',
        'areaGroup',
        'agreements',
        'version',
      ),
      contacts: membersOrOwn,
      contactOfficial: membersOrOwn,
      pairedTerritories: membersOrOwn,
      ...whoSeesOfUnits,
    },
    concealed: { affiliation: 'NONE', host: false, sectorGroups: [], pairedTerritories: [], agreements: EMPTY_PAGE },
  },
  UnitContact: {
    object: either(members, (who, contact) => who.isOfUnit(contact['unit_id'])),
    fields: follow('name', 'title', 'phone', 'email'),
  },
  AllianceRoleHolder: { object: anyone, fields: follow('person', 'role', 'unit') },
  Representation: { object: role, fields: follow('unit', 'role') },
  AllianceRoleGrant: { object: role, fields: follow('alliance', 'role', 'sectorGroup', 'areaGroup', 'territory') },
  Person: {
    object: person,
    named: { fields: ['id', 'name'], if: () => true },
    fields: follow('id', 'name', 'email', 'locale', 'unitRoles', 'allianceRoles'),
  },
  Viewer: {
    object: (who, row) => who.is(row['id']),
    fields: follow('person', 'apiTokens', 'representations', 'allianceRoles', 'notifications'),
  },
  Notification: {
    object: (who, row) => who.is(row['person_id']),
    fields: follow('id', 'at', 'kind', 'summary', 'subject', 'readAt'),
  },
  ApiToken: {
    object: (who, token) => who.is(token['person_id']),
    fields: follow('id', 'name', 'scopes', 'expiresAt', 'lastUsedAt', 'revokedAt'),
  },
  AuditEntry: { object: secretariat, fields: follow('id', 'at', 'person', 'action', 'subject', 'details', 'seal') },
  JointMeeting: {
    object: meeting,
    fields: {
      ...follow(
        'id',
        'alliance',
        'kind',
        'title',
        'scope',
        'status',
        'visibility',
        'startsAt',
        'endsAt',
        'venue',
        'openedAt',
        'closedAt',
        'cancelReason',
        'organisers',
        'agenda',
        'previous',
        'quorum',
        'version',
      ),
      attendance: membersThere,
      guests: membersThere,
      // for the organisers: who prepares it only does not run it
      checkInCode: (who, row) => who.runs(row),
    },
  },
  Agenda: { object: meeting, fields: follow('id', 'revision', 'items', 'current', 'serverTime') },
  Quorum: { object: meeting, fields: follow('required', 'present', 'met') },
  Attendance: {
    object: withinMeeting,
    fields: follow('id', 'unit', 'representative', 'response', 'present', 'checkedInAt', 'proxy'),
  },
  Guest: { object: withinMeeting, fields: follow('id', 'name', 'capacity', 'present') },
  AgendaItem: {
    object: item,
    fields: follow(
      'id',
      'meeting',
      'number',
      'parent',
      'children',
      'title',
      'description',
      'kind',
      'state',
      'visibility',
      'presenterUnit',
      'presenter',
      'plannedMinutes',
      'expectedAt',
      'startedAt',
      'elapsedSeconds',
      'version',
    ),
  },
};

/** Which of an item's numbers and expected starts somebody is shown: the public's, the members', the participants'. */
export function shownTo(who: Onlooker, ofMeeting: Row): 0 | 1 | 2 {
  if (who.takesPart(ofMeeting)) return 2;
  return who.isMember(ofMeeting['alliance_id']) ? 1 : 0;
}
