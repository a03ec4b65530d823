import { unlessSecretariat } from '../../alliance/shared/authorisation';
import { InputReferences } from '../../alliance/shared/input-references';
import { unitsFault } from '../../alliance/shared/named-units';
import { Territory } from '../../alliance/territory/territory.entity';
import { globalId, newId } from '../../../platform/database/ids';
import { place, refuse } from '../../../platform/writes/outcome';
import type { Service } from '../../../platform/writes/transaction';
import { cleaned, rowId } from '../../../platform/writes/validation';
import { onConstraint } from '../../../platform/writes/writer';
import { Base, BaseHost } from './base.entity';
import type { CreateBaseInput } from './base.inputs';

onConstraint<CreateBaseInput>('bases_name', refuse('CONFLICT', 'base.nameTaken', 'name'));

/** Sets up a co-construction base (新建共建基地): by the secretariat. */
export const createBase: Service<CreateBaseInput, { base: string }> = async (tx, input) => {
  const allianceId = rowId(input.allianceId);
  const refused = await unlessSecretariat(tx, allianceId, 'allianceId');
  if (refused !== null) return refused;
  const hosts = input.hostUnitIds.map(rowId);
  if (hosts.length === 0) return refuse('INVALID', 'base.noHost', 'hostUnitIds');
  const references = new InputReferences<CreateBaseInput>(tx.manager, allianceId);
  const territoryId = (await references.one(Territory, input.territoryId, 'territoryId')) ?? null;
  const named = hosts.map((id, index) => ({ id, path: place('hostUnitIds', index) }));
  const fault = references.refused ?? (await unitsFault(tx, allianceId, named));
  if (fault !== null) return fault;
  const base = {
    allianceId,
    id: newId(),
    name: cleaned(input.name),
    purpose: cleaned(input.purpose) || null,
    territoryId,
    createdAt: tx.now,
  };
  await tx.manager.insert(Base, base);
  await tx.manager.insert(
    BaseHost,
    [...new Set(hosts)].map((unitId) => ({ allianceId, baseId: base.id, unitId })),
  );
  tx.audit({ allianceId, action: 'createBase', subject: globalId('base', base.id), details: { name: base.name } });
  return { base: base.id };
};
