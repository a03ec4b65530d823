import { declareMutations, mutation } from '../../../platform/writes/declarations';
import { VolunteerTeam } from './volunteer-team.entity';
import { CreateVolunteerTeamInput, UpdateVolunteerTeamInput } from './volunteer-team.inputs';
import { createVolunteerTeam, updateVolunteerTeam } from './volunteer-team.service';

declareMutations({
  createVolunteerTeam: mutation(createVolunteerTeam, {
    input: CreateVolunteerTeamInput,
    by: 'person',
    who: ['secretariat'],
    token: 'MANAGE_ALLIANCE',
    description: 'Sets up a volunteer corps or team (新建志愿者队伍). By the secretariat.',
    payload: { team: () => VolunteerTeam },
    payloadDescription: 'The new team (新建的队伍).',
  }),
  updateVolunteerTeam: mutation(updateVolunteerTeam, {
    input: UpdateVolunteerTeamInput,
    by: 'person',
    who: ['secretariat'],
    token: 'MANAGE_ALLIANCE',
    description: 'Changes a volunteer team (修改志愿者队伍). By the secretariat.',
    payload: { team: () => VolunteerTeam },
    payloadDescription: 'The team as it is now (修改后的队伍).',
  }),
});
