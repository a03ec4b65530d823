import type { EntityManager } from 'typeorm';
import { accessOf } from '../../../platform/access/access';
import { viewerValue } from '../../../platform/access/viewer';
import { globalId, newId } from '../../../platform/database/ids';
import { raw, render, sql, type Parameter, type Sql, type SqlValue } from '../../../platform/database/sql';
import { Aliases, Scope } from '../../../platform/reads/scope';
import { KEY_ROWS, type KeyRow, type PublicKey } from '../../../platform/sealing';
import { columnsOf, query } from '../../../platform/writes/statements';
import type { WriteTransaction } from '../../../platform/writes/transaction';
import { allianceDay, DEFAULT_TIME_ZONE } from '../../alliance/shared/calendar';
import type { SigningAuthority } from '../proof/canonical.rules';
import type { DraftedCommitment, DraftedParty } from '../drafting/drafting.rules';
import type { AgreementRevision } from '../revision/revision.entity';
import { Agreement } from './agreement.entity';
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

/** A unit that somebody is to sign for. */
export interface Signing {
  readonly unitId: string;
  readonly personId: string;
}

/**
 * The agreement, locked until the transaction ends: everything that changes it waits here for its turn; null where there is none.
 * The role of a person who signs is held too: a revocation comes before the step or after it.
 */
