import { validate as isUuid } from 'uuid';
import { message, type MessageKey } from '../../../src/platform/i18n/messages';
import { agreementFields, agreementsOf, agreementTypes } from './agreements';
import { membershipFields, membershipTypes, unitMembershipFields } from './membership';
import {
  ascending,
  below,
  byName,
  byNumber,
  column,
  connection,
  latest,
  moment,
  paired,
  time,
  to,
  type Arguments,
  type Field,
  type Look,
  type Told,
} from './look';
import type { Row, Table } from './rows';
import { allianceStructureFields, structureFields, structureTypes, territoryStructureFields } from './structures';
import { shownTo } from './who-sees-what';

/** The tables of the types that rows are told as, and the prefixes of their global ids. */
export const TYPES: Readonly<Record<string, { readonly table: Table; readonly prefix?: string }>> = {
  Alliance: { table: 'alliances', prefix: 'alliance' },
  Territory: { table: 'territories', prefix: 'territory' },
  SectorGroup: { table: 'sector_groups', prefix: 'sector' },
  AreaGroup: { table: 'area_groups', prefix: 'area' },
  MemberUnit: { table: 'member_units', prefix: 'unit' },
  UnitContact: { table: 'unit_contacts' },
  Person: { table: 'persons', prefix: 'person' },
  Viewer: { table: 'persons' },
  ApiToken: { table: 'api_tokens', prefix: 'apiToken' },
  AllianceRoleHolder: { table: 'alliance_roles' },
  AllianceRoleGrant: { table: 'alliance_roles' },
  Representation: { table: 'unit_roles' },
  Notification: { table: 'notifications', prefix: 'notification' },
  AuditEntry: { table: 'audit_entries', prefix: 'audit' },
  JointMeeting: { table: 'joint_meetings', prefix: 'meeting' },
  Agenda: { table: 'joint_meetings', prefix: 'agenda' },
  Quorum: { table: 'joint_meetings' },
  Attendance: { table: 'attendances', prefix: 'attendance' },
  Guest: { table: 'guests', prefix: 'guest' },
  AgendaItem: { table: 'agenda_items', prefix: 'item' },
  ...agreementTypes,
  ...membershipTypes,
  ...structureTypes,
};

/** Who holds an office of a group or territory. */
const office =
  (role: string, scope: string): Field =>
  (row, look) => {
    const [first] = look.rows
      .where('alliance_roles', { [scope]: row['id'], role })
      .sort((a, b) => ascending(a['since'], b['since']));
    return look.refer('Person', look.rows.byId('persons', first?.['person_id']));
  };

const unitsOf = (scope: 'alliance_id' | 'area_group_id') =>
  connection(
    'MemberUnit',
    (row, { rows }) =>
      rows
        .where('member_units', { [scope]: row['id'] })
        .filter((unit) => scope !== 'alliance_id' || unit['host'] !== true),
    byName,
  );
const meetingsOf = (scope: string) =>
  connection(
    'JointMeeting',
    (row, { rows }) => rows.where('joint_meetings', { [scope]: row['id'] }),
    latest('starts_at'),
  );
const present = (row: Row, look: Look): number =>
  look.rows.where('attendances', { meeting_id: row['id'], present: true }).length;
const meetingOf = (row: Row, look: Look): Row => look.rows.byId('joint_meetings', row['meeting_id']) ?? {};
const layer = (row: Row, look: Look): 0 | 1 | 2 => shownTo(look.who, meetingOf(row, look));

const group = (scope: 'sector_group_id' | 'area_group_id'): Record<string, Field> => ({
  alliance: to('Alliance', 'alliances', 'alliance_id'),
  name: column('name'),
  convenor: office('CONVENOR', scope),
  liaison: office('LIAISON', scope),
  meetings: meetingsOf(scope),
});

