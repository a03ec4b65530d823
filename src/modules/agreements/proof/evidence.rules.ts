import { z } from 'zod';
import type { KeysUnder, MessageKey, MessageParameters } from '../../../platform/i18n/messages';
import { readCheckpoint, signerOf } from '../../../platform/audit/checkpoint.rules';
import { hashOf } from '../../../platform/sealing/canonical.rules';
import { isSealOf, keySchema, sealSchema, type PublicKey } from '../../../platform/sealing/seal.rules';
import type { AgreementStatus } from '../agreement/agreement.entity';
import { CONCLUDED } from '../agreement/agreement.rules';
import { readContent, readEvent, readStatement } from './canonical-reading.rules';
import {
  chainHash,
  NO_EVENT,
  SEALED_KINDS,
  sealedHead,
  sealedText,
  type AgreementContent,
  type EventContent,
  type SigningStatement,
} from './canonical.rules';
import { misstepIn } from './replay.rules';

/** The format of evidence files; it gets another name with every change that readers must know of. */
export const EVIDENCE_FORMAT = 'gongjian-evidence-1';

/** An evidence file (证据文件): texts as they were hashed, so that a reader need not rebuild any. */
export const evidenceSchema = z.object({
  format: z.literal(EVIDENCE_FORMAT),
  agreement: z.object({ id: z.string(), number: z.string(), title: z.string(), status: z.string() }),
  /** Oldest first. */
  revisions: z.array(z.object({ ordinal: z.number().int(), contentHash: z.string(), canonicalText: z.string() })),
  signatures: z.array(z.object({ statement: z.string() })),
  history: z.array(z.object({ text: z.string(), chainHash: z.string(), seal: sealSchema.nullable() })),
  /** The end of the history, as the agreement holds it. */
  head: z.object({ count: z.number().int(), chainHash: z.string(), seal: sealSchema }),
  /** Public keys of the seals; to be compared with those of /.well-known/gongjian-keys.json. */
  keys: z.array(keySchema),
  /** The audit log's head when the file was written (C2SP tlog-checkpoint); older files have none. */
  checkpoint: z.string().nullish(),
  writtenAt: z.string(),
});
export type Evidence = z.infer<typeof evidenceSchema>;

/** What /.well-known/gongjian-keys.json answers, as far as seals are concerned. */
export const keysSchema = z.object({ keys: z.array(keySchema) });

/** Something that does not hold: a message's key and what it mentions. */
export interface Problem {
  readonly key: MessageKey;
  readonly parameters: MessageParameters;
}

/** Collects problems. */
class Findings {
  readonly problems: Problem[] = [];

  add(key: KeysUnder<'integrity'>, parameters: Problem['parameters'] = {}): void {
    this.problems.push({ key: `integrity.${key}`, parameters });
  }
}

/** The texts of an evidence file as they were read; null for one that cannot be. */
export interface ReadEvidence {
  readonly contents: readonly (AgreementContent | null)[];
  readonly statements: readonly (SigningStatement | null)[];
  readonly events: readonly (EventContent | null)[];
}

export function readEvidence({ revisions, signatures, history }: Evidence): ReadEvidence {
  return {
    contents: revisions.map(({ canonicalText: text }) => readContent(text)),
    statements: signatures.map(({ statement }) => readStatement(statement)),
    events: history.map(({ text }) => readEvent(text)),
  };
}

/**
 * The problems of an evidence file, found with nothing but the file and the trusted keys; empty when all of it holds.
 * Checked are the hashes of texts, the signatures under them, the chain from its first event to its sealed end, and
 * whether each of its steps was allowed.
 */
export function evidenceProblems(
  evidence: Evidence,
  trusted: readonly PublicKey[],
  read: ReadEvidence = readEvidence(evidence),
): Problem[] {
  const findings = new Findings();
  const revisions = checkRevisions(evidence, read, findings);
  const events = checkChain(evidence, read, trusted, findings);
  checkRevisionEvents(revisions, events, findings);
  checkSignatures(evidence, read, revisions, events, findings);
  checkCheckpoint(evidence, trusted, findings);
  if (findings.problems.every(isOfSeals)) checkSteps(revisions, events, findings);
  return findings.problems;
}

/** Whether a problem is only that a seal was not made with a trusted key: rows and history still agree with each other. */
export function isOfSeals({ key }: Problem): boolean {
  return key === 'integrity.seal' || key === 'integrity.headSeal' || key === 'integrity.checkpoint';
}

interface Revision {
  readonly contentHash: string;
  /** Null when the text cannot be read. */
  readonly content: AgreementContent | null;
}

/** By ordinal, oldest first. */
type Revisions = ReadonlyMap<number, Revision>;

function checkRevisions({ agreement, revisions }: Evidence, { contents }: ReadEvidence, findings: Findings): Revisions {
  const read = revisions.map(({ ordinal, contentHash, canonicalText: text }, index) => {
    const content = contents[index] ?? null;
    if (ordinal !== index + 1) findings.add('revisionMissing', { ordinal: index + 1 });
    if (hashOf(text) !== contentHash) findings.add('revisionHash', { ordinal });
    if (content?.agreement !== agreement.id || content.ordinal !== ordinal || content.number !== agreement.number)
      findings.add('revisionText', { ordinal });
    return { ordinal, contentHash, content };
  });
  if (revisions.length === 0) findings.add('revisionMissing', { ordinal: 1 });
  const present = read.at(-1)?.content;
  if (present && present.title !== agreement.title) findings.add('field', { field: 'title' });
  return new Map(read.map(({ ordinal, ...revision }) => [ordinal, revision]));
}

