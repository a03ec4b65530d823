import { message, type Locale, wordFor, type KeysUnder, type MessageParameters } from '../../../platform/i18n/messages';
import {
  groupedHash,
  LINE_END,
  pageFrame,
  printedLines,
  printedMoment,
  type Block,
  type PageLayout,
} from '../../../platform/printing';
import './print.messages';

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

/** The page layout of an agreement: all its words. */
export function pageLayoutOf(agreement: PrintedAgreement, locale: Locale): PageLayout {
  const say = (key: KeysUnder<'print'>, parameters: MessageParameters = {}): string =>
    message(locale, `print.${key}`, parameters);
  const none = say('none');
  const moment = (at: Date): string => printedMoment(at, agreement.timeZone);
  const { revision, parties } = agreement;
  const signedByAll =
    parties.length > 0 && parties.every(({ signature }) => signature?.contentHash === revision.contentHash);
  const heading = (text: string): Block => ({ kind: 'heading', level: 1, text });
  return {
    ...pageFrame(locale, agreement.printedAt, agreement.timeZone),
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
    blocks: [
      heading(say('parties')),
      {
        kind: 'table',
        columns: [say('unit'), say('role'), say('representative'), say('step')],
        widths: [40, 16, 28, 16],
        rows: parties.map(({ unit, role, representative, signingStep }) => [
          unit,
          wordFor(locale, 'agreement.line.role', role),
          representative ?? none,
          String(signingStep),
        ]),
      },
      ...(agreement.purpose === null
        ? []
        : [heading(say('purpose')), { kind: 'paragraphs', lines: printedLines(agreement.purpose) } as const]),
      heading(say('body')),
      { kind: 'paragraphs', lines: printedLines(agreement.body) },
      ...(agreement.commitments.length === 0
        ? []
        : [
            heading(say('commitments')),
            {
              kind: 'table',
              columns: [say('unit'), say('commitment'), say('category'), say('dueOn')],
              widths: [26, 42, 16, 16],
              rows: agreement.commitments.map(({ unit, text, category, dueOn }) => [
                unit,
                text.split(LINE_END).join(' '),
                wordFor(locale, 'agreement.line.category', category),
                dueOn ?? none,
              ]),
            } as const,
          ]),
      heading(say('signatures')),
      ...parties.map(({ unit, role, signature, leftAt }): Block => ({
        kind: 'signature',
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
                [say('contentHash'), groupedHash(signature.contentHash)],
                [say('chainHash'), groupedHash(signature.chainHash)],
                [say('keyId'), signature.keyId],
              ],
      })),
    ],
    proof: {
      title: say('proof'),
      text: say('proofText'),
      hash: [say('contentHash'), groupedHash(revision.contentHash)],
    },
  };
}
