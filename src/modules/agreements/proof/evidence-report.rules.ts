import { readContent, readEvent, readStatement } from './canonical-reading.rules';
import { message, wordFor, type KeysUnder, type Locale, type MessageParameters } from '../../../platform/i18n/messages';
import { readCheckpoint } from '../../../platform/audit/checkpoint.rules';
import type { AgreementContent, EventContent, SigningStatement } from './canonical.rules';
import { isOfSeals, type Evidence, type Problem } from './evidence.rules';

/** What is checked, and the problems that make it fail. */
const CHECKS = {
  texts: ['revisionMissing', 'revisionHash', 'revisionText'],
  chain: ['event', 'eventMissing', 'chain', 'head'],
  chained: ['revisionUnchained', 'revisionLost'],
  signatures: ['signature', 'signedText', 'signatureMissing', 'unsigned'],
  seals: ['seal'],
  end: ['headSeal'],
  checkpoint: ['checkpoint'],
  steps: ['step.status', 'step.text', 'step.turn', 'step.day', 'step.party', 'step.parties', 'step.commitment'],
  present: ['field', 'status'],
} as const;

/**
 * A line for each check, followed by its problems; problems that are in no list above fail the last check. Steps are
 * skipped when something else does not hold.
 */
export function checkLines(evidence: Evidence, problems: readonly Problem[], locale: Locale): string[] {
  const counts: Partial<Record<keyof typeof CHECKS, number>> = {
    texts: evidence.revisions.length,
    chain: evidence.history.length,
    signatures: evidence.signatures.length,
    seals: evidence.history.filter(({ seal }) => seal !== null).length,
  };
  const names = (Object.keys(CHECKS) as (keyof typeof CHECKS)[]).filter(
    (name) => name !== 'checkpoint' || evidence.checkpoint != null,
  );
  const checkOf = ({ key }: Problem): keyof typeof CHECKS =>
    names.find((name) => CHECKS[name].some((each) => key === `integrity.${each}`)) ?? 'present';
  return names
    .flatMap((name) => {
      const wrong = problems.filter((problem) => checkOf(problem) === name);
      const isSkipped = name === 'steps' && wrong.length === 0 && !problems.every(isOfSeals);
      const mark = wrong.length > 0 ? 'FAILED' : isSkipped ? 'skip  ' : 'ok    ';
      return [
        `${mark}  ${message(locale, `evidence.check.${name}`, { number: counts[name] ?? '' })}`,
        ...wrong.map(({ key, parameters }) => `        - ${message(locale, key, plain(parameters))}`),
      ];
    })
    .map(shown);
}

/** What an evidence file proves, for a lawyer. */
export function summaryLines(evidence: Evidence, locale: Locale): string[] {
  const { agreement, revisions, history, head, writtenAt } = evidence;
  const present = revisions.at(-1);
  const content = readContent(present?.canonicalText);
  const events = history.flatMap(({ text }) => readEvent(text) ?? []);
  const statements = evidence.signatures.flatMap(({ statement }) => readStatement(statement) ?? []);
  const line: Line = (key, parameters) => message(locale, `evidence.${key}`, plain(parameters));
  return [
    line('agreement', { number: agreement.number, title: agreement.title, id: agreement.id }),
    line('status', { status: agreement.status }),
    ...(content === null ? [] : contentLines(content, line)),
    line('text', { ordinal: present?.ordinal ?? '—', hash: present?.contentHash ?? '—' }),
    '',
    line('parties', {}),
    ...(content?.parties ?? []).flatMap((party) => [
      `  ${line('party', { name: party.unit.name, id: party.unit.id, role: wordFor(locale, 'agreement.line.role', party.role), representative: party.representative ?? '—' })}`,
      ...signatureLines(
        statements.filter(({ unit, revision }) => unit.id === party.unit.id && revision === present?.ordinal),
        line,
      ),
      ...departureLines(
        events.filter(({ kind, unit }) => kind === 'PARTY_LEFT' && unit === party.unit.id),
        line,
      ),
    ]),
    ...voidLines(
      statements.filter(({ revision }) => revision !== present?.ordinal),
      line,
    ),
    ...(content === null || content.commitments.length === 0
      ? []
      : ['', line('commitments', {}), ...commitmentLines(content, events, line)]),
    '',
    line('history', { count: history.length, last: events.at(-1)?.at ?? '—', head: head.chainHash }),
    ...sealLines(evidence, line),
    ...checkpointLines(evidence, line),
    line('writtenAt', { at: writtenAt }),
  ].map(shown);
}

