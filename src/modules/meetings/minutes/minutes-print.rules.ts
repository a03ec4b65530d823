import { message, type KeysUnder, type Locale, type MessageParameters } from '../../../platform/i18n/messages';
import { groupedHash, pageFrame, printedMoment, type Block, type PageLayout } from '../../../platform/printing';
import { allianceMoment } from '../../alliance/shared/calendar';
import { blocksOf } from './markdown-blocks.rules';
import './minutes-print.messages';
import { plain } from './markdown.rules';

/** What is printed of an edition, as its reader may see it. */
export interface PrintedMinutes {
  readonly alliance: string;
  readonly title: string;
  readonly startsAt: Date;
  readonly edition: number;
  readonly body: string;
  /** Null where there is none, or none for this reader. */
  readonly closedBody: string | null;
  readonly corrects: number | null;
  /** Null while it is not approved. */
  readonly approval: { readonly at: Date; readonly by: string; readonly contentHash: string } | null;
  /** A later edition is approved. */
  readonly isCorrected: boolean;
  /** The server's seals do not hold. */
  readonly isUnsealed: boolean;
  readonly printedAt: Date;
  /** The alliance's, IANA. */
  readonly timeZone: string;
}

type Say = (key: KeysUnder<'minutes.print'>, parameters?: MessageParameters) => string;

const saying =
  (locale: Locale): Say =>
  (key, parameters = {}) =>
    message(locale, `minutes.print.${key}`, parameters);

/** The page layout of minutes: all their words. */
export function minutesLayout(minutes: PrintedMinutes, locale: Locale): PageLayout {
  const say = saying(locale);
  const { alliance, title, edition, body, closedBody, approval, printedAt, timeZone } = minutes;
  return {
    ...pageFrame(locale, printedAt, timeZone),
    header: [alliance, say('edition', { edition })],
    kind: say('kind'),
    title,
    notice: noticeOf(minutes, say),
    facts: factsOf(minutes, say),
    blocks: [...blocksOf(body), ...(closedBody === null ? [] : [closedHeading(say), ...blocksOf(closedBody)])],
    proof:
      approval === null
        ? null
        : {
            title: say('proof'),
            text: say('proofText'),
            hash: [say('contentHash'), groupedHash(approval.contentHash)],
          },
  };
}

/** The same as one file of Markdown. */
export function minutesMarkdown(minutes: PrintedMinutes, locale: Locale): string {
  const say = saying(locale);
  const { title, body, closedBody, approval } = minutes;
  const notice = noticeOf(minutes, say);
  const facts = factsOf(minutes, say).map(([label, value]) => `- **${label}** ${plain(value)}`);
  return [
    `# ${plain(title)} ${say('kind')}`,
    ...(notice === null ? [] : [`**${notice}**`]),
    facts.join('\n'),
    body,
    ...(closedBody === null ? [] : [`# ${say('closed')}`, closedBody]),
    ...(approval === null ? [] : [`${say('contentHash')} \`${approval.contentHash}\``, say('proofText')]),
    '',
  ].join('\n\n');
}

function closedHeading(say: Say): Block {
  return { kind: 'heading', level: 1, text: say('closed') };
}

function noticeOf({ approval, isCorrected, isUnsealed }: PrintedMinutes, say: Say): string | null {
  if (isUnsealed) return say('unsealed');
  if (approval === null) return say('unapproved');
  return isCorrected ? say('corrected') : null;
}

function factsOf({ startsAt, edition, corrects, approval, timeZone }: PrintedMinutes, say: Say): PageLayout['facts'] {
  return [
    [say('startsAt'), allianceMoment(startsAt, timeZone)],
    [say('number'), String(edition)],
    ...(corrects === null ? [] : [[say('corrects'), String(corrects)] as const]),
    ...(approval === null
      ? []
      : [
          [say('approvedBy'), approval.by] as const,
          [say('approvedAt'), printedMoment(approval.at, timeZone)] as const,
        ]),
  ];
}
