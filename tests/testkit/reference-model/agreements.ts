import { anyone, EMPTY_PAGE, seenBy, type ModuleModel, type Read, type Sees } from './model';
import type { Look } from './look';
import {
  ascending,
  below,
  byNumber,
  column,
  connection,
  earliest,
  latest,
  pageOf,
  pairedRows,
  time,
  to,
} from './reads';
import type { Row, Rows } from './rows';
import type { Viewer } from './viewer';

/*
 * agreement: DRAFT, OPEN_FOR_SIGNATURE, DECLINED, WITHDRAWN | – | – | parties, secretariat: all of it
 * agreement: SIGNED, ACTIVE, COMPLETED, EXPIRED, TERMINATED | number, title, tier, territory, status, dates, parties (unit, role, signed), projects |
 *   and purpose, text, revisions, commitments, ratings, signatures, integrity | history: parties, those that have left until they
 *   left, secretariat
 */

const HIDDEN = ['DRAFT', 'OPEN_FOR_SIGNATURE', 'DECLINED', 'WITHDRAWN'];

/** Parties, secretariat. */
const concerned = (who: Viewer, agreement: Row, rows: Rows): boolean =>
  who.isSecretariat(agreement['alliance_id']) ||
  rows.where('agreement_parties', { agreement_id: agreement['id'] }).some((party) => who.isOfUnit(party['unit_id']));

/** Parties, those that have left until they left, secretariat. */
const partyAt = (who: Viewer, agreement: Row, rows: Rows, at: number): boolean =>
  who.isSecretariat(agreement['alliance_id']) ||
  rows
    .where('agreement_parties', { agreement_id: agreement['id'] })
    .some(
      (party) =>
        who.isOfUnit(party['unit_id']) && (party['left_at'] === null || at <= Date.parse(String(party['left_at']))),
    );

const asAnybody: Sees = (who, row, rows) => !HIDDEN.includes(String(row['status'])) || concerned(who, row, rows);
const asMember: Sees = (who, row, rows) =>
  concerned(who, row, rows) || (asAnybody(who, row, rows) && who.isMember(row['alliance_id']));

/** Of the agreement that a row belongs to. */
const of =
  (rule: Sees): Sees =>
  (who, row, rows) => {
    const agreement = rows.byId('agreements', row['agreement_id']);
    return agreement !== null && rule(who, agreement, rows);
  };

const signatureOf = (party: Row, look: Look): Row | null => {
  const agreement = look.rows.byId('agreements', party['agreement_id']);
  const [signature] = look.rows.where('agreement_signatures', {
    agreement_id: party['agreement_id'],
    unit_id: party['unit_id'],
    revision_id: agreement?.['revision_id'],
  });
  return signature ?? null;
};

const isUnconcluded = ({ status }: Row): boolean => status === 'DRAFT' || status === 'OPEN_FOR_SIGNATURE';

/** The follow-up that stands, or the last one. */
const renewedBy: Read = (row, look) =>
  look.list(
    'Agreement',
    look.rows
      .where('agreements', { renews_id: row['id'] })
      .filter((each) => !['DECLINED', 'WITHDRAWN'].includes(String(each['status'])))
      .sort(
        (one, other) => Number(isUnconcluded(one)) - Number(isUnconcluded(other)) || latest('created_at')(one, other),
      ),
  )[0] ?? null;

/** Those without a day come last. */
const nextDue = (one: Row, other: Row): number =>
  ascending(one['due_on'] ?? '9999', other['due_on'] ?? '9999') || ascending(one['id'], other['id']);

