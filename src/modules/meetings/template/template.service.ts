import { Authority } from '../../alliance/shared/authority';
import { notFound, unlessMay } from '../../alliance/shared/refusals';
import { findVisible } from '../../alliance/shared/authorisation';
import { Alliance, lockAlliance } from '../../alliance';
import { globalId, newId } from '../../../platform/database/ids';
import { place, refuse } from '../../../platform/writes/outcome';
import type { Service } from '../../../platform/writes/transaction';
import { cleaned, rowId } from '../../../platform/writes/validation';
import { AgendaTemplate, AgendaTemplateItem } from './template.entity';
import type { DeleteAgendaTemplateInput, SaveAgendaTemplateInput } from './template.inputs';
import { isInUse, lockTemplate, removeTemplate } from './template.queries';
import { levelFault, MOST_TEMPLATES } from './template.rules';

/** Saves a template: by the secretariat and organisers, since it is for all meetings of the alliance. */
export const saveAgendaTemplate: Service<SaveAgendaTemplateInput, { template: string }> = async (tx, input) => {
  const { manager } = tx;
  const allianceId = rowId(input.allianceId);
  if ((await findVisible(tx, Alliance, allianceId)) === null) return notFound('allianceId');
  // two at once would both find room, and both put their items in the place of what was
  await lockAlliance(manager, allianceId);
  const refused = unlessMay(new Authority(tx.viewer), (each) => each.isOrganiser(allianceId), 'allianceId');
  if (refused !== null) return refused;
  const levels = input.items.map(({ level }) => level ?? 1);
  const fault = levelFault(levels);
  if (fault !== null) return refuse('INVALID', 'template.tooDeep', place('items', fault, 'level'));
  const known = input.templateId ? rowId(input.templateId) : null;
  if (known === null) {
    if ((await manager.countBy(AgendaTemplate, { allianceId })) >= MOST_TEMPLATES)
      return refuse('LIMIT_REACHED', 'template.tooMany', 'allianceId', { max: MOST_TEMPLATES });
  } else if (!(await manager.existsBy(AgendaTemplate, { allianceId, id: known }))) return notFound('templateId');
  const id = known ?? newId();
  const columns = { title: cleaned(input.title), kind: input.kind ?? null };
  if (known === null) await manager.insert(AgendaTemplate, { allianceId, id, ...columns });
  else await manager.update(AgendaTemplate, { allianceId, id }, columns);
  await manager.delete(AgendaTemplateItem, { allianceId, templateId: id });
  await manager.insert(
    AgendaTemplateItem,
    input.items.map((item, index) => ({
      allianceId,
      templateId: id,
      ordinal: index + 1,
      title: cleaned(item.title),
      kind: item.kind,
      visibility: item.visibility ?? null,
      plannedMinutes: item.plannedMinutes ?? null,
      level: levels[index] ?? 1,
    })),
  );
  tx.audit({
    allianceId,
    action: 'saveAgendaTemplate',
    subject: globalId('template', id),
    details: { ...columns, items: input.items.length },
  });
  return { template: id };
};

/** Deletes a template: by those who save them, while no series drafts meetings with it. */
export const deleteAgendaTemplate: Service<DeleteAgendaTemplateInput, { alliance: string }> = async (tx, input) => {
  const { manager } = tx;
  const template = await findVisible(tx, AgendaTemplate, rowId(input.templateId));
  if (template === null) return notFound('templateId');
  const { allianceId, id, title } = template;
  // whoever saves it at the same time waits, and does not find it
  await lockAlliance(manager, allianceId);
  const refused = unlessMay(new Authority(tx.viewer), (each) => each.isOrganiser(allianceId), 'templateId');
  if (refused !== null) return refused;
  if (!(await lockTemplate(manager, template))) return notFound('templateId');
  if (await isInUse(manager, template)) return refuse('WRONG_STATE', 'template.inUse', 'templateId');
  await removeTemplate(manager, template);
  tx.audit({ allianceId, action: 'deleteAgendaTemplate', subject: globalId('template', id), details: { title } });
  return { alliance: allianceId };
};
