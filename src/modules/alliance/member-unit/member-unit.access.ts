import { declareAccess, type Rule } from '../../../platform/access/access';
import type { Row } from '../../../platform/access/row';
import { or, sql, type Sql } from '../../../platform/database/sql';
import { byCurrentPeople, byMembers, byOwnPeople, currentUnits, receipt } from '../shared/rights';
import { MemberUnit, UnitContact } from './member-unit.entity';

declare module '../../../platform/database/ids' {
  interface IdPrefixes {
    unit: MemberUnit;
  }
}

/* Who sees what of units: docs/visibility.md, "unit". */

const receiptHash = sql`sha256(convert_to(${receipt}, 'UTF8'))`;
/** Whoever holds the receipt of an application that was not admitted, or not yet. */
const holdsReceipt = (unit: Row<MemberUnit>): Sql => sql`${receipt} is not null
  and ${unit.status} in ('APPLIED', 'DECLINED')
  and ${unit.receiptHash} = ${receiptHash}`;

/** Active and past units are public; the rest is for the unit's people, the secretariat and the holder of the receipt. */
export const seesUnit: Rule<MemberUnit> = (unit) =>
  or(sql`${unit.status} in ('ACTIVE', 'LEFT')`, byOwnPeople(unit), holdsReceipt(unit));
/** What members see of a unit, its own people do until it leaves: from then on they see it as the public does. */
export const asMember: Rule<MemberUnit> = (unit) =>
  or(byMembers(unit), sql`${unit.id} = any(${currentUnits})`, holdsReceipt(unit));

declareAccess<MemberUnit>(MemberUnit, {
  id: 'unit',
  row: seesUnit,
  // a suspended unit keeps its name wherever something visible refers to it; one that never was active has none to keep
  reference: ['id', 'alliance', 'name', 'kind', 'status', 'version', 'updatedAt'],
  referable: (unit) => or(sql`${unit.status} in ('ACTIVE', 'LEFT', 'SUSPENDED')`, byOwnPeople(unit)),
  open: [
    'shortName',
    'affiliation',
    'creditCode',
    'host',
    'joinedOn',
    'leftOn',
    'territory',
    'sectorGroups',
    'areaGroup',
  ],
  rules: {
    contacts: asMember,
    contactOfficial: asMember,
    pairedTerritories: asMember,
    visits: asMember,
    statusReason: (unit) => or(byCurrentPeople(unit), holdsReceipt(unit)),
  },
  concealed: { affiliation: 'NONE', host: false, sectorGroups: [], pairedTerritories: [] },
});

declareAccess<UnitContact>(UnitContact, {
  row: (contact) =>
    or(
      byMembers(contact),
      sql`${contact.unitId} = any(${currentUnits})`,
      sql`${receipt} is not null and exists (
        select
        from member_units applicant
        where applicant.alliance_id = ${contact.allianceId}
          and applicant.id = ${contact.unitId}
          and applicant.status in ('APPLIED', 'DECLINED')
          and applicant.receipt_hash = ${receiptHash}
      )`,
    ),
  open: ['name', 'title', 'phone', 'email'],
});
