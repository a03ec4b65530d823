import type { Client } from 'pg';
import { fingerprintsOf, KEY_NAMES, type KeyName, StartupError } from '../config';
import { differingKeys, otherKeys, type InstallationKeys } from '../database/cluster/installation-keys';
import { KEY_ROWS, Sealer, type KeyRow } from './sealer';

/**
 * Refuses keys that are others than those of the data. A database from before they were registered is known by its seal keys:
 * one of them has to be vouched for by one of these keys.
 * @returns whether the database knows its keys
 * @throws StartupError
 */
export async function requireOwnKeys(session: Client, keys: InstallationKeys): Promise<boolean> {
  const differing = await differingKeys(session, keys);
  if (differing !== null && differing.length > 0) throw otherKeys(session, differing, keys);
  if (differing !== null) return true;
  const sealer = new Sealer(keys);
  const { rows } = await session.query<{ keys: KeyRow[] }>(`select ${KEY_ROWS} as keys`);
  const known = rows[0]?.keys ?? [];
  if (known.length > 0 && !known.some((row) => sealer.isEndorsed(row))) throw otherKeys(session, KEY_NAMES, keys);
  return false;
}

/**
 * Makes the keys of the first process that serves a database those of its data, and refuses others from then on.
 * @throws StartupError
 */
export async function registerKeys(session: Client, keys: InstallationKeys): Promise<void> {
  if (await requireOwnKeys(session, keys)) return;
  const { AUTH_SECRET, SEAL_KEY } = fingerprintsOf(keys);
  // of several that start at once the first one's count
  await session.query(
    'insert into installation_keys (auth_secret, seal_key) values ($1, $2) on conflict (one) do nothing',
    [AUTH_SECRET, SEAL_KEY],
  );
  await requireOwnKeys(session, keys);
}

/**
 * Makes these keys those of the data from now on, where one of them is still the one that it was written with: that one
 * vouches for the other (see `Sealer`).
 * @returns which were changed
 * @throws StartupError where both are others
 */
export async function changeKeys(session: Client, keys: InstallationKeys): Promise<readonly KeyName[]> {
  const differing = (await differingKeys(session, keys)) ?? [];
  if (differing.length === KEY_NAMES.length)
    throw new StartupError(
      `${KEY_NAMES.join(' and ')} both differ from those of the data: change one after the other, since each vouches for the other`,
    );
  if (differing.length > 0) {
    await new Sealer(keys).introduce(session);
    const { AUTH_SECRET, SEAL_KEY } = fingerprintsOf(keys);
    await session.query('update installation_keys set auth_secret = $1, seal_key = $2, since = now()', [
      AUTH_SECRET,
      SEAL_KEY,
    ]);
  }
  return differing;
}
