import type { Forgettable } from '../../../platform/writes/forgettable';

type OfAlliance = readonly { readonly allianceId: string }[];

/** Applications that were decided before a moment and stood since, and whose receipts are known. */
const OLD_RECEIPTS = `receipt_hash is not null
       and status <> 'APPLIED'
       and updated_at < $1`;

/** Units that left, or were declined, before a moment, and have contacts. */
const GONE_WITH_CONTACTS = `(status = 'LEFT' and left_on < $1::timestamptz::date or status = 'DECLINED' and updated_at < $1)
       and exists (
         select
         from unit_contacts contact
         where contact.alliance_id = unit.alliance_id
           and contact.unit_id = unit.id
       )`;

/** What applicants' receipts are known by, of applications that were decided before a moment and stood since. */
export const receipts: Forgettable = {
  due: async (on, before) =>
    (await on.query(`select from member_units where ${OLD_RECEIPTS} limit 1`, [before])).rowCount === 1,
  async forget(manager, before) {
    const [units] = await manager.query<[OfAlliance, number]>(
      `update member_units
       set receipt_hash = null
       where ${OLD_RECEIPTS}
       returning alliance_id as "allianceId"`,
      [before],
    );
    return units;
  },
};

/** The contacts of units that left, or were declined, before a moment. */
export const contacts: Forgettable = {
  due: async (on, before) =>
    (await on.query(`select from member_units unit where ${GONE_WITH_CONTACTS} limit 1`, [before])).rowCount === 1,
  forget: (manager, before) =>
    manager.query<OfAlliance>(
      `with gone as (
         select alliance_id, id
         from member_units unit
         where ${GONE_WITH_CONTACTS}
       ),
       forgotten as (
         delete from unit_contacts contact
         using gone
         where contact.alliance_id = gone.alliance_id
           and contact.unit_id = gone.id
         returning contact.alliance_id
       ),
       changed as (
         update member_units
         set version = version + 1
         where (alliance_id, id) in (select alliance_id, id from gone)
       )
       select alliance_id as "allianceId"
       from forgotten`,
      [before],
    ),
};
