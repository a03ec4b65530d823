import { declareMutations, mutation } from '../../../platform/writes/declarations';
import { MemberUnit } from './member-unit.entity';
import { AddMemberUnitInput, UpdateMemberUnitInput } from './member-unit.inputs';
import { addMemberUnit, updateMemberUnit } from './member-unit.service';

declareMutations({
  addMemberUnit: mutation(addMemberUnit, {
    input: AddMemberUnitInput,
    by: 'person',
    who: ['secretariat'],
    token: 'MANAGE_ALLIANCE',
    description: 'Makes a unit a member, without an application (新增成员单位). By the secretariat.',
    payload: { memberUnit: () => MemberUnit },
    payloadDescription: 'The new member unit (新增的成员单位).',
  }),
  updateMemberUnit: mutation(updateMemberUnit, {
    input: UpdateMemberUnitInput,
    by: 'person',
    who: ['secretariat', 'unit'],
    token: ['MANAGE_UNIT', 'MANAGE_ALLIANCE'],
    description: "Changes a unit (修改成员单位). By the secretariat; its contacts also by the unit's own people.",
    payload: { memberUnit: () => MemberUnit },
    payloadDescription: 'The unit as it is now (修改后的成员单位).',
  }),
});
