import { anyone, seenBy, type ModuleModel, type Sees } from './model';

/*
 * unit: … | assessment: the unit's people until it leaves, secretariat
 * report figures | all | unvisited units are for members
 */

const unitsOwn: Sees = (who, unit) => who.isOfCurrentUnit(unit['id']) || who.isSecretariat(unit['alliance_id']);

/** Figures are read by tests of their own; here is only who sees them. */
const figures = (...names: readonly string[]) => Object.fromEntries(names.map((name) => [name, () => null]));

export const recognition: ModuleModel = {
  types: {
    AllianceReport: {
      table: 'alliances',
      object: anyone,
      fields: {
        ...seenBy(
          anyone,
          figures(
            'memberUnits',
            'agreementsSigned',
            'agreementsActive',
            'projectsPosted',
            'projectsCompleted',
            'meetingsHeld',
          ),
        ),
        ...seenBy((who, alliance) => who.isMember(alliance['id']), figures('unvisited')),
      },
    },
    UnitAssessment: {
      table: 'member_units',
      object: unitsOwn,
      fields: seenBy(
        anyone,
        figures(
          'meetingsInvited',
          'meetingsAttended',
          'commitmentsDue',
          'commitmentsFulfilled',
          'actionItemsDue',
          'actionItemsDone',
          'projectsLed',
          'projectsJoined',
          'membersReported',
          'commitmentRating',
        ),
      ),
    },
  },
  extensions: {
    Alliance: { fields: seenBy(anyone, { ...figures('report') }) },
    MemberUnit: { fields: seenBy(unitsOwn, figures('assessment')) },
  },
};
