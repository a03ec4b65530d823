import { generateKeyPairSync } from 'node:crypto';
import {
  canonicalText,
  chainHash,
  NO_EVENT,
  SEALED_KINDS,
  sealedHead,
  sealedText,
  type AgreementContent,
  type EventContent,
} from '../../../../src/modules/agreements/proof/canonical.rules';
import { hashOf } from '../../../../src/platform/sealing/canonical.rules';
import { EVIDENCE_FORMAT, type Evidence } from '../../../../src/modules/agreements/proof/evidence.rules';
import { commitmentDetails, ratingDetails } from '../../../../src/modules/agreements/history/history.rules';
import type { AgreementRows } from '../../../../src/modules/agreements/proof/integrity.rules';
import { Sealer } from '../../../../src/platform/sealing';

export const AGREEMENT = 'agreement_1';
const SCHOOL = { id: 'unit_1', name: '青枫小学' };
const CLINIC = { id: 'unit_2', name: '青枫医院𠮷' };
const PERSONS = { [SCHOOL.id]: { id: 'person_1', name: '张三' }, [CLINIC.id]: { id: 'person_2', name: '李四' } };
const day = (number: number): string => `2027-03-0${number}T01:00:00.000Z`;

/** A key of a server's own. */
export function sealer(): Sealer {
  const sealKey = generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  return new Sealer({ sealKey, authSecret: 'a secret for tests, and for nothing else' });
}

/** An event as a test tells it: the rest of it follows from where it stands. */
export type Told = readonly [
  kind: string,
  at: string,
  status: string,
  details?: object,
  by?: string | null,
  unit?: string,
  note?: string,
];

export interface Story {
  readonly contents: readonly AgreementContent[];
  readonly statements: readonly string[];
  readonly told: readonly Told[];
}

/** What a server seals of a story, whether or not it could have come about. */
export function sealed(by: Sealer, { contents, statements, told }: Story): Evidence {
  let head = NO_EVENT;
  const history = told.map(([kind, at, status, details = {}, person = null, unit = null, note = null], index) => {
    const event: EventContent = {
      agreement: AGREEMENT,
      sequence: index + 1,
      kind,
      at,
      by: person,
      unit,
      note,
      details: { ...details, status },
    };
    head = chainHash(head, canonicalText(event));
    return {
      text: canonicalText(event),
      chainHash: head,
      seal: SEALED_KINDS.has(kind) ? by.seal(sealedText(head)) : null,
    };
  });
  const { number = '', title = '' } = contents.at(-1) ?? {};
  return {
    format: EVIDENCE_FORMAT,
    agreement: { id: AGREEMENT, number, title, status: told.at(-1)?.[2] ?? '' },
    revisions: contents.map((content) => ({
      ordinal: content.ordinal,
      canonicalText: canonicalText(content),
      contentHash: hashOf(canonicalText(content)),
    })),
    signatures: statements.map((statement) => ({ statement })),
    history,
    head: { count: history.length, chainHash: head, seal: by.seal(sealedHead(AGREEMENT, history.length, head)) },
    keys: [by.key],
    writtenAt: day(9),
  };
}

