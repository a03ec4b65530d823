import type { TestWorld } from '../world/test-world';

/** Has each item's title say, at every moment, from which level on it is seen: whoever is below must never get it. */
export async function markHiddenTitles(world: TestWorld): Promise<void> {
  await world.sql(`
    create function mark_title() returns trigger language plpgsql as $$ begin
      new.title := regexp_replace(new.title, '【.】$', '') || '【' || new.audience || '】';
      return new;
    end $$`);
  await world.sql(
    'create trigger mark_title before insert or update on agenda_items for each row execute function mark_title()',
  );
}
