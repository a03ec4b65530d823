import { globalId, globalIdOrNull, newId } from '../../../platform/database/ids';
import { isRefused, refuse } from '../../../platform/writes/outcome';
import type { Service } from '../../../platform/writes/transaction';
import { cleaned, rowId } from '../../../platform/writes/validation';
import { onConstraint } from '../../../platform/writes/writer';
import { changesBetween, kept } from '../shared/changes';
import { AreaGroup, SectorGroup } from './group.entity';
import type {
  CreateAreaGroupInput,
  CreateSectorGroupInput,
  UpdateAreaGroupInput,
  UpdateSectorGroupInput,
} from './group.inputs';
import { InputReferences } from '../shared/input-references';
import { cleanText } from '../shared/roster';
import { Territory } from '../territory/territory.entity';
import { findForSecretariat, unlessSecretariat } from '../shared/authorisation';

// of two groups with one name at the same moment, the database accepts one
const nameTaken = refuse('CONFLICT', 'alliance.groupNameTaken', 'name');
onConstraint<CreateSectorGroupInput | UpdateSectorGroupInput>('sector_groups_name', nameTaken);
onConstraint<CreateAreaGroupInput | UpdateAreaGroupInput>('area_groups_name', nameTaken);

/** Makes a sector group (界别小组). By the secretariat. */
export const createSectorGroup: Service<CreateSectorGroupInput, { sectorGroup: string }> = async (tx, input) => {
  const allianceId = rowId(input.allianceId);
  const refused = await unlessSecretariat(tx, allianceId, 'allianceId');
  if (refused !== null) return refused;
  const name = cleanText(input.name);
  if (await tx.manager.existsBy(SectorGroup, { allianceId, name })) return nameTaken;
  const id = newId();
  await tx.manager.insert(SectorGroup, { allianceId, id, name, purpose: cleaned(input.purpose) });
  tx.audit({ allianceId, action: 'createSectorGroup', subject: globalId('sector', id), details: { name } });
  return { sectorGroup: id };
};

/** Changes a sector group's name or purpose. By the secretariat. */
export const updateSectorGroup: Service<UpdateSectorGroupInput, { sectorGroup: string }> = async (tx, input) => {
  const id = rowId(input.sectorGroupId);
  const group = await findForSecretariat(tx, SectorGroup, id, 'sectorGroupId');
  if (isRefused(group)) return group;
  const { allianceId } = group;
  const before = { name: group.name, purpose: group.purpose };
  const after = {
    name: input.name === undefined ? before.name : cleanText(input.name),
    purpose: input.purpose === undefined ? before.purpose : cleaned(input.purpose),
  };
  const changes = changesBetween(before, after);
  if (changes === null) return { sectorGroup: id };
  if (after.name !== before.name && (await tx.manager.existsBy(SectorGroup, { allianceId, name: after.name })))
    return nameTaken;
  await tx.manager.update(SectorGroup, { allianceId, id }, after);
  tx.audit({ allianceId, action: 'updateSectorGroup', subject: globalId('sector', id), details: { changes } });
  return { sectorGroup: id };
};

/** Makes an area group (片区). By the secretariat. */
export const createAreaGroup: Service<CreateAreaGroupInput, { areaGroup: string }> = async (tx, input) => {
  const { manager } = tx;
  const allianceId = rowId(input.allianceId);
  const refused = await unlessSecretariat(tx, allianceId, 'allianceId');
  if (refused !== null) return refused;
  const references = new InputReferences<CreateAreaGroupInput>(manager, allianceId);
  const territoryId = (await references.one(Territory, input.territoryId, 'territoryId')) ?? null;
  if (references.refused !== null) return references.refused;
  const name = cleanText(input.name);
  if (await manager.existsBy(AreaGroup, { allianceId, name })) return nameTaken;
  const id = newId();
  await manager.insert(AreaGroup, { allianceId, id, name, territoryId });
  tx.audit({
    allianceId,
    action: 'createAreaGroup',
    subject: globalId('area', id),
    details: { name, territoryId: globalIdOrNull('territory', territoryId) },
  });
  return { areaGroup: id };
};

/** Changes an area group's name or territory. By the secretariat. */
export const updateAreaGroup: Service<UpdateAreaGroupInput, { areaGroup: string }> = async (tx, input) => {
  const { manager } = tx;
  const id = rowId(input.areaGroupId);
  const group = await findForSecretariat(tx, AreaGroup, id, 'areaGroupId');
  if (isRefused(group)) return group;
  const { allianceId } = group;
  const references = new InputReferences<UpdateAreaGroupInput>(manager, allianceId);
  const territoryId = await references.one(Territory, input.territoryId, 'territoryId');
  if (references.refused !== null) return references.refused;
  const before = { name: group.name, territoryId: group.territoryId };
  const after = {
    name: input.name === undefined ? before.name : cleanText(input.name),
    territoryId: kept(territoryId, before.territoryId),
  };
  const changes = changesBetween(before, after, { territoryId: 'territory' });
  if (changes === null) return { areaGroup: id };
  if (after.name !== before.name && (await manager.existsBy(AreaGroup, { allianceId, name: after.name })))
    return nameTaken;
  await manager.update(AreaGroup, { allianceId, id }, after);
  tx.audit({ allianceId, action: 'updateAreaGroup', subject: globalId('area', id), details: { changes } });
  return { areaGroup: id };
};