export async function lockAgreementRow(
  manager: EntityManager,
  id: string,
  signing: Signing | null,
): Promise<Agreement | null> {
  const locked = `
    select ${columnsOf(manager, Agreement, 'a')}
    from agreements a
    where a.id = $1
    for no key update`;
  const [row] =
    signing === null
      ? await query<Agreement>(manager, locked, [id])
      : await query<Agreement & { held: unknown }>(
          manager,
          `with locked as materialized (${locked})
           select locked.*, hold_unit_role(locked."allianceId", $2, $3) as held
           from locked`,
          [id, signing.unitId, signing.personId],
        );
  return row ?? null;
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

/** The parties of the agreement `a` in SQL, in their order, as JSON. */
const PARTIES = `(
  select coalesce(json_agg(json_build_object(
    'id', p.id, 'unitId', p.unit_id, 'role', p.role, 'representative', p.representative, 'signingStep', p.signing_step,
    'leftAt', p.left_at, 'unitName', u.name, 'unitStatus', u.status
  ) order by p.position), '[]')
  from agreement_parties p
  join member_units u on u.alliance_id = p.alliance_id and u.id = p.unit_id
  where p.alliance_id = a.alliance_id
    and p.agreement_id = a.id
)`;

/** The person who signs for a unit, and by what authority, in SQL; null where they do not represent it. */
const SIGNER = (unit: SqlValue, signer: SqlValue): Sql => sql`(
  select json_build_object(
    'name', p.name, 'appointedAt', r.since, 'appointedById', g.id, 'appointedByName', g.name, 'acceptedAt', i.accepted_at,
    'invitedById', b.id, 'invitedByName', b.name
  )
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
  where r.alliance_id = a.alliance_id
    and r.unit_id = ${unit}
    and r.person_id = ${signer}
    and r.role = 'REPRESENTATIVE'
)`;

/** What a step of an agreement is decided by, besides its own row. */
export interface AgreementDependencies {
  /** Whether the viewer may see it, by the same rule as reads. */
  readonly visible: boolean;
  readonly parties: readonly StoredParty[];
  readonly revision: Pick<AgreementRevision, 'id' | 'ordinal' | 'contentHash'>;
  /** The units that have signed the present revision. */
  readonly signed: ReadonlySet<string>;
  /** The person who signs; null where nobody does, or they do not represent the unit. */
  readonly signer: Signer | null;
  /** The day that it is in the alliance, YYYY-MM-DD. */
  readonly today: string;
  /** Those whose seals hold. */
  readonly keys: readonly PublicKey[];
}

interface DependenciesRow {
  readonly visible: boolean | null;
  readonly parties: readonly (Omit<StoredParty, 'leftAt'> & { readonly leftAt: string | null })[];
  readonly revision: AgreementDependencies['revision'];
  readonly signed: readonly string[];
  readonly signer: AuthorityRow | null;
  readonly zone: string | null;
  readonly keys: readonly KeyRow[];
}

const AGREEMENT: Parameter = { source: 'bound', name: 'agreement', type: 'uuid' };
const UNIT: Parameter = { source: 'bound', name: 'unit', type: 'uuid' };
const PERSON: Parameter = { source: 'bound', name: 'person', type: 'uuid' };

let compiled: { readonly text: string; readonly parameters: readonly Parameter[] } | null = null;

/** The statement that reads them, made once. */
function dependenciesStatement(manager: EntityManager): NonNullable<typeof compiled> {
  if (compiled !== null) return compiled;
  const access = accessOf(Agreement);
  if (access === undefined) throw new Error('access to agreements is not declared');
  const scope = new Scope(new Aliases(), manager.connection.getMetadata(Agreement), access, true);
  // the rule comes first, since it decides what is joined
  const rule = scope.rule();
  compiled = render(sql`
    select
      exists (
        select
        from ${scope.from()}
        where ${raw(scope.alias)}.alliance_id = a.alliance_id
          and ${raw(scope.alias)}.id = a.id
          and (${rule})
      ) as visible,
      ${raw(PARTIES)} as parties,
      (
        select json_build_object('id', r.id, 'ordinal', r.ordinal, 'contentHash', r.content_hash)
        from agreement_revisions r
        where r.alliance_id = a.alliance_id
          and r.id = a.revision_id
      ) as revision,
      array(
        select s.unit_id::text
        from agreement_signatures s
        where s.alliance_id = a.alliance_id
          and s.agreement_id = a.id
          and s.revision_id = a.revision_id
      ) as signed,
      ${SIGNER(UNIT, PERSON)} as signer,
      (
        select time_zone
        from alliances
        where id = a.alliance_id
      ) as zone,
      ${raw(KEY_ROWS)} as keys
    from agreements a
    where a.id = ${AGREEMENT}`);
  return compiled;
}

/** What a step of an agreement is decided by, in one statement; null where there is none. */
export async function readDependencies(
  { manager, viewer, now, sealer }: Pick<WriteTransaction, 'manager' | 'viewer' | 'now' | 'sealer'>,
  id: string,
  signing: Signing | null,
): Promise<AgreementDependencies | null> {
  const { text, parameters } = dependenciesStatement(manager);
  const bound = new Map<Parameter, unknown>([
    [AGREEMENT, id],
    [UNIT, signing?.unitId ?? null],
    [PERSON, signing?.personId ?? null],
  ]);
  const values = parameters.map((each) => (each.source === 'viewer' ? viewerValue(viewer, each) : bound.get(each)));
  const [row] = await query<DependenciesRow>(manager, text, values);
  if (row === undefined) return null;
  return {
    visible: row.visible === true,
    parties: row.parties.map((party) => ({ ...party, leftAt: party.leftAt === null ? null : new Date(party.leftAt) })),
    revision: row.revision,
    signed: new Set(row.signed),
    signer: row.signer && signerOf(row.signer),
    today: allianceDay(now, row.zone ?? DEFAULT_TIME_ZONE),
    keys: sealer.trusted(row.keys),
  };
}

/** The signing parties of an agreement by their units' row ids. */
export async function signingUnits(manager: EntityManager, { allianceId, id }: Key): Promise<string[]> {
  const rows = await query<{ unit: string }>(
    manager,
    `select unit_id as unit
     from agreement_parties
     where alliance_id = $1
       and agreement_id = $2
       and role <> 'WITNESS'
     order by position`,
    [allianceId, id],
  );
  return rows.map(({ unit }) => unit);
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
  readonly name: string;
  readonly appointedAt: string;
  readonly appointedById: string | null;
  readonly appointedByName: string | null;
  readonly acceptedAt: string | null;
  readonly invitedById: string | null;
  readonly invitedByName: string | null;
}

/** A person who signs for a unit, and by what authority. */
export interface Signer {
  readonly name: string;
  readonly authority: SigningAuthority;
}

function signerOf(row: AuthorityRow): Signer {
  const { appointedById, appointedByName, acceptedAt, invitedById, invitedByName } = row;
  return {
    name: row.name,
    authority: {
      appointedAt: rfc3339(row.appointedAt),
      appointedBy:
        appointedById === null ? null : { id: globalId('person', appointedById), name: appointedByName ?? '' },
      invitation:
        acceptedAt === null
          ? null
          : {
              acceptedAt: rfc3339(acceptedAt),
              invitedBy:
                invitedById === null ? null : { id: globalId('person', invitedById), name: invitedByName ?? '' },
            },
    },
  };
}

/** A moment as PostgreSQL's JSON has it, in RFC 3339 to the millisecond. */
function rfc3339(moment: string): string {
  return new Date(moment).toISOString();
}
