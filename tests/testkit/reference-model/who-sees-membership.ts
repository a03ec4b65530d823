import type { Sees, Visibility } from './who-sees-what';

/*
 * unit: ACTIVE or LEFT | … | and contacts, visits, pairing | assessment: the unit's people, secretariat
 * report figures | all | unvisited units are for members
 */

const anyone: Sees = () => true;
const members: Sees = (who, row) => who.isMember(row['alliance_id']);
const all = (rule: Sees, ...names: readonly string[]): Record<string, Sees> =>
  Object.fromEntries(names.map((name) => [name, rule]));
const unitsOwn: Sees = (who, unit) => who.isOfUnit(unit['id']) || who.isSecretariat(unit['alliance_id']);

/** What hangs on a unit is never more open than the unit. */
const ofVisibleUnit: Sees = (who, visit, rows) => {
  const status = String(rows.byId('member_units', visit['unit_id'])?.['status']);
  return (
    who.isOfUnit(visit['unit_id']) ||
    who.isSecretariat(visit['alliance_id']) ||
    (members(who, visit, rows) && ['ACTIVE', 'LEFT'].includes(status))
  );
};

export const whoSeesMembership: Readonly<Record<string, Visibility>> = {
  Visit: {
    object: ofVisibleUnit,
    fields: all(anyone, 'id', 'visitedOn', 'visitor', 'note'),
  },
  AllianceReport: {
    object: anyone,
    fields: {
      ...all(anyone, 'memberUnits', 'agreementsSigned', 'agreementsActive', 'meetingsHeld'),
      unvisited: (who, alliance) => who.isMember(alliance['id']),
    },
  },
  UnitAssessment: {
    object: unitsOwn,
    fields: all(
      anyone,
      'meetingsInvited',
      'meetingsAttended',
      'commitmentsDue',
      'commitmentsFulfilled',
      'membersReported',
      'commitmentRating',
    ),
  },
};

export const whoSeesOfUnits: Readonly<Record<string, Sees>> = {
  statusReason: unitsOwn,
  assessment: unitsOwn,
  visits: (who, unit, rows) => members(who, unit, rows) || who.isOfUnit(unit['id']),
};
