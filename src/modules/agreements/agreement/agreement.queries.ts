import type { EntityManager } from 'typeorm';
import { globalId, newId } from '../../../platform/database/ids';
import type { SigningAuthority } from '../proof/canonical.rules';
import type { DraftedCommitment, DraftedParty } from '../drafting/drafting.rules';
import type { Agreement } from './agreement.entity';
import { VOID_STATUSES } from './agreement.rules';

type Key = Pick<Agreement, 'allianceId' | 'id'>;

/** A party as it is in the database. */
export interface StoredParty extends DraftedParty {
  readonly id: string;
  readonly unitName: string;
  readonly unitStatus: string;
  readonly leftAt: Date | null;
}

export interface StoredCommitment extends DraftedCommitment {
  readonly id: string;
  readonly partyId: string;
  /** Where the text has it, from 1. */
  readonly place: number;
  readonly status: string;
  readonly evidence: string | null;
  /** `YYYY-MM-DD` */
  readonly fulfilledOn: string | null;
}

/** Keeps other transactions from taking a step of this agreement until this one ends. */
export async function lockAgreementRow(manager: EntityManager, id: string): Promise<void> {
  await manager.query('select from agreements where id = $1 for no key update', [id]);
}

/** The year's next number. Other transactions wait for this one to end, so numbers have no gaps and no duplicates. */
export async function takeNumber(manager: EntityManager, allianceId: string, year: number): Promise<number> {
  const [row] = await manager.query<{ last: number }[]>(
    `insert into agreement_numbers (alliance_id, year, last)
     values ($1, $2, 1)
     on conflict (alliance_id, year) do update set last = agreement_numbers.last + 1
     returning last`,
    [allianceId, year],
  );
  return row?.last ?? 1;
}

export async function readParties(manager: EntityManager, { allianceId, id }: Key): Promise<StoredParty[]> {
  return manager.query(
    `select p.id, p.unit_id as "unitId", p.role, p.representative, p.signing_step as "signingStep", p.left_at as "leftAt",
       u.name as "unitName", u.status as "unitStatus"
     from agreement_parties p
     join member_units u on u.alliance_id = p.alliance_id and u.id = p.unit_id
     where p.alliance_id = $1
       and p.agreement_id = $2
     order by p.position`,
    [allianceId, id],
  );
}

export async function readCommitments(manager: EntityManager, { allianceId, id }: Key): Promise<StoredCommitment[]> {
  return manager.query(
    `select c.id, c.party_id as "partyId", c.position + 1 as place, p.unit_id as "unitId", c.text, c.category,
       c.due_on::text as "dueOn", c.status, c.evidence, c.fulfilled_on::text as "fulfilledOn"
     from commitments c
     join agreement_parties p on p.alliance_id = c.alliance_id and p.id = c.party_id
     where c.alliance_id = $1
       and c.agreement_id = $2
     order by c.position`,
    [allianceId, id],
  );
}

/** The units that have signed a revision. */
export async function signedUnits(
  manager: EntityManager,
  { allianceId, id, revisionId }: Key & Pick<Agreement, 'revisionId'>,
): Promise<Set<string>> {
  const rows = await manager.query<{ unit: string }[]>(
    `select unit_id as unit
     from agreement_signatures
     where alliance_id = $1
       and agreement_id = $2
       and revision_id = $3`,
    [allianceId, id, revisionId],
  );
  return new Set(rows.map((row) => row.unit));
}

/** Whether a unit is party to a follow-up of an agreement that was neither declined nor withdrawn. */
export async function isRenewedFor(manager: EntityManager, { allianceId, id }: Key, unitId: string): Promise<boolean> {
  const rows = await manager.query<object[]>(
    `select
     from agreements a
     join agreement_parties p on p.alliance_id = a.alliance_id and p.agreement_id = a.id and p.unit_id = $3
     where a.alliance_id = $1
       and a.renews_id = $2
       and a.status <> all($4)`,
    [allianceId, id, unitId, VOID_STATUSES],
  );
  return rows.length > 0;
}

/** Names of units by row id. */
export async function unitNames(
  manager: EntityManager,
  allianceId: string,
  ids: readonly string[],
): Promise<Map<string, string>> {
  const rows = await manager.query<{ id: string; name: string }[]>(
    'select id, name from member_units where alliance_id = $1 and id = any($2)',
    [allianceId, ids],
  );
  return new Map(rows.map(({ id, name }) => [id, name]));
}

