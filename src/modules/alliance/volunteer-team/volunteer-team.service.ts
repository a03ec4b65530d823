import { globalId, newId } from '../../../platform/database/ids';
import { isRefused, refuse, type Refused } from '../../../platform/writes/outcome';
import type { Service, WriteTransaction } from '../../../platform/writes/transaction';
import { cleaned, rowId } from '../../../platform/writes/validation';
import { onConstraint } from '../../../platform/writes/writer';
import { todayIn } from '../alliance/alliance.queries';
import { MemberUnit } from '../member-unit/member-unit.entity';
import { InputReferences } from '../shared/input-references';
import { cleanText } from '../shared/roster';
import type { CreateVolunteerTeamInput, UpdateVolunteerTeamInput, VolunteerInput } from './volunteer-team.inputs';
import { Territory } from '../territory/territory.entity';
import { TeamSize, Volunteer, VolunteerTeam } from './volunteer-team.entity';
import { findForSecretariat, lockAsSecretariat, unlessSecretariat } from '../shared/authorisation';

onConstraint<CreateVolunteerTeamInput | UpdateVolunteerTeamInput>(
  'volunteer_teams_name',
  refuse('CONFLICT', 'team.nameTaken', 'name'),
);

/** Sets up a volunteer corps or team (新建志愿者队伍). By the secretariat. */
export const createVolunteerTeam: Service<CreateVolunteerTeamInput, { team: string }> = async (tx, input) => {
  const { manager } = tx;
  const allianceId = rowId(input.allianceId);
  const refused = await unlessSecretariat(tx, allianceId, 'allianceId');
  if (refused !== null) return refused;
  const references = new InputReferences<CreateVolunteerTeamInput>(manager, allianceId);
  const links = {
    territoryId: (await references.one(Territory, input.territoryId, 'territoryId')) ?? null,
    unitId: (await references.one(MemberUnit, input.unitId, 'unitId')) ?? null,
    parentId: (await references.one(VolunteerTeam, input.parentId, 'parentId')) ?? null,
  };
  if (references.refused !== null) return references.refused;
  const volunteers = input.volunteers ?? [];
  const memberCount = input.memberCount ?? volunteers.length;
  const fault = sizeFault(memberCount, volunteers.length);
  if (fault !== null) return fault;
  const team = {
    allianceId,
    id: newId(),
    name: cleanText(input.name),
    core: input.core === true,
    specialty: textOrNull(input.specialty),
    leader: textOrNull(input.leader),
    memberCount,
    ...links,
  };
  await manager.insert(VolunteerTeam, team);
  await writeVolunteers(tx, team, volunteers);
  await noteSize(tx, team, memberCount);
  tx.audit({
    allianceId,
    action: 'createVolunteerTeam',
    subject: globalId('team', team.id),
    details: { name: team.name, memberCount },
  });
  return { team: team.id };
};

/** Changes a team (修改志愿者队伍); its size is kept by the day. By the secretariat. */
export const updateVolunteerTeam: Service<UpdateVolunteerTeamInput, { team: string }> = async (tx, input) => {
  const { manager } = tx;
  const found = await findForSecretariat(tx, VolunteerTeam, rowId(input.teamId), 'teamId');
  if (isRefused(found)) return found;
  const { allianceId, id } = found;
  const lost = await lockAsSecretariat(tx, allianceId, 'teamId');
  if (lost !== null) return lost;
  const before = await manager.findOneByOrFail(VolunteerTeam, { allianceId, id });
  const volunteers = input.volunteers === undefined ? null : (input.volunteers ?? []);
  const named = volunteers?.length ?? (await manager.countBy(Volunteer, { allianceId, teamId: id }));
  const memberCount = input.memberCount ?? Math.max(before.memberCount, named);
  const fault = sizeFault(memberCount, named);
  if (fault !== null) return fault;
  await manager.update(
    VolunteerTeam,
    { allianceId, id },
    {
      name: input.name === undefined ? before.name : cleanText(input.name),
      specialty: input.specialty === undefined ? before.specialty : textOrNull(input.specialty),
      leader: input.leader === undefined ? before.leader : textOrNull(input.leader),
      memberCount,
    },
  );
  if (volunteers !== null) {
    await manager.delete(Volunteer, { allianceId, teamId: id });
    await writeVolunteers(tx, before, volunteers);
  }
  if (memberCount !== before.memberCount) await noteSize(tx, before, memberCount);
  tx.audit({
    allianceId,
    action: 'updateVolunteerTeam',
    subject: globalId('team', id),
    details: { from: before.memberCount, to: memberCount },
  });
  return { team: id };
};

function sizeFault(memberCount: number, named: number): Refused<'memberCount'> | null {
  return memberCount < named ? refuse('INVALID', 'team.fewerThanNamed', 'memberCount', { named }) : null;
}

async function writeVolunteers(
  { manager }: WriteTransaction,
  { allianceId, id }: Pick<VolunteerTeam, 'allianceId' | 'id'>,
  volunteers: readonly VolunteerInput[],
): Promise<void> {
  if (volunteers.length === 0) return;
  await manager.insert(
    Volunteer,
    volunteers.map(({ name, skills, contact }, position) => ({
      allianceId,
      id: newId(),
      teamId: id,
      position,
      name: cleanText(name),
      skills: [...new Set(skills.map((each) => cleaned(each)))],
      contact: cleaned(contact) || null,
    })),
  );
}

/** The size from today on; the last of a day counts. */
async function noteSize(
  tx: WriteTransaction,
  { allianceId, id }: Pick<VolunteerTeam, 'allianceId' | 'id'>,
  memberCount: number,
): Promise<void> {
  const on = await todayIn(tx.manager, allianceId, tx.now);
  await tx.manager.upsert(TeamSize, { allianceId, teamId: id, on, memberCount }, ['allianceId', 'teamId', 'on']);
}

function textOrNull(text: string | null | undefined): string | null {
  return text === null || text === undefined ? null : cleanText(text);
}
