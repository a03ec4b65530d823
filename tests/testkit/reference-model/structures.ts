import { below, byName, byNumber, column, connection, latest, to, type Field, type Look } from './look';
import type { Row, Table } from './rows';

/** Types of what an alliance is made of besides units. */
export const structureTypes: Readonly<Record<string, { readonly table: Table; readonly prefix?: string }>> = {
  GoverningDocument: { table: 'governing_documents', prefix: 'document' },
  ThinkTank: { table: 'alliances', prefix: 'thinktank' },
  Expert: { table: 'experts', prefix: 'expert' },
  TerritoryBody: { table: 'territory_bodies', prefix: 'body' },
  Post: { table: 'posts', prefix: 'post' },
  MemberReport: { table: 'member_reports', prefix: 'report' },
  VolunteerTeam: { table: 'volunteer_teams', prefix: 'team' },
  Volunteer: { table: 'volunteers' },
  TeamSize: { table: 'team_sizes' },
};

/** Objects of a table that another one pairs with the row. */
const linked =
  (type: string, table: Table, pairs: Table, mine: string, theirs: string): Field =>
  (row, look) => {
    const ids = new Set(look.rows.where(pairs, { [mine]: row['id'] }).map((pair) => pair[theirs]));
    return look.list(
      type,
      look.rows.where(table).filter((each) => ids.has(each['id'])),
    );
  };

const editionsOf = (row: Row, look: Look): Row[] =>
  look.rows
    .where('governing_documents', { alliance_id: row['alliance_id'], kind: row['kind'], title: row['title'] })
    .sort(byNumber('edition'));

export const structureFields: Readonly<Record<string, Readonly<Record<string, Field>>>> = {
  GoverningDocument: {
    kind: column('kind'),
    title: column('title'),
    body: column('body'),
    edition: column('edition'),
    adoptedOn: column('adopted_on'),
    editions: (row, look) => look.list('GoverningDocument', editionsOf(row, look)),
    acknowledgedBy: (row, look) => {
      const ids = new Set(
        look.rows.where('document_acknowledgements', { document_id: row['id'] }).map((each) => each['unit_id']),
      );
      return look.rows
        .where('member_units')
        .filter((unit) => ids.has(unit['id']))
        .flatMap((unit) => look.refer('MemberUnit', unit) ?? []);
    },
  },
  ThinkTank: {
    name: (row) => `${String(row['name'])}智库团`,
    experts: (row, look) =>
      look.list(
        'Expert',
        look.rows
          .where('experts', { alliance_id: row['id'] })
          .filter((each) => each['until'] === null || String(each['until']) > '2090'),
      ),
  },
  Expert: {
    person: to('Person', 'persons', 'person_id'),
    title: column('title'),
    unit: to('MemberUnit', 'member_units', 'unit_id'),
    fields: column('fields'),
    since: column('since'),
    until: column('until'),
  },
  TerritoryBody: {
    kind: column('kind'),
    name: column('name'),
    parent: to('TerritoryBody', 'territory_bodies', 'parent_id'),
    unit: to('MemberUnit', 'member_units', 'unit_id'),
    territories: linked('Territory', 'territories', 'body_territories', 'body_id', 'territory_id'),
    posts: below('Post', 'posts', 'body_id'),
  },
  Post: {
    holder: column('holder'),
    title: column('title'),
    body: to('TerritoryBody', 'territory_bodies', 'body_id'),
    since: column('since'),
    until: column('until'),
    territory: to('Territory', 'territories', 'territory_id'),
    homeUnit: to('MemberUnit', 'member_units', 'home_unit_id'),
    contactOf: linked('Territory', 'territories', 'post_contacts', 'post_id', 'territory_id'),
  },
  MemberReport: {
    name: column('name'),
    unit: to('MemberUnit', 'member_units', 'unit_id'),
    territory: to('Territory', 'territories', 'territory_id'),
    reportedOn: column('reported_on'),
    skills: column('skills'),
    reviewScore: column('review_score'),
    reviewNote: column('review_note'),
  },
  VolunteerTeam: {
    name: column('name'),
    core: column('core'),
    specialty: column('specialty'),
    territory: to('Territory', 'territories', 'territory_id'),
    unit: to('MemberUnit', 'member_units', 'unit_id'),
    parent: to('VolunteerTeam', 'volunteer_teams', 'parent_id'),
    leader: column('leader'),
    memberCount: column('member_count'),
    volunteers: (row, look) =>
      look.list('Volunteer', look.rows.where('volunteers', { team_id: row['id'] }).sort(byNumber('position'))),
    sizes: (row, look) =>
      look.list(
        'TeamSize',
        look.rows.where('team_sizes', { team_id: row['id'] }).sort((a, b) => -latest('on')(a, b)),
      ),
  },
  Volunteer: { name: column('name'), skills: column('skills'), contact: column('contact') },
  TeamSize: { on: column('on'), memberCount: column('member_count') },
};

export const allianceStructureFields: Readonly<Record<string, Field>> = {
  governingDocuments: (row, look) =>
    look.list(
      'GoverningDocument',
      look.rows
        .where('governing_documents', { alliance_id: row['id'] })
        .filter((each) => editionsOf(each, look).at(-1) === each)
        .sort((a, b) =>
          `${String(a['kind'])} ${String(a['title'])}` < `${String(b['kind'])} ${String(b['title'])}` ? -1 : 1,
        ),
    ),
  thinkTank: (row, look) => look.own('ThinkTank', row),
  volunteerTeams: connection(
    'VolunteerTeam',
    (row, { rows }) => rows.where('volunteer_teams', { alliance_id: row['id'] }),
    byName,
  ),
};

export const territoryStructureFields: Readonly<Record<string, Field>> = {
  bodies: linked('TerritoryBody', 'territory_bodies', 'body_territories', 'territory_id', 'body_id'),
  posts: below('Post', 'posts', 'territory_id'),
  memberReports: (row, look) =>
    look.list(
      'MemberReport',
      look.rows.where('member_reports', { territory_id: row['id'] }).sort((a, b) => -latest('reported_on')(a, b)),
    ),
};