type Line = (key: KeysUnder<'evidence'>, parameters: MessageParameters) => string;

function contentLines({ tier, territory, startsOn, endsOn, purpose }: AgreementContent, line: Line): string[] {
  return [
    line('tier', { tier, territory: territory?.name ?? '—' }),
    line('term', { startsOn: startsOn ?? '—', endsOn: endsOn ?? '—' }),
    ...(purpose === null ? [] : [line('purpose', { purpose })]),
  ];
}

/** Who signed, when, and by what authority. */
function signatureLines(statements: readonly SigningStatement[], line: Line): string[] {
  if (statements.length === 0) return [`    ${line('unsigned', {})}`];
  return statements.flatMap(({ signedAt, signedBy, authority: { appointedAt, appointedBy, invitation } }) => [
    `    ${line('signed', { at: signedAt, name: signedBy.name, id: signedBy.id })}`,
    `    ${appointedBy === null ? line('appointed', { at: appointedAt }) : line('appointedBy', { at: appointedAt, name: appointedBy.name, id: appointedBy.id })}`,
    `    ${
      invitation === null
        ? line('notInvited', {})
        : invitation.invitedBy === null
          ? line('accepted', { at: invitation.acceptedAt })
          : line('acceptedOf', {
              at: invitation.acceptedAt,
              name: invitation.invitedBy.name,
              id: invitation.invitedBy.id,
            })
    }`,
  ]);
}

/** What each party undertook, with the last status that the history recorded. */
function commitmentLines(
  { commitments, parties }: AgreementContent,
  events: readonly EventContent[],
  line: Line,
): string[] {
  return commitments.map(({ unit, text, dueOn }, index) => {
    const updated = events
      .filter(({ kind, details }) => kind === 'COMMITMENT_UPDATED' && details['place'] === index + 1)
      .at(-1);
    const name = parties.find((party) => party.unit.id === unit)?.unit.name ?? unit;
    return `  ${line('commitment', { place: index + 1, name, text, dueOn: dueOn ?? '—', status: updated?.details['commitmentStatus'] ?? 'PENDING' })}`;
  });
}

/** How far the platform's log had come: what a log of later must continue. */
function checkpointLines({ checkpoint }: Evidence, line: Line): string[] {
  const read = readCheckpoint(checkpoint ?? '');
  if (read === null) return [];
  return [line('checkpoint', { origin: read.origin, size: read.size, root: read.root.toString('base64') })];
}

/** Which key made which seals: a key that is only listed in a file proves nothing. */
function sealLines({ history, head }: Evidence, line: Line): string[] {
  const sealed = new Map<string, number[]>();
  for (const [index, { seal }] of history.entries())
    if (seal !== null) sealed.set(seal.keyId, [...(sealed.get(seal.keyId) ?? []), index + 1]);
  return [
    ...[...sealed].map(([kid, events]) => line('sealed', { kid, events: events.join(', ') })),
    line('headSealed', { kid: head.seal.keyId }),
  ];
}

function departureLines(events: readonly EventContent[], line: Line): string[] {
  return events.map(({ at, note }) => `    ${line('left', { at, note: note ?? '—' })}`);
}

function voidLines(statements: readonly SigningStatement[], line: Line): string[] {
  return statements.map(
    ({ unit, revision, signedAt }) => `  ${line('void', { name: unit.name, ordinal: revision, at: signedAt })}`,
  );
}

/** The present text's clauses; each line is marked, so that no clause can look like a check's result. */
export function clauseLines({ revisions }: Evidence): string[] {
  const content = readContent(revisions.at(-1)?.canonicalText);
  return (content?.body ?? '—').split('\n').map((line) => `  | ${shown(line)}`);
}

/** Characters that move a terminal's cursor, colour it or reverse the writing direction: a file could forge an "ok" with them. */
const UNSEEN = /[\u0000-\u001f\u007f-\u009f\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g;

export function shown(line: string): string {
  return line.replace(UNSEEN, '�');
}

/** Parameters without line ends. */
function plain(parameters: MessageParameters): MessageParameters {
  return Object.fromEntries(
    Object.entries(parameters).map(([name, value]) => [
      name,
      typeof value === 'string' ? value.replaceAll('\n', ' ') : value,
    ]),
  );
}
