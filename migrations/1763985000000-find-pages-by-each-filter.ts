import type { MigrationInterface, QueryRunner } from 'typeorm';

const UNIT_FILTERS = {
  host: 'host',
  kind: 'kind',
  affiliation: 'affiliation',
  status: 'status',
  area: 'area_group_id',
  territory: 'territory_id',
};
const TEXTS = {
  member_units: 'name, short_name, credit_code',
  agreements: 'title, number',
  joint_meetings: 'title, venue',
  persons: 'name, email',
};
const names = (prefix: string, filters: object): string =>
  Object.keys(filters)
    .map((filter) => `${prefix}_${filter}`)
    .join(', ');

/**
 * A page costs the same however many rows its table has: what a list is filtered by has an index that ends in the list's order,
 * and text is found by the characters and pairs of characters that it consists of (trigrams find no word of two characters, as
 * most Chinese ones are).
 */
export class FindPagesByEachFilter1763985000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- all characters and pairs of characters of the texts; it is dear, so that what else is asked of a row is asked first
      create function text_grams(variadic texts text[]) returns text[] language plpgsql immutable parallel safe cost 1000 as $$
      declare
        folded text := lower(array_to_string(texts, E'\\x01'));
      begin
        return string_to_array(folded, null)
          || string_to_array(regexp_replace(folded, '(..)', E'\\\\1\\x01', 'g'), E'\\x01')
          || string_to_array(regexp_replace(substr(folded, 2), '(..)', E'\\\\1\\x01', 'g'), E'\\x01');
      end $$;
      -- those that a text has if this one occurs in it: its pairs, or its only character
      create function sought_grams(sought text) returns text[] language plpgsql immutable strict parallel safe as $$
      declare
        folded text := lower(sought);
        grams text[] := '{}';
      begin
        for place in 1..greatest(length(folded) - 1, least(length(folded), 1)) loop
          grams := grams || substr(folded, place, 2);
        end loop;
        return grams;
      end $$;

      drop index member_units_text, member_units_code_text, agreements_text;
      ${Object.entries(TEXTS)
        .map(([table, columns]) => `create index ${table}_text on ${table} using gin (text_grams(${columns}));`)
        .join('\n')}

      drop index member_units_area, member_units_territory;
      ${Object.entries(UNIT_FILTERS)
        .map(
          ([filter, column]) =>
            `create index member_units_${filter} on member_units (alliance_id, ${column}, (name collate zh_pinyin), id);`,
        )
        .join('\n')}

      create index joint_meetings_status on joint_meetings (alliance_id, status, starts_at, id);
      create index joint_meetings_kind on joint_meetings (alliance_id, kind, starts_at, id);
      create index joint_meetings_scope on joint_meetings
        (alliance_id, coalesce(sector_group_id, area_group_id, territory_id, alliance_id), starts_at, id);

      drop index agreement_parties_unit;
      create index agreement_parties_unit on agreement_parties (alliance_id, unit_id, agreement_id, id);
      create index agreements_status_by_end on agreements (alliance_id, status, (coalesce(ends_on, 'infinity')), id);
      create index agreements_open_by_change on agreements (alliance_id, updated_at, id) where status = 'OPEN_FOR_SIGNATURE';
      create index agreements_tier on agreements (alliance_id, tier, created_at, id);
      create index commitments_status on commitments (alliance_id, status, (coalesce(due_on, 'infinity')), id);
      create index commitments_category on commitments (alliance_id, category, (coalesce(due_on, 'infinity')), id);

      drop index attendances_unit;
      create index attendances_unit on attendances (alliance_id, unit_id, meeting_id);
      create index attendances_unanswered on attendances (alliance_id, unit_id, meeting_id) where response = 'INVITED';

      create index persons_name on persons (name collate zh_pinyin, id);
      create index notifications_unread on notifications (person_id, at, id) where read_at is null;
      create index audit_entries_by_moment on audit_entries (alliance_id, at, id);
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      drop index attendances_unanswered, attendances_unit;
      create index attendances_unit on attendances (alliance_id, unit_id);
      drop index persons_name, notifications_unread, audit_entries_by_moment;
      drop index agreement_parties_unit;
      create index agreement_parties_unit on agreement_parties (alliance_id, unit_id, agreement_id);
      drop index agreements_status_by_end, agreements_open_by_change, agreements_tier, commitments_status, commitments_category;
      drop index joint_meetings_status, joint_meetings_kind, joint_meetings_scope;
      drop index ${names('member_units', UNIT_FILTERS)};
      create index member_units_area on member_units (alliance_id, area_group_id);
      create index member_units_territory on member_units (alliance_id, territory_id);
      drop index ${Object.keys(TEXTS)
        .map((table) => `${table}_text`)
        .join(', ')};
      create index member_units_text on member_units using gin (name gin_trgm_ops, short_name gin_trgm_ops);
      create index member_units_code_text on member_units using gin (credit_code gin_trgm_ops);
      create index agreements_text on agreements using gin (title gin_trgm_ops, number gin_trgm_ops);
      drop function sought_grams, text_grams;
    `);
  }
}
