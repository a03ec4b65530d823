import { anyone, members, seenBy, type ModuleModel, type Sees } from './model';
import { below, byName, byNumber, column, earliest, paired, pairedRows, pageOf, to } from './reads';
import type { Row, Rows } from './rows';
import type { Viewer } from './viewer';

/*
 * bodies and posts, documents in force, think tank, teams and volunteers who agreed to be named | all | all |
 *   documents' receipts: members
 * member report | territory, unit, date | and skills | name, review: own unit, dispatchers, secretariat
 */

/** A dispatcher of a territory and all below it, or of the whole alliance. */
function dispatches(who: Viewer, report: Row, rows: Rows): boolean {
  if (who.dispatches(report['alliance_id'], null)) return true;
  for (let id = report['territory_id']; id !== null; id = rows.byId('territories', id)?.['parent_id'] ?? null) {
    if (who.dispatches(report['alliance_id'], id)) return true;
  }
  return false;
}

const ownPeople: Sees = (who, report, rows) =>
  who.isOfUnit(report['unit_id']) || who.isSecretariat(report['alliance_id']) || dispatches(who, report, rows);

const editionsOf = (row: Row, rows: Rows): Row[] =>
  rows
    .where('governing_documents', { alliance_id: row['alliance_id'], kind: row['kind'], title: row['title'] })
    .sort(byNumber('edition'));

const isInForce = (row: Row, rows: Rows): boolean => editionsOf(row, rows).at(-1)?.['id'] === row['id'];
/** The fixtures' appointments lie far in the past or last for long. */
const isAppointed = (row: Row): boolean => row['until'] === null || String(row['until']) > '2090';

/** What an alliance is made of besides units. */
export const allianceStructures: ModuleModel = {
  types: {
    GoverningDocument: {
      table: 'governing_documents',
      prefix: 'document',
      // superseded editions: members
      object: (who, row, rows) => isInForce(row, rows) || members(who, row, rows),
      fields: {
        ...seenBy(anyone, {
          kind: column('kind'),
          title: column('title'),
          body: column('body'),
          edition: column('edition'),
          adoptedOn: column('adopted_on'),
          editions: (row, look) => look.list('GoverningDocument', editionsOf(row, look.rows)),
        }),
        ...seenBy(members, {
          acknowledgedBy: (row, look) =>
            pairedRows(row, look, 'member_units', 'document_acknowledgements', 'document_id', 'unit_id').flatMap(
              (unit) => look.refer('MemberUnit', unit) ?? [],
            ),
        }),
      },
    },
    ThinkTank: {
      table: 'alliances',
      prefix: 'thinktank',
      object: anyone,
      fields: seenBy(anyone, {
        name: (row) => `${String(row['name'])}智库团`,
        experts: (row, look) =>
          look.list('Expert', look.rows.where('experts', { alliance_id: row['id'] }).filter(isAppointed)),
      }),
    },
    Expert: {
      table: 'experts',
      prefix: 'expert',
      // past and future appointments: members
      object: (who, row, rows) => isAppointed(row) || members(who, row, rows),
      fields: seenBy(anyone, {
        person: to('Person', 'persons', 'person_id'),
        title: column('title'),
        unit: to('MemberUnit', 'member_units', 'unit_id'),
        fields: column('fields'),
        since: column('since'),
        until: column('until'),
      }),
    },
    TerritoryBody: {
      table: 'territory_bodies',
      prefix: 'body',
      object: anyone,
      fields: seenBy(anyone, {
        kind: column('kind'),
        name: column('name'),
        parent: to('TerritoryBody', 'territory_bodies', 'parent_id'),
        unit: to('MemberUnit', 'member_units', 'unit_id'),
        territories: paired('Territory', 'territories', 'body_territories', 'body_id', 'territory_id'),
        posts: below('Post', 'posts', 'body_id'),
      }),
    },
    Post: {
      table: 'posts',
      prefix: 'post',
      object: anyone,
      fields: seenBy(anyone, {
        holder: column('holder'),
        title: column('title'),
        body: to('TerritoryBody', 'territory_bodies', 'body_id'),
        since: column('since'),
        until: column('until'),
        territory: to('Territory', 'territories', 'territory_id'),
        homeUnit: to('MemberUnit', 'member_units', 'home_unit_id'),
        contactOf: paired('Territory', 'territories', 'post_contacts', 'post_id', 'territory_id'),
      }),
    },
    MemberReport: {
      table: 'member_reports',
      prefix: 'report',
      object: anyone,
      fields: {
        ...seenBy(anyone, {
          unit: to('MemberUnit', 'member_units', 'unit_id'),
          territory: to('Territory', 'territories', 'territory_id'),
          reportedOn: column('reported_on'),
        }),
        ...seenBy(ownPeople, {
          name: column('name'),
          reviewScore: column('review_score'),
          reviewNote: column('review_note'),
        }),
        ...seenBy((who, report, rows) => members(who, report, rows) || who.isOfUnit(report['unit_id']), {
          skills: column('skills'),
        }),
      },
      concealed: { skills: [] },
    },
    VolunteerTeam: {
      table: 'volunteer_teams',
      prefix: 'team',
      object: anyone,
      fields: seenBy(anyone, {
        name: column('name'),
        core: column('core'),
        specialty: column('specialty'),
        territory: to('Territory', 'territories', 'territory_id'),
        unit: to('MemberUnit', 'member_units', 'unit_id'),
        parent: to('VolunteerTeam', 'volunteer_teams', 'parent_id'),
        leader: column('leader'),
        memberCount: column('member_count'),
        volunteers: below('Volunteer', 'volunteers', 'team_id', byNumber('position')),
        sizes: below('TeamSize', 'team_sizes', 'team_id', earliest('on')),
      }),
    },
    Volunteer: {
      table: 'volunteers',
      object: anyone,
      fields: {
        ...seenBy(anyone, { name: column('name'), skills: column('skills') }),
        ...seenBy(members, { contact: column('contact') }),
      },
    },
    TeamSize: {
      table: 'team_sizes',
      object: anyone,
      fields: seenBy(anyone, { on: column('on'), memberCount: column('member_count') }),
    },
  },
  extensions: {
    Alliance: {
      fields: seenBy(anyone, {
        governingDocuments: (row, look) =>
          look.list(
            'GoverningDocument',
            look.rows
              .where('governing_documents', { alliance_id: row['id'] })
              .filter((each) => isInForce(each, look.rows))
              .sort((a, b) =>
                `${String(a['kind'])} ${String(a['title'])}` < `${String(b['kind'])} ${String(b['title'])}` ? -1 : 1,
              ),
          ),
        thinkTank: (row, look) => look.own('ThinkTank', row),
        volunteerTeams: pageOf('VolunteerTeam', 'volunteer_teams', 'alliance_id', byName),
      }),
    },
    Territory: {
      fields: seenBy(anyone, {
        bodies: paired('TerritoryBody', 'territory_bodies', 'body_territories', 'territory_id', 'body_id'),
        posts: below('Post', 'posts', 'territory_id'),
        memberReports: below('MemberReport', 'member_reports', 'territory_id', earliest('reported_on')),
      }),
    },
  },
};
