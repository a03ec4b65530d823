import { declareMutations, mutation } from '../../../platform/writes/declarations';
import { Territory } from './territory.entity';
import { CreateTerritoryInput, UpdateTerritoryInput } from './territory.inputs';
import { createTerritory, updateTerritory } from './territory.service';

declareMutations({
  createTerritory: mutation(createTerritory, {
    input: CreateTerritoryInput,
    by: 'person',
    who: ['secretariat'],
    token: 'MANAGE_ALLIANCE',
    description: 'Puts a territory into the tree (新建区域). By the secretariat.',
    payload: { territory: () => Territory },
    payloadDescription: 'The new territory (新建的区域).',
  }),
  updateTerritory: mutation(updateTerritory, {
    input: UpdateTerritoryInput,
    by: 'person',
    who: ['secretariat'],
    token: 'MANAGE_ALLIANCE',
    description: 'Changes or moves a territory (修改区域). By the secretariat.',
    payload: { territory: () => Territory },
    payloadDescription: 'The territory as it is now (修改后的区域).',
  }),
});
