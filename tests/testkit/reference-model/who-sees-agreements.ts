import type { Onlooker } from './viewer';
import type { Row, Rows } from './rows';
import type { Sees, Visibility } from './who-sees-what';

/*
 * agreement: DRAFT, OPEN_FOR_SIGNATURE, DECLINED, WITHDRAWN | – | – | parties, secretariat: all of it
 * agreement: SIGNED, ACTIVE, COMPLETED, EXPIRED, TERMINATED | number, title, tier, territory, status, dates, parties (unit, role, signed), projects |
 *   and purpose, text, revisions, commitments, ratings, signatures, integrity | history: parties, secretariat
 */

const HIDDEN = ['DRAFT', 'OPEN_FOR_SIGNATURE', 'DECLINED', 'WITHDRAWN'];

/** Parties, secretariat. */
const concerned = (who: Onlooker, agreement: Row, rows: Rows): boolean =>
  who.isSecretariat(agreement['alliance_id']) ||
  rows.where('agreement_parties', { agreement_id: agreement['id'] }).some((party) => who.isOfUnit(party['unit_id']));

const agreement: Sees = (who, row, rows) => !HIDDEN.includes(String(row['status'])) || concerned(who, row, rows);
const asMember: Sees = (who, row, rows) =>
  concerned(who, row, rows) || (agreement(who, row, rows) && who.isMember(row['alliance_id']));

/** Of the agreement that a row belongs to. */
const of =
  (rule: Sees): Sees =>
  (who, row, rows) => {
    const found = rows.byId('agreements', row['agreement_id']);
    return found !== null && rule(who, found, rows);
  };

const all = (rule: Sees, ...names: readonly string[]): Record<string, Sees> =>
  Object.fromEntries(names.map((name) => [name, rule]));
const anyone: Sees = () => true;

export const whoSeesAgreements: Readonly<Record<string, Visibility>> = {
  Agreement: {
    object: agreement,
    fields: {
      ...all(
        anyone,
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
      ),
      ...all(asMember, 'purpose', 'revision', 'revisions', 'commitments', 'integrity', 'documentUrl'),
      ...all((who, row, rows) => concerned(who, row, rows), 'history', 'evidence'),
    },
  },
  AgreementParty: {
    object: of(agreement),
    fields: {
      ...all(anyone, 'id', 'unit', 'role', 'signed'),
      ...all(of(asMember), 'representative', 'signingStep', 'leftAt', 'signature', 'commitments'),
    },
  },
  Signature: { object: of(asMember), fields: all(anyone, 'signedBy', 'signedAt', 'contentHash') },
  AgreementRevision: {
    object: of(asMember),
    fields: all(anyone, 'id', 'ordinal', 'body', 'author', 'createdAt', 'contentHash', 'canonicalText', 'diff'),
  },
  Commitment: {
    object: of(asMember),
    fields: all(anyone, 'id', 'party', 'text', 'category', 'dueOn', 'status', 'evidence', 'fulfilledOn', 'ratings'),
  },
  CommitmentRating: { object: of(asMember), fields: all(anyone, 'by', 'rating', 'comment') },
  AgreementEvent: {
    object: of((who, row, rows) => concerned(who, row, rows)),
    fields: all(anyone, 'id', 'kind', 'at', 'by', 'unit', 'note', 'chainHash'),
  },
};
