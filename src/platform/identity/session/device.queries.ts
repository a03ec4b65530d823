import type { EntityManager } from 'typeorm';

/** A browser or program in a network, as far as either is known. */
export interface Device {
  readonly client: string | null;
  readonly network: string | null;
}

/**
 * Whether a person has signed in from such a device before, as far back as sessions are kept. Numbers in the client's
 * name are left out: a new version is no new device.
 */
export async function knowsDevice(manager: EntityManager, personId: string, device: Device): Promise<boolean> {
  const [row] = await manager.query<{ known: boolean }[]>(
    `select exists (
       select
       from sessions
       where person_id = $1
         and network is not distinct from $2
         and regexp_replace(client, '[0-9.]+', '', 'g') is not distinct from regexp_replace($3, '[0-9.]+', '', 'g')
     ) as known`,
    [personId, device.network, device.client],
  );
  return row?.known === true;
}
