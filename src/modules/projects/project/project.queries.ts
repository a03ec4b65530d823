import type { EntityManager } from 'typeorm';
import type { StoredMilestone } from '../milestone/milestone.rules';
import type { JointProject } from './project.entity';

type Key = Pick<JointProject, 'allianceId' | 'id'>;

/** Keeps other transactions from taking a step of this project until this one ends. */
export async function lockProjectRow(manager: EntityManager, id: string): Promise<void> {
  await manager.query('select from joint_projects where id = $1 for no key update', [id]);
}

/** What it is now by the database's clock, which is every server's, to the millisecond. */
export async function databaseMoment(manager: EntityManager): Promise<Date> {
  const rows = await manager.query<{ moment: Date }[]>(
    "select date_trunc('milliseconds', clock_timestamp()) as moment",
  );
  return rows[0]?.moment ?? new Date();
}

/** Those of these units that are active members. */
export async function activeAmong(
  manager: EntityManager,
  allianceId: string,
  unitIds: readonly string[],
): Promise<string[]> {
  if (unitIds.length === 0) return [];
  const rows = await manager.query<{ id: string }[]>(
    "select id from member_units where alliance_id = $1 and id = any($2) and status = 'ACTIVE'",
    [allianceId, unitIds],
  );
  return rows.map(({ id }) => id);
}

export async function readMilestones(manager: EntityManager, { allianceId, id }: Key): Promise<StoredMilestone[]> {
  return manager.query(
    `select m.id, m.title, m.due_on::text as "dueOn", coalesce(m.done_on, c.fulfilled_on)::text as "doneOn",
       m.responsible_unit_id as "responsibleUnitId", m.commitment_id as "commitmentId"
     from milestones m
     left join commitments c on c.alliance_id = m.alliance_id and c.id = m.commitment_id
     where m.alliance_id = $1
       and m.project_id = $2
     order by m.position`,
    [allianceId, id],
  );
}

/** Ids of the commitments of an agreement. */
export async function commitmentsOf(
  manager: EntityManager,
  allianceId: string,
  agreementId: string,
): Promise<ReadonlySet<string>> {
  const rows = await manager.query<{ id: string }[]>(
    'select id from commitments where alliance_id = $1 and agreement_id = $2',
    [allianceId, agreementId],
  );
  return new Set(rows.map(({ id }) => id));
}

/** Units that an agreement binds: its signing parties that have not left. */
export async function boundUnits(manager: EntityManager, allianceId: string, agreementId: string): Promise<string[]> {
  const rows = await manager.query<{ unit: string }[]>(
    `select unit_id as unit
     from agreement_parties
     where alliance_id = $1
       and agreement_id = $2
       and role <> 'WITNESS'
       and left_at is null`,
    [allianceId, agreementId],
  );
  return rows.map(({ unit }) => unit);
}

/** Units that take part. */
export async function participantsOf(manager: EntityManager, { allianceId, id }: Key): Promise<string[]> {
  const rows = await manager.query<{ unit: string }[]>(
    'select unit_id as unit from project_participants where alliance_id = $1 and project_id = $2 order by joined_at',
    [allianceId, id],
  );
  return rows.map(({ unit }) => unit);
}

/**
 * Names those as participants who follow from what the project is linked to: whose needs and resources they are, who signed
 * its agreement, who answers for a milestone, who proposed it. Those that nothing names any more go, unless they joined.
 *
 * @returns units that are named for the first time
 */
export async function nameParticipants(manager: EntityManager, project: JointProject, now: Date): Promise<string[]> {
  const { allianceId, id, leadUnitId, proposedByUnitId, agreementId } = project;
  const rows = await manager.query<{ unit: string }[]>(
    `with named as (
       select n.unit_id
       from project_needs l
       join needs n on n.alliance_id = l.alliance_id and n.id = l.need_id
       where l.alliance_id = $1 and l.project_id = $2
       union
       select r.unit_id
       from project_resources l
       join resources r on r.alliance_id = l.alliance_id and r.id = l.resource_id
       where l.alliance_id = $1 and l.project_id = $2
       union
       select unit_id
       from agreement_parties
       where alliance_id = $1 and agreement_id = $4 and role <> 'WITNESS' and left_at is null
       union
       select responsible_unit_id
       from milestones
       where alliance_id = $1 and project_id = $2
       union
       select $5::uuid
     ),
     gone as (
       delete from project_participants
       where alliance_id = $1
         and project_id = $2
         and named
         and not exists (select from named where named.unit_id = project_participants.unit_id)
     )
     insert into project_participants (alliance_id, project_id, unit_id, named, joined_at)
     select u.alliance_id, $2, u.id, true, $6
     from named
     join member_units u on u.alliance_id = $1 and u.id = named.unit_id and u.status = 'ACTIVE'
     where u.id is distinct from $3
     order by u.id
     on conflict do nothing
     returning unit_id as unit`,
    [allianceId, id, leadUnitId, agreementId, proposedByUnitId, now],
  );
  return rows.map(({ unit }) => unit);
}

/** A unit that led it takes part from now on, so that what it did stays to be seen. */
export async function keepAsParticipant(
  manager: EntityManager,
  { allianceId, id }: Key,
  unitId: string,
  now: Date,
): Promise<void> {
  await manager.query(
    `insert into project_participants (alliance_id, project_id, unit_id, named, joined_at)
     values ($1, $2, $3, false, $4)
     on conflict (alliance_id, project_id, unit_id) do update set named = false`,
    [allianceId, id, unitId, now],
  );
}