export const agreements: ModuleModel = {
  types: {
    Agreement: {
      table: 'agreements',
      prefix: 'agreement',
      object: asAnybody,
      fields: {
        ...seenBy(anyone, {
          alliance: to('Alliance', 'alliances', 'alliance_id'),
          number: column('number'),
          title: column('title'),
          tier: column('tier'),
          status: column('status'),
          startsOn: column('starts_on'),
          endsOn: column('ends_on'),
          territory: to('Territory', 'territories', 'territory_id'),
          activatedAt: time('activated_at'),
          renews: to('Agreement', 'agreements', 'renews_id'),
          renewedBy,
          version: column('version'),
          updatedAt: time('updated_at'),
          parties: below('AgreementParty', 'agreement_parties', 'agreement_id', byNumber('position')),
        }),
        ...seenBy(asMember, {
          purpose: column('purpose'),
          revision: to('AgreementRevision', 'agreement_revisions', 'revision_id'),
          revisions: below('AgreementRevision', 'agreement_revisions', 'agreement_id', byNumber('ordinal')),
          commitments: below('Commitment', 'commitments', 'agreement_id', byNumber('position')),
          // what is computed has tests of its own; here is only who sees it
          integrity: () => ({ valid: false, problems: [] }),
          documentUrl: () => 'url',
        }),
        ...seenBy(concerned, {
          history: pageOf('AgreementEvent', 'agreement_events', 'agreement_id', byNumber('sequence')),
        }),
        // it tells all of the history
        ...seenBy((who, row, rows) => partyAt(who, row, rows, Infinity), { evidence: () => 'evidence' }),
      },
    },
    AgreementParty: {
      table: 'agreement_parties',
      prefix: 'party',
      object: of(asAnybody),
      fields: {
        ...seenBy(anyone, {
          unit: to('MemberUnit', 'member_units', 'unit_id'),
          role: column('role'),
          signed: (row, look) => signatureOf(row, look) !== null,
        }),
        ...seenBy(of(asMember), {
          representative: column('representative'),
          signingStep: column('signing_step'),
          leftAt: time('left_at'),
          signature: (row, look) => look.own('Signature', signatureOf(row, look)),
          commitments: below('Commitment', 'commitments', 'party_id', byNumber('position')),
        }),
      },
    },
    Signature: {
      table: 'agreement_signatures',
      object: of(asMember),
      fields: seenBy(anyone, {
        signedBy: to('Person', 'persons', 'person_id'),
        signedAt: time('signed_at'),
        contentHash: column('content_hash'),
      }),
    },
    AgreementRevision: {
      table: 'agreement_revisions',
      prefix: 'revision',
      object: of(asMember),
      fields: seenBy(anyone, {
        ordinal: column('ordinal'),
        body: column('body'),
        author: to('Person', 'persons', 'author_id'),
        createdAt: time('created_at'),
        contentHash: column('content_hash'),
        canonicalText: column('canonical_text'),
        diff: () => [],
      }),
    },
    Commitment: {
      table: 'commitments',
      prefix: 'commitment',
      object: of(asMember),
      fields: seenBy(anyone, {
        party: to('AgreementParty', 'agreement_parties', 'party_id'),
        text: column('text'),
        category: column('category'),
        dueOn: column('due_on'),
        status: column('status'),
        evidence: column('evidence'),
        fulfilledOn: column('fulfilled_on'),
        ratings: below('CommitmentRating', 'commitment_ratings', 'commitment_id', earliest('rated_at')),
      }),
    },
    CommitmentRating: {
      table: 'commitment_ratings',
      object: of(asMember),
      fields: seenBy(anyone, {
        by: to('MemberUnit', 'member_units', 'unit_id'),
        rating: column('rating'),
        comment: column('comment'),
      }),
    },
    AgreementEvent: {
      table: 'agreement_events',
      prefix: 'agreementEvent',
      object: (who, row, rows) =>
        of((each, agreement, all) => partyAt(each, agreement, all, Date.parse(String(row['at']))))(who, row, rows),
      fields: seenBy(anyone, {
        kind: column('kind'),
        at: time('at'),
        by: to('Person', 'persons', 'by_id'),
        unit: to('MemberUnit', 'member_units', 'unit_id'),
        note: column('note'),
        chainHash: column('chain_hash'),
      }),
    },
  },
  extensions: {
    Alliance: {
      fields: {
        ...seenBy(anyone, { agreements: pageOf('Agreement', 'agreements', 'alliance_id', latest('created_at')) }),
        ...seenBy((who, alliance) => who.isMember(alliance['id']), {
          commitments: pageOf('Commitment', 'commitments', 'alliance_id', nextDue),
        }),
      },
    },
    MemberUnit: {
      fields: {
        ...seenBy((who, unit) => who.isMember(unit['alliance_id']) || who.isOfUnit(unit['id']), {
          commitments: connection(
            'Commitment',
            (unit, { rows }) =>
              rows
                .where('agreement_parties', { unit_id: unit['id'] })
                .flatMap((party) => rows.where('commitments', { party_id: party['id'] })),
            nextDue,
          ),
        }),
        ...seenBy(anyone, {
          agreements: connection(
            'Agreement',
            (row, look) => pairedRows(row, look, 'agreements', 'agreement_parties', 'unit_id', 'agreement_id'),
            latest('created_at'),
          ),
        }),
      },
      concealed: { agreements: EMPTY_PAGE },
    },
  },
  roots: { agreement: ({ id }, look) => look.node(id, 'Agreement') },
};
