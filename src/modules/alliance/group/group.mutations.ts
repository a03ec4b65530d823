import { declareMutations, mutation } from '../../../platform/writes/declarations';
import { AreaGroup, SectorGroup } from './group.entity';
import {
  CreateAreaGroupInput,
  CreateSectorGroupInput,
  UpdateAreaGroupInput,
  UpdateSectorGroupInput,
} from './group.inputs';
import { createAreaGroup, createSectorGroup, updateAreaGroup, updateSectorGroup } from './group.service';

declareMutations({
  createSectorGroup: mutation(createSectorGroup, {
    input: CreateSectorGroupInput,
    by: 'person',
    who: ['secretariat'],
    token: 'MANAGE_ALLIANCE',
    description: 'Makes a sector group (新建界别小组). By the secretariat.',
    payload: { sectorGroup: () => SectorGroup },
    payloadDescription: 'The new sector group (新建的界别小组).',
  }),
  updateSectorGroup: mutation(updateSectorGroup, {
    input: UpdateSectorGroupInput,
    by: 'person',
    who: ['secretariat'],
    token: 'MANAGE_ALLIANCE',
    description: 'Changes a sector group (修改界别小组). By the secretariat.',
    payload: { sectorGroup: () => SectorGroup },
    payloadDescription: 'The sector group as it is now (修改后的界别小组).',
  }),
  createAreaGroup: mutation(createAreaGroup, {
    input: CreateAreaGroupInput,
    by: 'person',
    who: ['secretariat'],
    token: 'MANAGE_ALLIANCE',
    description: 'Makes an area group (新建片区). By the secretariat.',
    payload: { areaGroup: () => AreaGroup },
    payloadDescription: 'The new area group (新建的片区).',
  }),
  updateAreaGroup: mutation(updateAreaGroup, {
    input: UpdateAreaGroupInput,
    by: 'person',
    who: ['secretariat'],
    token: 'MANAGE_ALLIANCE',
    description: 'Changes an area group (修改片区). By the secretariat.',
    payload: { areaGroup: () => AreaGroup },
    payloadDescription: 'The area group as it is now (修改后的片区).',
  }),
});
