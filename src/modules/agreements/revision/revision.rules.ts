import type { AgreementContent } from '../proof/canonical.rules';
import { message, wordFor, type KeysUnder, type Locale } from '../../../platform/i18n/messages';

/** A revision as lines to compare: one for each thing agreed on, then the clauses as written. */
export function linesOf(
  { title, number, tier, territory, startsOn, endsOn, purpose, parties, commitments, body }: AgreementContent,
  locale: Locale,
): string[] {
  const label = (key: KeysUnder<'agreement.line'>): string => message(locale, `agreement.line.${key}`);
  const field = (key: KeysUnder<'agreement.line'>, value: string | null): string => `${label(key)}${value ?? '—'}`;
  const nameOf = new Map(parties.map(({ unit }) => [unit.id, unit.name]));
  return [
    field('title', title),
    field('number', number),
    field('tier', wordFor(locale, 'agreement.line.tier', tier)),
    field('territory', territory?.name ?? null),
    field('startsOn', startsOn),
    field('endsOn', endsOn),
    ...(purpose ?? '')
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => field('purpose', line)),
    ...parties.map(({ unit, role, representative, signingStep }) =>
      field(
        'party',
        [
          unit.name,
          wordFor(locale, 'agreement.line.role', role),
          representative ?? '—',
          `${label('step')}${signingStep}`,
        ].join(' · '),
      ),
    ),
    ...commitments.map(({ unit, text, category, dueOn }) =>
      field(
        'commitment',
        [
          nameOf.get(unit) ?? unit,
          wordFor(locale, 'agreement.line.category', category),
          dueOn ?? '—',
          text.replaceAll('\n', ' '),
        ].join(' · '),
      ),
    ),
    '',
    ...body.split('\n'),
  ];
}