/** Replaces the parties and the commitments; a unit that stays keeps its row, and so its id. */
export async function replaceContent(
  manager: EntityManager,
  { allianceId, id }: Key,
  parties: readonly DraftedParty[],
  commitments: readonly DraftedCommitment[],
): Promise<void> {
  await manager.query('delete from commitments where alliance_id = $1 and agreement_id = $2', [allianceId, id]);
  await manager.query(
    `delete from agreement_parties
     where alliance_id = $1
       and agreement_id = $2
       and unit_id <> all($3)`,
    [allianceId, id, parties.map((party) => party.unitId)],
  );
  await manager.query(
    `insert into agreement_parties (alliance_id, id, agreement_id, unit_id, position, role, representative, signing_step)
     select $1, id, $2, "unitId", position, role, representative, "signingStep"
     from jsonb_to_recordset($3) as party (
       id uuid, "unitId" uuid, position int, role text, representative text, "signingStep" int
     )
     on conflict on constraint agreement_parties_once do update
     set position = excluded.position, role = excluded.role, representative = excluded.representative,
       signing_step = excluded.signing_step`,
    [allianceId, id, JSON.stringify(parties.map((party, position) => ({ ...party, id: newId(), position })))],
  );
  if (commitments.length === 0) return;
  await manager.query(
    `insert into commitments (alliance_id, id, agreement_id, party_id, position, text, category, due_on, status)
     select $1, c.id, $2, p.id, c.position, c.text, c.category, c."dueOn", 'PENDING'
     from jsonb_to_recordset($3) as c (id uuid, "unitId" uuid, position int, text text, category text, "dueOn" date)
     join agreement_parties p on p.alliance_id = $1 and p.agreement_id = $2 and p.unit_id = c."unitId"`,
    [
      allianceId,
      id,
      JSON.stringify(commitments.map((commitment, position) => ({ ...commitment, id: newId(), position }))),
    ],
  );
}

interface AuthorityRow {
  readonly appointedAt: Date;
  readonly appointedById: string | null;
  readonly appointedByName: string | null;
  readonly acceptedAt: Date | null;
  readonly invitedById: string | null;
  readonly invitedByName: string | null;
  readonly name: string;
}

/** A person who signs for a unit, and by what authority. */
export interface Signer {
  readonly name: string;
  readonly authority: SigningAuthority;
}

/**
 * A person with the authority to sign for a unit; null when they do not represent it. The role cannot be revoked until
 * the transaction ends: a revocation comes before the signature or after it.
 */
export async function readSigner(
  manager: EntityManager,
  allianceId: string,
  unitId: string,
  personId: string,
): Promise<Signer | null> {
  await manager.query('select hold_unit_role($1, $2, $3)', [allianceId, unitId, personId]);
  const [row] = await manager.query<AuthorityRow[]>(
    `select r.since as "appointedAt", g.id as "appointedById", g.name as "appointedByName", i.accepted_at as "acceptedAt",
       b.id as "invitedById", b.name as "invitedByName", p.name
     from unit_roles r
     join persons p on p.id = r.person_id
     left join persons g on g.id = r.granted_by_id
     left join lateral (
       select accepted_at, invited_by_id
       from invitations
       where person_id = r.person_id
         and accepted_at is not null
       order by accepted_at
       limit 1
     ) i on true
     left join persons b on b.id = i.invited_by_id
     where r.alliance_id = $1
       and r.unit_id = $2
       and r.person_id = $3
       and r.role = 'REPRESENTATIVE'`,
    [allianceId, unitId, personId],
  );
  if (row === undefined) return null;
  const { appointedById, appointedByName, acceptedAt, invitedById, invitedByName } = row;
  return {
    name: row.name,
    authority: {
      appointedAt: row.appointedAt.toISOString(),
      appointedBy:
        appointedById === null ? null : { id: globalId('person', appointedById), name: appointedByName ?? '' },
      invitation:
        acceptedAt === null
          ? null
          : {
              acceptedAt: acceptedAt.toISOString(),
              invitedBy:
                invitedById === null ? null : { id: globalId('person', invitedById), name: invitedByName ?? '' },
            },
    },
  };
}
