import { declareAccess, extendAccess, type Rule } from '../../../platform/access/access';
import type { Row } from '../../../platform/access/row';
import { and, join, literal, or, raw, sql, TRUE, type Sql } from '../../../platform/database/sql';
import { Alliance } from '../../alliance/alliance/alliance.entity';
import { MemberUnit } from '../../alliance/member-unit/member-unit.entity';
import { memberOf, ownUnits, person, secretariatOf } from '../../alliance/shared/rights';
import { Agreement } from './agreement.entity';
import { VOID_STATUSES, CONCLUDED } from './agreement.rules';
import { AgreementParty, Signature } from './party.entity';

declare module '../../../platform/database/ids' {
  interface IdPrefixes {
    agreement: Agreement;
    party: AgreementParty;
  }
}

/*
 * Who sees what of agreements: docs/visibility.md, "agreement". Until all have signed, only its parties and the secretariat see
 * an agreement; from then on the public knows of it and members read it. Only the parties and the secretariat see its history.
 */

type AgreementRow = Row<Agreement>;

/**
 * The secretariat, and people of a unit that is party to it, or was: of those of whom something holds. "offset 0" has each agreement
 * looked up: for a list, the planner would first read all that the viewer's units are party to.
 */
const concerns = (agreement: Pick<AgreementRow, 'allianceId' | 'id'>, that: Sql): Sql =>
  or(
    sql`${agreement.allianceId} = any(${secretariatOf})`,
    sql`exists (
      select
      from agreement_parties concerned
      where concerned.alliance_id = ${agreement.allianceId}
        and concerned.agreement_id = ${agreement.id}
        and concerned.unit_id = any(${ownUnits})
        and ${that}
      offset 0
    )`,
  );
const isConcerned = (agreement: AgreementRow): Sql => concerns(agreement, TRUE);
/** What tells of all that happened is for the parties that have not left. */
const isParty: Rule<Agreement> = (agreement) => concerns(agreement, sql`concerned.left_at is null`);
/** What happened at a moment: a party that has left sees what came before. */
export const isPartyAt = (agreement: Pick<AgreementRow, 'allianceId' | 'id'>, at: Sql): Sql =>
  concerns(agreement, sql`(concerned.left_at is null or ${at} <= concerned.left_at)`);

const inSql = (statuses: readonly string[]): Sql =>
  join(
    statuses.map((status) => literal(status)),
    ', ',
  );
export const concludedStatuses = inSql(CONCLUDED);
export const voidStatuses = inSql(VOID_STATUSES);
const seesAgreement: Rule<Agreement> = (agreement) =>
  or(sql`${agreement.status} in (${concludedStatuses})`, isConcerned(agreement));

/** The same of an agreement by its id. A value, since of `exists` PostgreSQL might look at all agreements first. */
export const seesAgreementWithId = (allianceId: Sql, id: Sql): Sql => sql`coalesce((
  select ${or(sql`held.status in (${concludedStatuses})`, concerns({ allianceId: raw('held.alliance_id'), id: raw('held.id') }, TRUE))}
  from agreements held
  where held.alliance_id = ${allianceId}
    and held.id = ${id}
), false)`;

/** The access level: 1 the public, 2 a member of the alliance, 3 people of a party and the secretariat. */
const PUBLIC = sql`1`;
export const MEMBER = sql`2`;
export const CONCERNED = sql`3`;
const accessLevel: Rule<Agreement> = (agreement) => sql`case
    when ${person} is null then ${PUBLIC}
    when ${isConcerned(agreement)} then ${CONCERNED}
    when ${agreement.allianceId} = any(${memberOf}) then ${MEMBER}
    else ${PUBLIC}
  end`;

const asMember: Rule<Agreement> = (agreement) => sql`${agreement.$local['accessLevel'] as Sql} >= ${MEMBER}`;
const asConcerned: Rule<Agreement> = (agreement) => sql`${agreement.$local['accessLevel'] as Sql} >= ${CONCERNED}`;

declareAccess<Agreement>(Agreement, {
  id: 'agreement',
  locals: { accessLevel },
  row: seesAgreement,
  open: [
    'id',
    'alliance',
    'number',
    'title',
    'tier',
    'status',
    'startsOn',
    'endsOn',
    'parties',
    'territory',
    'activatedAt',
    'renews',
    'renewedBy',
    'version',
    'updatedAt',
  ],
  rules: {
    purpose: asMember,
    revision: asMember,
    revisions: asMember,
    commitments: asMember,
    integrity: asMember,
    documentUrl: asMember,
    history: asConcerned,
    evidence: isParty,
  },
});

/** What belongs to an agreement that the viewer may see, from this access level on. */
export function withinAgreement<E>(least: Sql): Rule<E> {
  return ({ $within }) =>
    and(seesAgreement($within as unknown as AgreementRow), sql`${$within.$local['accessLevel'] as Sql} >= ${least}`);
}

const memberOfParty: Rule<AgreementParty> = (party) => sql`${party.$within.$local['accessLevel'] as Sql} >= ${MEMBER}`;

declareAccess<AgreementParty>(AgreementParty, {
  id: 'party',
  within: 'agreement',
  row: withinAgreement(PUBLIC),
  open: ['id', 'unit', 'role', 'signed'],
  rules: {
    representative: memberOfParty,
    signingStep: memberOfParty,
    leftAt: memberOfParty,
    signature: memberOfParty,
    commitments: memberOfParty,
  },
});

declareAccess<Signature>(Signature, {
  within: 'agreement',
  row: withinAgreement(MEMBER),
  open: ['signedBy', 'signedAt', 'contentHash'],
});

extendAccess(Alliance, { open: ['agreements'] });
extendAccess(MemberUnit, { open: ['agreements'], concealed: { agreements: [] } });
