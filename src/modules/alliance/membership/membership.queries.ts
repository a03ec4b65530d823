import type { EntityManager } from 'typeorm';

type OfAlliance = readonly { readonly allianceId: string }[];

/** Deletes what applicants' receipts are known by, of applications that were decided before a moment and stood since. */
export async function forgetReceipts(manager: EntityManager, before: Date): Promise<OfAlliance> {
  const [units] = await manager.query<[OfAlliance, number]>(
    `update member_units
     set receipt_hash = null
     where receipt_hash is not null
       and status <> 'APPLIED'
       and updated_at < $1
     returning alliance_id as "allianceId"`,
    [before],
  );
  return units;
}

/** Deletes the contacts of units that left, or were declined, before a moment. */
export async function forgetContacts(manager: EntityManager, before: Date): Promise<OfAlliance> {
  return manager.query<OfAlliance>(
    `with gone as (
       select alliance_id, id
       from member_units
       where status = 'LEFT' and left_on < $1::timestamptz::date
         or status = 'DECLINED' and updated_at < $1
     ),
     forgotten as (
       delete from unit_contacts contact
       using gone
       where contact.alliance_id = gone.alliance_id
         and contact.unit_id = gone.id
       returning contact.alliance_id, contact.unit_id
     ),
     changed as (
       update member_units
       set version = version + 1
       where (alliance_id, id) in (select alliance_id, unit_id from forgotten)
     )
     select alliance_id as "allianceId"
     from forgotten`,
    [before],
  );
}
