import type { Onlooker } from './viewer';
import type { Row, Rows } from './rows';
import type { Sees, Visibility } from './who-sees-what';

/*
 * alliance, groups, territories with bodies and posts, documents in force, think tank, teams and volunteers who agreed to be named | all | all |
 *   documents' receipts: members
 * member report | territory, unit, date | and skills | name, review: own unit, dispatchers, secretariat
 */

const anyone: Sees = () => true;
const members: Sees = (who, row) => who.isMember(row['alliance_id']);
const all = (rule: Sees, ...names: readonly string[]): Record<string, Sees> =>
  Object.fromEntries(names.map((name) => [name, rule]));

/** A dispatcher of a territory and all below it, or of the whole alliance. */
function dispatches(who: Onlooker, report: Row, rows: Rows): boolean {
  if (who.dispatches(report['alliance_id'], null)) return true;
  for (let id = report['territory_id']; id !== null; id = rows.byId('territories', id)?.['parent_id'] ?? null) {
    if (who.dispatches(report['alliance_id'], id)) return true;
  }
  return false;
}

const ownPeople: Sees = (who, report, rows) =>
  who.isOfUnit(report['unit_id']) || who.isSecretariat(report['alliance_id']) || dispatches(who, report, rows);

export const whoSeesStructures: Readonly<Record<string, Visibility>> = {
  GoverningDocument: {
    object: anyone,
    fields: {
      ...all(anyone, 'id', 'kind', 'title', 'body', 'edition', 'adoptedOn', 'editions'),
      acknowledgedBy: members,
    },
  },
  ThinkTank: { object: anyone, fields: all(anyone, 'id', 'name', 'experts') },
  Expert: { object: anyone, fields: all(anyone, 'id', 'person', 'title', 'unit', 'fields', 'since', 'until') },
  TerritoryBody: {
    object: anyone,
    fields: all(anyone, 'id', 'kind', 'name', 'territories', 'parent', 'unit', 'posts'),
  },
  Post: {
    object: anyone,
    fields: all(anyone, 'id', 'holder', 'title', 'body', 'territory', 'homeUnit', 'contactOf', 'since', 'until'),
  },
  MemberReport: {
    object: anyone,
    fields: {
      ...all(anyone, 'id', 'unit', 'territory', 'reportedOn'),
      ...all(ownPeople, 'name', 'reviewScore', 'reviewNote'),
      skills: (who, report, rows) => members(who, report, rows) || who.isOfUnit(report['unit_id']),
    },
    concealed: { skills: [] },
  },
  VolunteerTeam: {
    object: anyone,
    fields: all(
      anyone,
      'id',
      'name',
      'core',
      'specialty',
      'territory',
      'unit',
      'parent',
      'leader',
      'memberCount',
      'volunteers',
      'sizes',
    ),
  },
  Volunteer: { object: anyone, fields: { ...all(anyone, 'name', 'skills'), contact: members } },
  TeamSize: { object: anyone, fields: all(anyone, 'on', 'memberCount') },
};

export const whoSeesOfAlliances: Readonly<Record<string, Sees>> = all(
  anyone,
  'governingDocuments',
  'thinkTank',
  'volunteerTeams',
);
export const whoSeesOfTerritories: Readonly<Record<string, Sees>> = all(anyone, 'bodies', 'posts', 'memberReports');