function checkChain(
  { agreement, history, head }: Evidence,
  read: ReadEvidence,
  trusted: readonly PublicKey[],
  findings: Findings,
): EventContent[] {
  const keys = new Map(trusted.map((key) => [key.kid, key]));
  const holds = (text: string, seal: { keyId: string; signature: string }): boolean => {
    const key = keys.get(seal.keyId);
    return key !== undefined && isSealOf(text, seal, key);
  };
  const events: EventContent[] = [];
  let before = NO_EVENT;
  let expected = 1;
  for (const [index, { text, chainHash: hash, seal }] of history.entries()) {
    const event = read.events[index] ?? null;
    const sequence = event?.sequence ?? expected;
    if (event === null || event.agreement !== agreement.id) findings.add('event', { sequence: expected });
    else events.push(event);
    // after a gap the chain cannot continue: only the gap is reported
    if (sequence !== expected) findings.add('eventMissing', { sequence: expected });
    else if (chainHash(before, text) !== hash) findings.add('chain', { sequence });
    if (seal === null ? event !== null && SEALED_KINDS.has(event.kind) : !holds(sealedText(hash), seal))
      findings.add('seal', { sequence });
    before = hash;
    expected = sequence + 1;
  }
  if (head.count !== history.length || head.chainHash !== before)
    findings.add('head', { count: head.count, found: history.length });
  if (!holds(sealedHead(agreement.id, head.count, head.chainHash), head.seal)) findings.add('headSeal');
  if (events.at(-1)?.details['status'] !== agreement.status) findings.add('status', { status: agreement.status });
  return events;
}

/** The head of the audit log that came with the file is the server's word, whatever the log became since. */
function checkCheckpoint({ checkpoint }: Evidence, trusted: readonly PublicKey[], findings: Findings): void {
  if (checkpoint == null) return;
  const read = readCheckpoint(checkpoint);
  if (read === null || signerOf(read, trusted) === null) findings.add('checkpoint');
}

/** Each text has the event that drafted or revised it, and each such event has its text. */
function checkRevisionEvents(revisions: Revisions, events: readonly EventContent[], findings: Findings): void {
  const written = events.filter(({ kind }) => kind === 'DRAFTED' || kind === 'REVISED');
  for (const [ordinal, { contentHash }] of revisions) {
    const event = written.find(({ details }) => details['revision'] === ordinal);
    if (event?.details['contentHash'] !== contentHash) findings.add('revisionUnchained', { ordinal });
  }
  for (const { details, sequence } of written) {
    if (!revisions.has(Number(details['revision'])))
      findings.add('revisionLost', { ordinal: details['revision'], sequence });
  }
}

/** Each step was allowed when it was taken; checked only in a history that holds, since problems of others are reported already. */
function checkSteps(revisions: Revisions, events: readonly EventContent[], findings: Findings): void {
  const texts = new Map(
    [...revisions].flatMap(([ordinal, { content, ...text }]) =>
      content === null ? [] : [[ordinal, { ...text, content }]],
    ),
  );
  const misstep = misstepIn(texts, events);
  if (misstep === null) return;
  const {
    event: { sequence, kind, unit },
    misfit,
    status,
  } = misstep;
  const named = [...texts.values()].flatMap(({ content }) => content.parties).find((party) => party.unit.id === unit);
  findings.add(`step.${misfit}`, { sequence, kind, status: status ?? '—', unit: named?.unit.name ?? unit ?? '—' });
}

/** Each signature is in the history, and none of the history is missing; an agreement that is concluded has everybody's. */
function checkSignatures(
  { agreement, signatures }: Evidence,
  { statements }: ReadEvidence,
  revisions: Revisions,
  events: readonly EventContent[],
  findings: Findings,
): void {
  const chained = new Map(
    events.filter(({ kind }) => kind === 'SIGNED').map((event) => [event.details['statement'], event]),
  );
  const names = new Map(
    [...revisions.values()].flatMap(({ content }) => content?.parties ?? []).map(({ unit }) => [unit.id, unit.name]),
  );
  const present = revisions.size;
  // units whose signature under the present text is there, or was reported already
  const accounted = new Set<string>();
  for (const [index, { statement }] of signatures.entries()) {
    const said = statements[index] ?? null;
    const unit = said?.unit.name ?? '?';
    const event = chained.get(hashOf(statement));
    chained.delete(hashOf(statement));
    const matches =
      said !== null &&
      event !== undefined &&
      said.agreement === agreement.id &&
      said.number === agreement.number &&
      event.unit === said.unit.id &&
      event.by === said.signedBy.id &&
      event.at === said.signedAt &&
      event.details['contentHash'] === said.contentHash;
    if (!matches) findings.add('signature', { unit });
    else if (revisions.get(said.revision)?.contentHash !== said.contentHash)
      findings.add('signedText', { unit, ordinal: said.revision });
    if (said?.revision === present) accounted.add(said.unit.id);
  }
  for (const { sequence, unit, details } of chained.values()) {
    findings.add('signatureMissing', { sequence, unit: names.get(unit ?? '') ?? unit });
    if (details['revision'] === present && unit !== null) accounted.add(unit);
  }
  if (!CONCLUDED.includes(agreement.status as AgreementStatus)) return;
  for (const { unit } of revisions.get(present)?.content?.parties ?? []) {
    if (!accounted.has(unit.id)) findings.add('unsigned', { unit: unit.name });
  }
}
