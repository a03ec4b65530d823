import type { EntityManager } from 'typeorm';
import { query } from '../../../platform/writes/statements';
import type { AgendaTemplate, AgendaTemplateItem } from './template.entity';

type TemplateKey = Pick<AgendaTemplate, 'allianceId' | 'id'>;

/** Whether an alliance has a template, which is not deleted before the transaction ends. */
export async function keepTemplate(manager: EntityManager, { allianceId, id }: TemplateKey): Promise<boolean> {
  const rows = await query(manager, 'select from agenda_templates where alliance_id = $1 and id = $2 for key share', [
    allianceId,
    id,
  ]);
  return rows.length > 0;
}

/** Locks a template that is to be deleted, so that no series takes it up meanwhile; whether it is still there. */
export async function lockTemplate(manager: EntityManager, { allianceId, id }: TemplateKey): Promise<boolean> {
  const rows = await query(manager, 'select from agenda_templates where alliance_id = $1 and id = $2 for update', [
    allianceId,
    id,
  ]);
  return rows.length > 0;
}

/** The items of a template, in order. */
export function templateItems(manager: EntityManager, { allianceId, id }: TemplateKey): Promise<AgendaTemplateItem[]> {
  return query<AgendaTemplateItem>(
    manager,
    `select title, kind, visibility, planned_minutes as "plannedMinutes", level
     from agenda_template_items
     where alliance_id = $1
       and template_id = $2
     order by ordinal`,
    [allianceId, id],
  );
}

/** Whether a series goes on drafting meetings with a template. */
export async function isInUse(manager: EntityManager, { allianceId, id }: TemplateKey): Promise<boolean> {
  const rows = await query(
    manager,
    `select
     from meeting_series
     where alliance_id = $1
       and template_id = $2
       and next_starts_at is not null
     limit 1`,
    [allianceId, id],
  );
  return rows.length > 0;
}

/** Removes a template with its items, also from the series that are over. */
export async function removeTemplate(manager: EntityManager, { allianceId, id }: TemplateKey): Promise<void> {
  const key = [allianceId, id];
  await query(manager, 'update meeting_series set template_id = null where alliance_id = $1 and template_id = $2', key);
  await query(manager, 'delete from agenda_template_items where alliance_id = $1 and template_id = $2', key);
  await query(manager, 'delete from agenda_templates where alliance_id = $1 and id = $2', key);
}
