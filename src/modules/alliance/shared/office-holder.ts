import { literal, raw, sql, type Sql } from '../../../platform/database/sql';
import { Person } from '../../../platform/identity/person/person.entity';
import type { FieldsOf, OneRead } from '../../../platform/reads/declarations';

/** The person who holds an office of a group or a territory; the one longest in it when there are several. */
export function holder<P extends { allianceId: string; id: string }>(
  field: FieldsOf<P>,
  role: 'CONVENOR' | 'LIAISON',
  column: string,
): OneRead {
  return field.one(() => Person, {
    nullable: true,
    description: role === 'CONVENOR' ? 'The convenor (召集人).' : 'The liaison (联系人).',
    on: (each, scope) => sql`${each.id} = (
      select office.person_id
      from alliance_roles office
      where office.alliance_id = ${scope.allianceId as Sql}
        and ${raw(`office.${column}`)} = ${scope.id as Sql}
        and office.role = ${literal(role)}
      order by office.since, office.id
      limit 1
    )`,
  });
}
