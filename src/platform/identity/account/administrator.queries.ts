import type { EntityManager } from 'typeorm';

/**
 * The administrators who can sign in, locked in one order until the end of the transaction: of two who take each other's right
 * at the same moment, one finds the other gone.
 */
export async function lockAdministrators(manager: EntityManager): Promise<string[]> {
  const rows = await manager.query<{ id: string }[]>(`
    select id
    from persons
    where administrator
      and email is not null
      and disabled_at is null
    order by id
    for no key update`);
  return rows.map(({ id }) => id);
}

/** Whether anybody can administer the installation. */
export async function hasAdministrator(manager: EntityManager): Promise<boolean> {
  const [row] = await manager.query<{ has: boolean }[]>(
    'select exists (select from persons where administrator and email is not null and disabled_at is null) as has',
  );
  return row?.has === true;
}
