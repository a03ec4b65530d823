import {
  anyone,
  either,
  members,
  secretariat,
  seenBy,
  type ModuleModel,
  type Read,
  type Reads,
  type Sees,
} from './model';
import {
  below,
  byName,
  byNumber,
  column,
  connection,
  earliest,
  latest,
  paired,
  pairedRows,
  pageOf,
  time,
  to,
} from './reads';

/*
 * alliance, groups, territories: all | all | people, audit entries: secretariat
 * unit: ACTIVE or LEFT | all | and contacts, visits, pairing | a LEFT unit's own people see it as the public does
 * unit: APPLIED, DECLINED, SUSPENDED | – | – | all: the unit's people, secretariat
 */

const unitsPeople: Sees = (who, unit) => who.isOfUnit(unit['id']);
const unitsOwn = either(unitsPeople, secretariat);
/** A unit's people until it leaves: why it left, and its assessment, are the secretariat's alone then. */
const currentOwn = either((who, unit) => who.isOfCurrentUnit(unit['id']), secretariat);
const membersOrOwn = either(members, (who, unit) => who.isOfCurrentUnit(unit['id']));
const isOpen = (status: unknown): boolean => status === 'ACTIVE' || status === 'LEFT';

/** What hangs on a unit is never more open than the unit. */
const ofVisibleUnit: Sees = (who, visit, rows) =>
  who.isOfCurrentUnit(visit['unit_id']) ||
  who.isSecretariat(visit['alliance_id']) ||
  (members(who, visit, rows) && isOpen(rows.byId('member_units', visit['unit_id'])?.['status']));

const themselvesOrSecretariat: Sees = (who, row) => who.is(row['person_id']) || who.isSecretariat(row['alliance_id']);

/** Who holds an office of a group or territory. */
const office =
  (role: string, scope: string): Read =>
  (row, look) => {
    const [first] = look.rows.where('alliance_roles', { [scope]: row['id'], role }).sort(earliest('since'));
    return look.refer('Person', look.rows.byId('persons', first?.['person_id']));
  };

const unitsOf = (scope: 'alliance_id' | 'area_group_id'): Read =>
  connection(
    'MemberUnit',
    (row, { rows }) =>
      rows
        .where('member_units', { [scope]: row['id'] })
        .filter((unit) => scope !== 'alliance_id' || unit['host'] !== true),
    byName,
  );

const group = (scope: 'sector_group_id' | 'area_group_id'): Reads => ({
  alliance: to('Alliance', 'alliances', 'alliance_id'),
  name: column('name'),
  convenor: office('CONVENOR', scope),
  liaison: office('LIAISON', scope),
});

const alliances = connection('Alliance', (_, { rows }) => rows.where('alliances'), byName);

/** Roles are the alliance's; people and viewers are the platform's. */
const roles = {
  alliance: below('AllianceRoleGrant', 'alliance_roles', 'person_id'),
  unit: below('Representation', 'unit_roles', 'person_id'),
};