/** How each field is read, in the plainest way. */
export const fields: Readonly<Record<string, Readonly<Record<string, Field>>>> = {
  Alliance: {
    slug: column('slug'),
    name: column('name'),
    motto: column('motto'),
    foundedOn: column('founded_on'),
    timeZone: column('time_zone'),
    agreements: agreementsOf('alliance'),
    ...allianceStructureFields,
    version: column('version'),
    territories: (row, look, { level }) =>
      look.list(
        'Territory',
        look.rows.where('territories', { alliance_id: row['id'], ...(typeof level === 'string' && { level }) }),
      ),
    sectorGroups: below('SectorGroup', 'sector_groups', 'alliance_id'),
    areaGroups: below('AreaGroup', 'area_groups', 'alliance_id'),
    secretariat: (row, look) =>
      look.list(
        'AllianceRoleHolder',
        look.rows.where('alliance_roles', { alliance_id: row['id'], role: 'SECRETARIAT' }),
      ),
    memberUnits: unitsOf('alliance_id'),
    meetings: meetingsOf('alliance_id'),
    people: connection(
      'Person',
      (row, { rows }) => {
        const known = new Set(
          rows.where('alliance_people', { alliance_id: row['id'] }).map((each) => each['person_id']),
        );
        return rows.where('persons').filter((person) => known.has(person['id']));
      },
      byName,
    ),
    auditEntries: connection(
      'AuditEntry',
      (row, { rows }) => rows.where('audit_entries', { alliance_id: row['id'] }),
      latest('at'),
    ),
  },
  Territory: {
    ...territoryStructureFields,
    level: column('level'),
    name: column('name'),
    estateKind: column('estate_kind'),
    households: column('households'),
    parent: to('Territory', 'territories', 'parent_id'),
    children: below('Territory', 'territories', 'parent_id'),
    convenor: office('CONVENOR', 'territory_id'),
    liaison: office('LIAISON', 'territory_id'),
    pairedUnits: paired('MemberUnit', 'member_units', 'territory_pairings', 'territory_id', 'unit_id'),
    meetings: meetingsOf('territory_id'),
  },
  SectorGroup: {
    ...group('sector_group_id'),
    purpose: column('purpose'),
    memberUnits: connection(
      'MemberUnit',
      (row, { rows }) => {
        const members = new Set(
          rows.where('sector_group_members', { sector_group_id: row['id'] }).map((each) => each['unit_id']),
        );
        return rows.where('member_units').filter((unit) => members.has(unit['id']));
      },
      byName,
    ),
  },
  AreaGroup: {
    ...group('area_group_id'),
    territory: to('Territory', 'territories', 'territory_id'),
    memberUnits: unitsOf('area_group_id'),
  },
  MemberUnit: {
    agreements: agreementsOf('unit'),
    ...unitMembershipFields,
    alliance: to('Alliance', 'alliances', 'alliance_id'),
    name: column('name'),
    shortName: column('short_name'),
    kind: column('kind'),
    affiliation: column('affiliation'),
    creditCode: column('credit_code'),
    status: column('status'),
    host: column('host'),
    joinedOn: column('joined_on'),
    leftOn: column('left_on'),
    version: column('version'),
    territory: to('Territory', 'territories', 'territory_id'),
    areaGroup: to('AreaGroup', 'area_groups', 'area_group_id'),
    contactOfficial: column('contact_official'),
    sectorGroups: paired('SectorGroup', 'sector_groups', 'sector_group_members', 'unit_id', 'sector_group_id'),
    contacts: (row, look) =>
      look.list('UnitContact', look.rows.where('unit_contacts', { unit_id: row['id'] }).sort(byNumber('position'))),
    pairedTerritories: paired('Territory', 'territories', 'territory_pairings', 'unit_id', 'territory_id'),
  },
  UnitContact: { name: column('name'), title: column('title'), phone: column('phone'), email: column('email') },
  AllianceRoleHolder: {
    role: column('role'),
    person: to('Person', 'persons', 'person_id'),
    unit: (row, look) => {
      const [first] = look.rows
        .where('unit_roles', { alliance_id: row['alliance_id'], person_id: row['person_id'] })
        .sort((a, b) => ascending(a['since'], b['since']));
      return look.refer('MemberUnit', look.rows.byId('member_units', first?.['unit_id']));
    },
  },
  AllianceRoleGrant: {
    role: column('role'),
    alliance: to('Alliance', 'alliances', 'alliance_id'),
    sectorGroup: to('SectorGroup', 'sector_groups', 'sector_group_id'),
    areaGroup: to('AreaGroup', 'area_groups', 'area_group_id'),
    territory: to('Territory', 'territories', 'territory_id'),
  },
  Representation: { role: column('role'), unit: to('MemberUnit', 'member_units', 'unit_id') },
  Person: {
    name: column('name'),
    email: column('email'),
    locale: column('locale'),
    unitRoles: below('Representation', 'unit_roles', 'person_id'),
    allianceRoles: below('AllianceRoleGrant', 'alliance_roles', 'person_id'),
  },
  Viewer: {
    person: (row, look) => look.own('Person', row),
    representations: below('Representation', 'unit_roles', 'person_id'),
    allianceRoles: below('AllianceRoleGrant', 'alliance_roles', 'person_id'),
    notifications: connection(
      'Notification',
      (row, { rows }) => rows.where('notifications', { person_id: row['id'] }),
      latest('at'),
    ),
    apiTokens: (row, look) =>
      look.list(
        'ApiToken',
        look.rows
          .where('api_tokens', { person_id: row['id'] })
          .sort((a, b) => ascending(a['created_at'], b['created_at'])),
      ),
  },
  Notification: {
    at: time('at'),
    kind: column('kind'),
    readAt: time('read_at'),
    subject: (row, look) => node(row['subject_id'], look),
    // what it would tell of something that has been closed to the person since is left out
    summary: (row, look) => {
      const closed = row['subject_id'] !== null && node(row['subject_id'], look) === null;
      return message(
        'en',
        closed ? 'notification.closed' : (row['key'] as MessageKey),
        row['parameters'] as Record<string, unknown>,
      );
    },
  },
  ApiToken: {
    name: column('name'),
    scopes: column('scopes'),
    expiresAt: time('expires_at'),
    lastUsedAt: time('last_used_at'),
    revokedAt: time('revoked_at'),
  },
  AuditEntry: {
    at: time('at'),
    person: to('Person', 'persons', 'person_id'),
    action: column('action'),
    subject: column('subject'),
    details: (row) => JSON.stringify(row['details']).replaceAll('":', '": '),
    seal: (row, look) => {
      const [seal] = look.rows.where('audit_seals', { entry_id: row['id'] });
      return seal === undefined ? null : String(seal['hash']).slice(2);
    },
  },
  JointMeeting: {
    alliance: to('Alliance', 'alliances', 'alliance_id'),
    kind: column('kind'),
    title: column('title'),
    status: column('status'),
    visibility: column('visibility'),
    venue: column('venue'),
    cancelReason: column('cancel_reason'),
    version: column('version'),
    startsAt: time('starts_at'),
    endsAt: time('ends_at'),
    openedAt: time('opened_at'),
    closedAt: time('closed_at'),
    previous: to('JointMeeting', 'joint_meetings', 'previous_id'),
    scope: (row, look) =>
      look.own('SectorGroup', look.rows.byId('sector_groups', row['sector_group_id'])) ??
      look.own('AreaGroup', look.rows.byId('area_groups', row['area_group_id'])) ??
      look.own('Territory', look.rows.byId('territories', row['territory_id'])) ??
      look.own('Alliance', look.rows.byId('alliances', row['alliance_id'])),
    // the name, where a visible thing names them
    organisers: (row, look) =>
      look.rows
        .where('meeting_organisers', { meeting_id: row['id'] })
        .map((each) => each['person_id'])
        .sort(ascending)
        .flatMap((id) => look.refer('Person', look.rows.byId('persons', id)) ?? []),
    attendance: below('Attendance', 'attendances', 'meeting_id'),
    guests: below('Guest', 'guests', 'meeting_id'),
    quorum: (row, look) => (row['quorum_required'] === null ? null : look.own('Quorum', row)),
    agenda: (row, look) => look.own('Agenda', row),
    checkInCode: () => 'code',
  },
  Quorum: {
    required: column('quorum_required'),
    present,
    met: (row, look) => present(row, look) >= Number(row['quorum_required']),
  },
  Agenda: {
    revision: column('revision'),
    serverTime: () => 'now',
    items: (row, look) =>
      look.list('AgendaItem', look.rows.where('agenda_items', { meeting_id: row['id'] }).sort(byNumber('ordinal'))),
    current: (row, look) =>
      look.own('AgendaItem', look.rows.where('agenda_items', { meeting_id: row['id'], state: 'ACTIVE' })[0] ?? null),
  },
  Attendance: {
    unit: to('MemberUnit', 'member_units', 'unit_id'),
    representative: column('representative'),
    response: column('response'),
    present: column('present'),
    checkedInAt: time('checked_in_at'),
    proxy: to('MemberUnit', 'member_units', 'proxy_unit_id'),
  },
  Guest: { name: column('name'), capacity: column('capacity'), present: column('present') },
  AgendaItem: {
    title: column('title'),
    description: column('description'),
    kind: column('kind'),
    state: column('state'),
    visibility: column('visibility'),
    version: column('version'),
    presenter: column('presenter'),
    plannedMinutes: column('planned_minutes'),
    elapsedSeconds: column('elapsed_seconds'),
    startedAt: time('started_at'),
    meeting: to('JointMeeting', 'joint_meetings', 'meeting_id'),
    parent: to('AgendaItem', 'agenda_items', 'parent_id'),
    children: (row, look) =>
      look.list('AgendaItem', look.rows.where('agenda_items', { parent_id: row['id'] }).sort(byNumber('ordinal'))),
    presenterUnit: to('MemberUnit', 'member_units', 'presenter_unit_id'),
    number: (row, look) => (row['numbers'] as string[])[layer(row, look)],
    expectedAt: (row, look) => moment((row['expected_starts'] as string[])[layer(row, look)]),
  },
  ...agreementFields,
  ...membershipFields,
  ...structureFields,
};

