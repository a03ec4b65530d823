import { byNumber, column, connection, latest, time, to, type Field, type Look } from './look';
import type { Row, Table } from './rows';

/** Types of agreements, as resolvers' TYPES has them. */
export const agreementTypes: Readonly<Record<string, { readonly table: Table; readonly prefix?: string }>> = {
  Agreement: { table: 'agreements', prefix: 'agreement' },
  AgreementParty: { table: 'agreement_parties', prefix: 'party' },
  Signature: { table: 'agreement_signatures' },
  AgreementRevision: { table: 'agreement_revisions', prefix: 'revision' },
  Commitment: { table: 'commitments', prefix: 'commitment' },
  CommitmentRating: { table: 'commitment_ratings' },
  AgreementEvent: { table: 'agreement_events', prefix: 'agreementEvent' },
};

/** Rows below an agreement in the order of a column. */
const ordered =
  (type: string, table: Table, by: string, order: string): Field =>
  (row, look) =>
    look.list(type, look.rows.where(table, { [by]: row['id'] }).sort(byNumber(order)));

const signatureOf = (party: Row, look: Look): Row | null => {
  const agreement = look.rows.byId('agreements', party['agreement_id']);
  const [signature] = look.rows.where('agreement_signatures', {
    agreement_id: party['agreement_id'],
    unit_id: party['unit_id'],
    revision_id: agreement?.['revision_id'],
  });
  return signature ?? null;
};

/** Agreements of an alliance, or of a unit: those that it is a party to. */
export const agreementsOf = (of: 'alliance' | 'unit'): Field =>
  connection(
    'Agreement',
    (row, { rows }) => {
      if (of === 'alliance') return rows.where('agreements', { alliance_id: row['id'] });
      const ids = new Set(
        rows.where('agreement_parties', { unit_id: row['id'] }).map((party) => party['agreement_id']),
      );
      return rows.where('agreements').filter((agreement) => ids.has(agreement['id']));
    },
    latest('created_at'),
  );

const isUnconcluded = ({ status }: Row): boolean => status === 'DRAFT' || status === 'OPEN_FOR_SIGNATURE';

export const agreementFields: Readonly<Record<string, Readonly<Record<string, Field>>>> = {
  Agreement: {
    alliance: to('Alliance', 'alliances', 'alliance_id'),
    number: column('number'),
    title: column('title'),
    tier: column('tier'),
    status: column('status'),
    purpose: column('purpose'),
    startsOn: column('starts_on'),
    endsOn: column('ends_on'),
    territory: to('Territory', 'territories', 'territory_id'),
    revision: to('AgreementRevision', 'agreement_revisions', 'revision_id'),
    activatedAt: time('activated_at'),
    renews: to('Agreement', 'agreements', 'renews_id'),
    version: column('version'),
    renewedBy: (row, look) =>
      look.list(
        'Agreement',
        look.rows
          .where('agreements', { renews_id: row['id'] })
          .filter((each) => !['DECLINED', 'WITHDRAWN'].includes(String(each['status'])))
          .sort(
            (one, other) =>
              Number(isUnconcluded(one)) - Number(isUnconcluded(other)) || latest('created_at')(one, other),
          ),
      )[0] ?? null,
    parties: ordered('AgreementParty', 'agreement_parties', 'agreement_id', 'position'),
    commitments: ordered('Commitment', 'commitments', 'agreement_id', 'position'),
    revisions: ordered('AgreementRevision', 'agreement_revisions', 'agreement_id', 'ordinal'),
    history: connection(
      'AgreementEvent',
      (row, { rows }) => rows.where('agreement_events', { agreement_id: row['id'] }),
      byNumber('sequence'),
    ),
    // what is computed is told by tests of its own; here only to whom
    integrity: () => ({ valid: false, problems: [] }),
    evidence: () => 'evidence',
    documentUrl: () => 'url',
  },
  AgreementParty: {
    unit: to('MemberUnit', 'member_units', 'unit_id'),
    role: column('role'),
    representative: column('representative'),
    signingStep: column('signing_step'),
    leftAt: time('left_at'),
    signed: (row, look) => signatureOf(row, look) !== null,
    signature: (row, look) => look.own('Signature', signatureOf(row, look)),
    commitments: ordered('Commitment', 'commitments', 'party_id', 'position'),
  },
  Signature: {
    signedBy: to('Person', 'persons', 'person_id'),
    signedAt: time('signed_at'),
    contentHash: column('content_hash'),
  },
  AgreementRevision: {
    ordinal: column('ordinal'),
    body: column('body'),
    author: to('Person', 'persons', 'author_id'),
    createdAt: time('created_at'),
    contentHash: column('content_hash'),
    canonicalText: column('canonical_text'),
    diff: () => [],
  },
  Commitment: {
    party: to('AgreementParty', 'agreement_parties', 'party_id'),
    text: column('text'),
    category: column('category'),
    dueOn: column('due_on'),
    status: column('status'),
    evidence: column('evidence'),
    fulfilledOn: column('fulfilled_on'),
    ratings: (row, look) =>
      look.list(
        'CommitmentRating',
        look.rows.where('commitment_ratings', { commitment_id: row['id'] }).sort((a, b) => -latest('rated_at')(a, b)),
      ),
  },
  CommitmentRating: {
    by: to('MemberUnit', 'member_units', 'unit_id'),
    rating: column('rating'),
    comment: column('comment'),
  },
  AgreementEvent: {
    kind: column('kind'),
    at: time('at'),
    by: to('Person', 'persons', 'by_id'),
    unit: to('MemberUnit', 'member_units', 'unit_id'),
    note: column('note'),
    chainHash: column('chain_hash'),
  },
};