export const alliance: ModuleModel = {
  types: {
    Alliance: {
      table: 'alliances',
      prefix: 'alliance',
      object: anyone,
      fields: {
        ...seenBy(anyone, {
          slug: column('slug'),
          name: column('name'),
          motto: column('motto'),
          foundedOn: column('founded_on'),
          timeZone: column('time_zone'),
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
        }),
        ...seenBy((who, row) => who.isSecretariat(row['id']), {
          people: connection(
            'Person',
            (row, look) => pairedRows(row, look, 'persons', 'alliance_people', 'alliance_id', 'person_id'),
            byName,
          ),
        }),
      },
    },
    Territory: {
      table: 'territories',
      prefix: 'territory',
      object: anyone,
      fields: {
        ...seenBy(anyone, {
          level: column('level'),
          name: column('name'),
          estateKind: column('estate_kind'),
          households: column('households'),
          parent: to('Territory', 'territories', 'parent_id'),
          children: below('Territory', 'territories', 'parent_id'),
          convenor: office('CONVENOR', 'territory_id'),
          liaison: office('LIAISON', 'territory_id'),
        }),
        ...seenBy(members, {
          pairedUnits: paired('MemberUnit', 'member_units', 'territory_pairings', 'territory_id', 'unit_id'),
        }),
      },
      concealed: { pairedUnits: [] },
    },
    SectorGroup: {
      table: 'sector_groups',
      prefix: 'sector',
      object: anyone,
      fields: seenBy(anyone, {
        ...group('sector_group_id'),
        purpose: column('purpose'),
        memberUnits: connection(
          'MemberUnit',
          (row, look) => pairedRows(row, look, 'member_units', 'sector_group_members', 'sector_group_id', 'unit_id'),
          byName,
        ),
      }),
    },
    AreaGroup: {
      table: 'area_groups',
      prefix: 'area',
      object: anyone,
      fields: seenBy(anyone, {
        ...group('area_group_id'),
        territory: to('Territory', 'territories', 'territory_id'),
        memberUnits: unitsOf('area_group_id'),
      }),
    },
    MemberUnit: {
      table: 'member_units',
      prefix: 'unit',
      object: either((_, unit) => isOpen(unit['status']), unitsOwn),
      named: {
        fields: ['id', 'alliance', 'name', 'kind', 'status', 'version', 'updatedAt'],
        // once active, a unit keeps its name and kind wherever something visible refers to it
        if: (unit) => !['APPLIED', 'DECLINED'].includes(String(unit['status'])),
      },
      fields: {
        ...seenBy(anyone, {
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
          updatedAt: time('updated_at'),
          territory: to('Territory', 'territories', 'territory_id'),
          areaGroup: to('AreaGroup', 'area_groups', 'area_group_id'),
          sectorGroups: paired('SectorGroup', 'sector_groups', 'sector_group_members', 'unit_id', 'sector_group_id'),
        }),
        ...seenBy(membersOrOwn, {
          contactOfficial: column('contact_official'),
          contacts: below('UnitContact', 'unit_contacts', 'unit_id', byNumber('position')),
          pairedTerritories: paired('Territory', 'territories', 'territory_pairings', 'unit_id', 'territory_id'),
          visits: pageOf('Visit', 'visits', 'unit_id', latest('visited_on')),
        }),
        ...seenBy(currentOwn, { statusReason: column('status_reason') }),
      },
      concealed: { affiliation: 'NONE', host: false, sectorGroups: [], pairedTerritories: [] },
    },
    UnitContact: {
      table: 'unit_contacts',
      object: either(members, (who, contact) => who.isOfCurrentUnit(contact['unit_id'])),
      fields: seenBy(anyone, {
        name: column('name'),
        title: column('title'),
        phone: column('phone'),
        email: column('email'),
      }),
    },
    Visit: {
      table: 'visits',
      prefix: 'visit',
      object: ofVisibleUnit,
      fields: seenBy(anyone, { visitedOn: column('visited_on'), visitor: column('visitor'), note: column('note') }),
    },
    AllianceRoleHolder: {
      table: 'alliance_roles',
      object: anyone,
      fields: seenBy(anyone, {
        role: column('role'),
        person: to('Person', 'persons', 'person_id'),
        unit: (row, look) => {
          const roles = look.rows
            .where('unit_roles', { alliance_id: row['alliance_id'], person_id: row['person_id'] })
            .sort(earliest('since'));
          const units = roles.map((role) => look.refer('MemberUnit', look.rows.byId('member_units', role['unit_id'])));
          return units.find((unit) => unit !== null) ?? null;
        },
      }),
    },
    AllianceRoleGrant: {
      table: 'alliance_roles',
      object: themselvesOrSecretariat,
      fields: seenBy(anyone, {
        role: column('role'),
        alliance: to('Alliance', 'alliances', 'alliance_id'),
        sectorGroup: to('SectorGroup', 'sector_groups', 'sector_group_id'),
        areaGroup: to('AreaGroup', 'area_groups', 'area_group_id'),
        territory: to('Territory', 'territories', 'territory_id'),
      }),
    },
    Representation: {
      table: 'unit_roles',
      object: themselvesOrSecretariat,
      fields: seenBy(anyone, { role: column('role'), unit: to('MemberUnit', 'member_units', 'unit_id') }),
    },
  },
  extensions: {
    Person: {
      fields: seenBy(anyone, {
        unitRoles: roles.unit,
        allianceRoles: roles.alliance,
        invitations: (person, look) =>
          look.list(
            'Invitation',
            look.rows.where('invitations', { person_id: person['id'] }).sort(latest('created_at')),
          ),
      }),
    },
    Viewer: { fields: seenBy(anyone, { representations: roles.unit, allianceRoles: roles.alliance }) },
  },
  roots: {
    alliance: ({ slug }, look) => look.own('Alliance', look.rows.where('alliances', { slug })[0] ?? null),
    alliances: (args, look) => alliances({}, look, args),
    memberUnit: ({ id }, look) => look.node(id, 'MemberUnit'),
    // of an application that nobody has a receipt for
    membershipApplication: () => null,
  },
};