/** An object by its global id, of this type if one is named. */
function node(id: unknown, look: Look, only?: string): Told | null {
  const cut = String(id).lastIndexOf('_');
  const row = String(id).slice(cut + 1);
  const [type] =
    Object.entries(TYPES).find(([, { prefix }]) => prefix !== undefined && prefix === String(id).slice(0, cut)) ?? [];
  if (type === undefined || !isUuid(row) || (only !== undefined && only !== type)) return null;
  return look.own(type, look.rows.byId(TYPES[type]?.table ?? 'alliances', row.toLowerCase()));
}

const alliances = connection('Alliance', (_, { rows }) => rows.where('alliances'), byName);

/** The ways into the graph. */
export const roots: Readonly<Record<string, (given: Arguments, look: Look) => unknown>> = {
  agreement: ({ id }, look) => node(id, look, 'Agreement'),
  alliance: ({ slug }, look) => look.own('Alliance', look.rows.where('alliances', { slug })[0] ?? null),
  alliances: (given, look) => alliances({}, look, given),
  meeting: ({ id }, look) => node(id, look, 'JointMeeting'),
  memberUnit: ({ id }, look) => node(id, look, 'MemberUnit'),
  membershipApplication: () => null,
  node: ({ id }, look) => node(id, look),
  nodes: ({ ids }, look) => (ids as unknown[]).map((id) => node(id, look)),
  viewer: (_, look) => look.own('Viewer', look.rows.byId('persons', look.who.personId)),
};
