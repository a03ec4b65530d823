import { message, type Locale, wordFor, type KeysUnder, type MessageParameters } from '../../../platform/i18n/messages';

/** A unit's signature under the printed text. */
export interface PrintedSignature {
  readonly signedBy: string;
  readonly signedAt: Date;
  readonly contentHash: string;
  readonly chainHash: string;
  readonly keyId: string;
}

/** What is printed of an agreement: one revision, and who has signed it. */
export interface PrintedAgreement {
  readonly alliance: string;
  readonly number: string;
  readonly title: string;
  readonly tier: string;
  readonly status: string;
  readonly territory: string | null;
  readonly purpose: string | null;
  /** `YYYY-MM-DD` */
  readonly startsOn: string | null;
  readonly endsOn: string | null;
  readonly revision: { readonly ordinal: number; readonly contentHash: string; readonly superseded: boolean };
  /** The server's seals do not hold. */
  readonly isUnsealed: boolean;
  /** Plain text; paragraphs end with line feeds. */
  readonly body: string;
  readonly parties: readonly {
    readonly unit: string;
    readonly role: string;
    readonly representative: string | null;
    readonly signingStep: number;
    readonly leftAt: Date | null;
    readonly signature: PrintedSignature | null;
  }[];
  readonly commitments: readonly {
    readonly unit: string;
    readonly text: string;
    readonly category: string;
    readonly dueOn: string | null;
  }[];
  readonly printedAt: Date;
  /** The alliance's, IANA. */
  readonly timeZone: string;
}

type Pair = readonly [label: string, value: string];

export interface Table {
  readonly title: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

export interface SignatureBlock {
  readonly unit: string;
  readonly role: string;
  /** Null: there are empty lines to sign on. */
  readonly signed: readonly Pair[] | null;
  readonly blanks: readonly string[];
  /** In groups that a line may end between. */
  readonly hashes: readonly Pair[];
}

/** Everything that is printed, in one language and in order; the formats only typeset it. */
export interface PageLayout {
  readonly language: 'zh' | 'en';
  readonly header: Pair;
  readonly kind: string;
  readonly title: string;
  readonly notice: string | null;
  readonly facts: readonly Pair[];
  readonly purpose: { readonly title: string; readonly paragraphs: readonly string[] } | null;
  readonly body: { readonly title: string; readonly paragraphs: readonly string[] };
  readonly parties: Table;
  readonly commitments: Table | null;
  readonly signatures: { readonly title: string; readonly blocks: readonly SignatureBlock[] };
  readonly proof: { readonly title: string; readonly text: string; readonly hash: Pair };
  readonly printedAt: string;
  /** Around the page's number and the number of pages. */
  readonly page: readonly [string, string, string];
  /** Between a label and what it labels. */
  readonly colon: string;
  /** Before the code points that the fonts have no glyph for. */
  readonly unshownLabel: string;
}

/** The page layout of an agreement: all its words. */
export function pageLayoutOf(agreement: PrintedAgreement, locale: Locale): PageLayout {
  const say = (key: KeysUnder<'print'>, parameters: MessageParameters = {}): string =>
    message(locale, `print.${key}`, parameters);
  const none = say('none');
  const moment = (at: Date): string => momentIn(at, agreement.timeZone);
  const { revision, parties } = agreement;
  const signedByAll =
    parties.length > 0 && parties.every(({ signature }) => signature?.contentHash === revision.contentHash);
  const [before = '', between = '', after = ''] = say('page', { page: '\0', pages: '\0' }).split('\0');
  return {
    language: locale === 'en' ? 'en' : 'zh',
    header: [agreement.alliance, agreement.number],
    kind: say('kind'),
    title: agreement.title,
    notice: agreement.isUnsealed
      ? say('unsealed')
      : revision.superseded
        ? say('superseded')
        : signedByAll
          ? null
          : say('draft'),
    facts: [
      [say('number'), agreement.number],
      [say('revision'), String(revision.ordinal)],
      [say('tier'), wordFor(locale, 'agreement.line.tier', agreement.tier)],
      [say('status'), wordFor(locale, 'agreement.status', agreement.status)],
      [say('startsOn'), agreement.startsOn ?? say('whenSigned')],
      [say('endsOn'), agreement.endsOn ?? say('untilEnded')],
      [say('territory'), agreement.territory ?? none],
    ],
    purpose: agreement.purpose === null ? null : { title: say('purpose'), paragraphs: paragraphsOf(agreement.purpose) },
    body: { title: say('body'), paragraphs: paragraphsOf(agreement.body) },
    parties: {
      title: say('parties'),
      columns: [say('unit'), say('role'), say('representative'), say('step')],
      rows: parties.map(({ unit, role, representative, signingStep }) => [
        unit,
        wordFor(locale, 'agreement.line.role', role),
        representative ?? none,
        String(signingStep),
      ]),
    },
    commitments:
      agreement.commitments.length === 0
        ? null
        : {
            title: say('commitments'),
            columns: [say('unit'), say('commitment'), say('category'), say('dueOn')],
            rows: agreement.commitments.map(({ unit, text, category, dueOn }) => [
              unit,
              text.split(LINE_END).join(' '),
              wordFor(locale, 'agreement.line.category', category),
              dueOn ?? none,
            ]),
          },
    signatures: {
      title: say('signatures'),
      blocks: parties.map(({ unit, role, signature, leftAt }): SignatureBlock => ({
        unit,
        role: wordFor(locale, 'agreement.line.role', role),
        signed:
          signature === null
            ? null
            : [
                [say('signedBy'), signature.signedBy],
                [say('signedAt'), moment(signature.signedAt)],
                ...(leftAt === null ? [] : [[say('leftAt'), moment(leftAt)] as const]),
              ],
        blanks: signature === null ? [say('seal'), say('date')] : [],
        hashes:
          signature === null
            ? []
            : [
                [say('contentHash'), grouped(signature.contentHash)],
                [say('chainHash'), grouped(signature.chainHash)],
                [say('keyId'), signature.keyId],
              ],
      })),
    },
    proof: { title: say('proof'), text: say('proofText'), hash: [say('contentHash'), grouped(revision.contentHash)] },
    printedAt: say('printedAt', { at: moment(agreement.printedAt) }),
    page: [before, between, after],
    colon: say('colon'),
    unshownLabel: say('unshown'),
  };
}

/** What ends a line in any of the ways that Unicode knows (UAX 14: BK, CR, LF, NL). */
const LINE_END = /\r\n|[\n\v\f\r\u0085\u2028\u2029]/;

function paragraphsOf(text: string): string[] {
  return text
    .split(LINE_END)
    .map((line) => line.trim())
    .filter((line) => line !== '');
}

/** A hash in groups of eight, which people compare one by one. */
function grouped(hash: string): string {
  return (hash.match(/.{1,8}/g) ?? []).join(' ');
}

function momentIn(at: Date, timeZone: string): string {
  const parts = new Map(
    new Intl.DateTimeFormat('en-CA', {
      timeZone,
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
      hourCycle: 'h23',
    })
      .formatToParts(at)
      .map(({ type, value }) => [type, value]),
  );
  const part = (type: Intl.DateTimeFormatPartTypes): string => parts.get(type) ?? '';
  return `${part('year')}-${part('month')}-${part('day')} ${part('hour')}:${part('minute')}:${part('second')} (${timeZone})`;
}
