import { declareAccess, everyone, extendAccess, type Rule } from '../../../platform/access/access';
import { Alliance } from '../alliance/alliance.entity';
import { byMembers } from '../shared/rights';
import { TeamSize, Volunteer, VolunteerTeam } from './volunteer-team.entity';

declare module '../../../platform/database/ids' {
  interface IdPrefixes {
    team: VolunteerTeam;
  }
}

declareAccess<VolunteerTeam>(VolunteerTeam, {
  id: 'team',
  row: everyone,
  open: [
    'id',
    'name',
    'core',
    'specialty',
    'territory',
    'unit',
    'parent',
    'leader',
    'memberCount',
    'volunteers',
    'sizes',
  ],
});

declareAccess<Volunteer>(Volunteer, {
  row: everyone,
  open: ['name', 'skills'],
  rules: { contact: byMembers as Rule<Volunteer> },
});

declareAccess<TeamSize>(TeamSize, { row: everyone, open: ['on', 'memberCount'] });

extendAccess(Alliance, { open: ['volunteerTeams'] });
