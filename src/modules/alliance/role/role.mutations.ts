import { Person } from '../../../platform/identity';
import { declareMutations, mutation } from '../../../platform/writes/declarations';
import {
  GrantAllianceRoleInput,
  GrantUnitRoleInput,
  RevokeAllianceRoleInput,
  RevokeUnitRoleInput,
} from './role.inputs';
import { grantAllianceRole, grantUnitRole, revokeAllianceRole, revokeUnitRole } from './role.service';

declareMutations({
  grantUnitRole: mutation(grantUnitRole, {
    input: GrantUnitRoleInput,
    by: 'session',
    who: ['secretariat', 'representative'],
    login: 'identity',
    description:
      "Names a unit's representative or staff (任命单位代表或工作人员). By the secretariat; staff also by representatives.",
    payload: { person: () => Person },
    payloadDescription:
      'The person with the new role (任命后的人员); null to a representative, who does not see people.',
  }),
  revokeUnitRole: mutation(revokeUnitRole, {
    input: RevokeUnitRoleInput,
    by: 'session',
    who: ['secretariat', 'representative'],
    login: 'identity',
    description:
      "Ends a person's role in a unit (撤销单位角色). By the secretariat; a staff's also by the unit's representatives.",
    payload: { person: () => Person },
    payloadDescription:
      'The person without the role (撤销后的人员); null to a representative, who does not see people.',
  }),
  grantAllianceRole: mutation(grantAllianceRole, {
    input: GrantAllianceRoleInput,
    by: 'session',
    who: ['secretariat'],
    login: 'identity',
    description: 'Gives a person a role in an alliance (授予角色). By the secretariat.',
    payload: { person: () => Person },
    payloadDescription: 'The person with the new role (授予角色后的人员).',
  }),
  revokeAllianceRole: mutation(revokeAllianceRole, {
    input: RevokeAllianceRoleInput,
    by: 'session',
    who: ['secretariat'],
    login: 'identity',
    description:
      "Ends a person's role in an alliance (撤销角色), at once. By the secretariat, of which one person must remain.",
    payload: { person: () => Person },
    payloadDescription: 'The person without the role (撤销角色后的人员).',
  }),
});