/** An agreement that holds: revised once, signed by both, one commitment kept and rated, and one party gone. */
export function deed(by: Sealer): AgreementRows {
  const contents = ['双方同心。', '双方同心共建😀。'].map((body, index): AgreementContent => ({
    agreement: AGREEMENT,
    number: '2027-001',
    ordinal: index + 1,
    title: '共建协议',
    purpose: '共建',
    tier: 'COMMUNITY',
    territory: { id: 'territory_1', name: '上保社区' },
    startsOn: '2027-03-01',
    endsOn: null,
    body,
    parties: [
      { unit: SCHOOL, role: 'INITIATOR', representative: '张三', signingStep: 1 },
      { unit: CLINIC, role: 'PARTY', representative: null, signingStep: 2 },
    ],
    commitments: [
      { unit: SCHOOL.id, text: '开放操场', category: 'CULTURE_SPORTS', dueOn: '2027-06-30' },
      { unit: CLINIC.id, text: '义诊', category: 'HEALTH', dueOn: null },
    ],
  }));
  const [first, second] = contents.map((content) => ({ contentHash: hashOf(canonicalText(content)) })) as [
    { contentHash: string },
    { contentHash: string },
  ];
  const statements = [SCHOOL, CLINIC].map((unit) =>
    canonicalText({
      agreement: AGREEMENT,
      number: '2027-001',
      revision: 2,
      contentHash: second.contentHash,
      unit,
      signedBy: PERSONS[unit.id] ?? SCHOOL,
      signedAt: day(3),
      authority: {
        appointedAt: day(1),
        appointedBy: { id: 'person_9', name: '秘书' },
        invitation: { acceptedAt: day(1), invitedBy: null },
      },
    }),
  );
  const kept = commitmentDetails({
    id: '1',
    place: 1,
    status: 'FULFILLED',
    evidence: '照片',
    fulfilledOn: '2027-03-04',
  });
  const told: readonly Told[] = [
    [
      'DRAFTED',
      day(1),
      'DRAFT',
      {
        revision: 1,
        contentHash: first.contentHash,
        number: '2027-001',
        alliance: 'alliance_1',
        renews: 'agreement_0',
      },
      'person_1',
    ],
    ['REVISED', day(2), 'DRAFT', { revision: 2, contentHash: second.contentHash }, 'person_1'],
    ['OPENED', day(2), 'OPEN_FOR_SIGNATURE', { revision: 2, contentHash: second.contentHash }, 'person_1'],
    ...statements.map(
      (statement, index) =>
        [
          'SIGNED',
          day(3),
          index === 0 ? 'OPEN_FOR_SIGNATURE' : 'ACTIVE',
          { revision: 2, contentHash: second.contentHash, statement: hashOf(statement) },
          `person_${index + 1}`,
          `unit_${index + 1}`,
        ] as const,
    ),
    ['ACTIVATED', day(3), 'ACTIVE', { revision: 2, contentHash: second.contentHash }, 'person_2'],
    ['COMMITMENT_UPDATED', day(4), 'ACTIVE', kept, 'person_1', SCHOOL.id],
    [
      'COMMITMENT_RATED',
      day(5),
      'ACTIVE',
      ratingDetails({ commitmentId: '1', place: 1, rating: 5, comment: '很好' }),
      'person_2',
      CLINIC.id,
    ],
    ['PARTY_LEFT', day(6), 'TERMINATED', {}, 'person_2', CLINIC.id, '迁出'],
    ['TERMINATED', day(6), 'TERMINATED', {}, 'person_2'],
  ];
  return {
    evidence: sealed(by, { contents, statements, told }),
    alliance: 'alliance_1',
    purpose: '共建',
    tier: 'COMMUNITY',
    startsOn: '2027-03-01',
    endsOn: null,
    territory: 'territory_1',
    renews: 'agreement_0',
    createdAt: day(1),
    activatedAt: day(3),
    present: 2,
    texts: contents.map(({ body }, index) => ({
      bodyHash: hashOf(body),
      author: 'person_1',
      writtenAt: day(index + 1),
    })),
    parties: [
      {
        unit: SCHOOL.id,
        name: SCHOOL.name,
        role: 'INITIATOR',
        representative: '张三',
        signingStep: 1,
        place: 1,
        leftAt: null,
      },
      {
        unit: CLINIC.id,
        name: CLINIC.name,
        role: 'PARTY',
        representative: null,
        signingStep: 2,
        place: 2,
        leftAt: day(6),
      },
    ],
    commitments: [
      {
        id: 'commitment_1',
        place: 1,
        unit: SCHOOL.id,
        text: '开放操场',
        category: 'CULTURE_SPORTS',
        dueOn: '2027-06-30',
        status: 'FULFILLED',
        evidence: '照片',
        fulfilledOn: '2027-03-04',
      },
      {
        id: 'commitment_2',
        place: 2,
        unit: CLINIC.id,
        text: '义诊',
        category: 'HEALTH',
        dueOn: null,
        status: 'PENDING',
        evidence: null,
        fulfilledOn: null,
      },
    ],
    strays: [],
    renewals: [],
    unitsMissing: [],
    ratings: [
      { agreement: AGREEMENT, commitmentId: '1', unit: CLINIC.id, rating: 5, comment: '很好', ratedAt: day(5) },
    ],
    signatures: [SCHOOL, CLINIC].map((unit) => ({
      unit: unit.id,
      by: PERSONS[unit.id]?.id ?? '',
      signedAt: day(3),
      contentHash: second.contentHash,
      revision: 2,
    })),
  };
}

type Path = readonly (string | number)[];

/** Where texts, numbers and nothings stand in a value. */
export function leaves(value: unknown, path: Path = []): Path[] {
  if (typeof value !== 'object' || value === null) return [path];
  return Object.entries(value).flatMap(([name, within]) => leaves(within, [...path, name]));
}

/** The same value with something else at one place. */
export function changed<T>(value: T, [name, ...rest]: Path, change: (leaf: unknown) => unknown): T {
  if (name === undefined) return change(value) as T;
  const copy = (Array.isArray(value) ? [...value] : { ...value }) as Record<string | number, unknown>;
  copy[name] = changed(copy[name], rest, change);
  return copy as T;
}

/** One byte of a text's UTF-8 written over, taken out or put in; another number; something for nothing. */
export function altered(leaf: unknown, at: number, byte: number, way: 'over' | 'out' | 'in'): unknown {
  if (typeof leaf === 'number') return leaf + 1;
  if (typeof leaf !== 'string') return 'x';
  const bytes = Buffer.from(leaf);
  const place = bytes.length === 0 ? 0 : at % bytes.length;
  const put = way === 'out' ? [] : [byte];
  return Buffer.concat([
    bytes.subarray(0, place),
    Buffer.from(put),
    bytes.subarray(place + (way === 'in' ? 0 : 1)),
  ]).toString();
}
