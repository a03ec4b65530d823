import { sql } from '../../../platform/database/sql';
import { declareFields } from '../../../platform/reads/declarations';
import { Alliance } from '../alliance/alliance.entity';
import { PINYIN } from '../shared/collation';
import { TeamSize, Volunteer, VolunteerTeam } from './volunteer-team.entity';
import { MOST_VOLUNTEERS } from './volunteer-team.inputs';

declareFields(Alliance, (field) => ({
  volunteerTeams: field.connection(() => VolunteerTeam, {
    on: (team, alliance) => sql`${team.allianceId} = ${alliance.id}`,
    description: 'Volunteer corps and teams (志愿者队伍), by name.',
    order: { tag: 'name', expression: (team) => team.name, type: 'text', collation: PINYIN, direction: 'asc' },
  }),
}));

declareFields(VolunteerTeam, (field) => ({
  volunteers: field.many(() => Volunteer, {
    most: MOST_VOLUNTEERS,
    by: 'team',
    order: (volunteer) => volunteer.position,
    estimatedCount: 10,
    description: 'Those who agreed to be named (公开姓名的志愿者).',
  }),
  sizes: field.many(() => TeamSize, {
    by: 'team',
    order: (size) => size.on,
    estimatedCount: 5,
    description: 'Its size over time, oldest first (规模变化).',
  }),
}));
