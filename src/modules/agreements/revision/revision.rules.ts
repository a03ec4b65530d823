import type { AgreementContent } from '../proof/canonical.rules';

/** Puts a field's name, or an enumeration's value (`role.PARTY`), into words. */
export type Label = (key: string) => string;

/** What a revision says, as lines that people compare: each thing agreed on a line of its own, the clauses as written. */
export function linesOf(
  { title, number, tier, territory, startsOn, endsOn, purpose, parties, commitments, body }: AgreementContent,
  label: Label,
): string[] {
  const field = (key: string, value: string | null): string => `${label(key)}${value ?? '—'}`;
  const nameOf = new Map(parties.map(({ unit }) => [unit.id, unit.name]));
  return [
    field('title', title),
    field('number', number),
    field('tier', label(`tier.${tier}`)),
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
        [unit.name, label(`role.${role}`), representative ?? '—', `${label('step')}${signingStep}`].join(' · '),
      ),
    ),
    ...commitments.map(({ unit, text, category, dueOn }) =>
      field(
        'commitment',
        [nameOf.get(unit) ?? unit, label(`category.${category}`), dueOn ?? '—', text.replaceAll('\n', ' ')].join(' · '),
      ),
    ),
    '',
    ...body.split('\n'),
  ];
}
