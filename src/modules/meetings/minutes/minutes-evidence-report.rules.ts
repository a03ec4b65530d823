import { message, type Locale } from '../../../platform/i18n/messages';
import { readMinutes, type MinutesEvidence } from './minutes-evidence.rules';

/** What an evidence file of minutes proves. */
export function minutesSummary(evidence: MinutesEvidence, locale: Locale): string[] {
  const { contentHash, seal, audit } = evidence;
  const content = readMinutes(evidence);
  return [
    ...(content === null
      ? []
      : [
          message(locale, 'minutesEvidence.minutes', { ...content, corrects: '' }),
          message(locale, 'minutesEvidence.approved', { at: content.approvedAt, by: content.approvedBy }),
          ...(content.corrects === null
            ? []
            : [
                message(locale, 'minutesEvidence.corrects', {
                  minutes: content.corrects.minutes,
                  hash: content.corrects.contentHash,
                }),
              ]),
        ]),
    message(locale, 'minutesEvidence.text', { hash: contentHash }),
    message(locale, 'minutesEvidence.sealed', { kid: seal.keyId }),
    ...(audit === null ? [message(locale, 'minutesEvidence.unlogged')] : []),
    message(locale, 'evidence.writtenAt', { at: evidence.writtenAt }),
  ];
}

/** The text; each line is marked, so that none can look like a check's result. */
export function minutesText(evidence: MinutesEvidence, locale: Locale): string[] {
  const marked = (text: string): string[] => text.split('\n').map((line) => `  | ${line}`);
  const closed = evidence.closed?.body ?? null;
  return [
    message(locale, 'minutesEvidence.body'),
    ...marked(readMinutes(evidence)?.body ?? '—'),
    ...(closed === null ? [] : [message(locale, 'minutesEvidence.closedBody'), ...marked(closed)]),
  ];
}
