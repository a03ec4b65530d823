import { IsNull } from 'typeorm';
import { globalId, globalIdOrNull, newId } from '../../../platform/database/ids';
import { isRefused, refuse, type Refused } from '../../../platform/writes/outcome';
import type { Service, WriteTransaction } from '../../../platform/writes/transaction';
import { rowId } from '../../../platform/writes/validation';
import { onConstraint } from '../../../platform/writes/writer';
import { changesBetween, kept } from '../shared/changes';
import { InputReferences } from '../shared/input-references';
import { cleanText } from '../shared/roster';
import { Territory } from './territory.entity';
import type { CreateTerritoryInput, UpdateTerritoryInput } from './territory.inputs';
import { lineOf } from './territory.queries';
import { mayHaveEstateKind, placementFault } from './territory.rules';
import { findForSecretariat, lockAsSecretariat, unlessSecretariat } from '../shared/authorisation';

const nameTaken = refuse('CONFLICT', 'territory.nameTaken', 'name');
onConstraint<CreateTerritoryInput | UpdateTerritoryInput>('territories_name', nameTaken);

/** What is kept of a territory. */
type TerritoryRecord = Pick<
  Territory,
  'allianceId' | 'id' | 'level' | 'name' | 'parentId' | 'estateKind' | 'households'
>;

/** Puts a territory (区域) into the tree. By the secretariat. */
export const createTerritory: Service<CreateTerritoryInput, { territory: string }> = async (tx, input) => {
  const { manager } = tx;
  const allianceId = rowId(input.allianceId);
  const refused = await unlessSecretariat(tx, allianceId, 'allianceId');
  if (refused !== null) return refused;
  const references = new InputReferences<CreateTerritoryInput>(manager, allianceId);
  const parentId = (await references.one(Territory, input.parentId, 'parentId')) ?? null;
  if (references.refused !== null) return references.refused;
  const { level, estateKind = null, households = null } = input;
  const territory = { allianceId, id: newId(), level, name: cleanText(input.name), parentId, estateKind, households };
  const lost = await lockAsSecretariat(tx, allianceId, 'allianceId');
  if (lost !== null) return lost;
  const fault = await faultOf(tx, territory);
  if (fault !== null) return fault;
  await manager.insert(Territory, territory);
  tx.audit({
    allianceId,
    action: 'createTerritory',
    subject: globalId('territory', territory.id),
    details: { level, name: territory.name, parentId: globalIdOrNull('territory', parentId) },
  });
  return { territory: territory.id };
};

/** Changes a territory or moves it, with all that lies in it. By the secretariat. */
export const updateTerritory: Service<UpdateTerritoryInput, { territory: string }> = async (tx, input) => {
  const { manager } = tx;
  const id = rowId(input.territoryId);
  const found = await findForSecretariat(tx, Territory, id, 'territoryId');
  if (isRefused(found)) return found;
  const { allianceId } = found;
  const references = new InputReferences<UpdateTerritoryInput>(manager, allianceId);
  const parentId = await references.one(Territory, input.parentId, 'parentId');
  if (references.refused !== null) return references.refused;
  // two moves at once could each be right, and together make a cycle
  const lost = await lockAsSecretariat(tx, allianceId, 'territoryId');
  if (lost !== null) return lost;
  const before = await manager.findOneByOrFail(Territory, { allianceId, id });
  const after: TerritoryRecord = {
    allianceId,
    id,
    level: before.level,
    name: input.name === undefined ? before.name : cleanText(input.name),
    parentId: kept(parentId, before.parentId),
    estateKind: kept(input.estateKind, before.estateKind),
    households: kept(input.households, before.households),
  };
  const changes = changesBetween<TerritoryRecord>(before, after, { allianceId: 'alliance', parentId: 'territory' });
  if (changes === null) return { territory: id };
  const fault = await faultOf(tx, after);
  if (fault !== null) return fault;
  await manager.update(Territory, { allianceId, id }, after);
  tx.audit({ allianceId, action: 'updateTerritory', subject: globalId('territory', id), details: { changes } });
  return { territory: id };
};

/** What is wrong with a territory as it is to be; under the alliance's lock. */
async function faultOf(
  { manager }: WriteTransaction,
  territory: TerritoryRecord,
): Promise<Refused<'estateKind' | 'parentId' | 'name'> | null> {
  const { allianceId, id, level, name, parentId, estateKind } = territory;
  if (!mayHaveEstateKind(level, estateKind)) return refuse('INVALID', 'territory.notAnEstate', 'estateKind');
  const ancestors = parentId === null ? [] : await lineOf(manager, allianceId, parentId);
  const fault = placementFault({ id, level, ancestors });
  if (fault !== null) return refuse('INVALID', fault, 'parentId');
  const namesake = await manager.findOneBy(Territory, { allianceId, parentId: parentId ?? IsNull(), name });
  return namesake === null || namesake.id === id ? null : nameTaken;
}
