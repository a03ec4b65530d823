import path from 'node:path';
import type { Client } from 'pg';
import { type Configuration, fingerprintsOf, KEY_NAMES, type KeyName, KEPT_SECRETS, StartupError } from '../../config';
import { loginOf, placeOf } from './session';

export type InstallationKeys = Pick<Configuration, 'authSecret' | 'sealKey' | 'dataDir'>;

/** What the database knows of its keys; null before the first start, and where whoever asks may not read it. */
async function registeredKeys(session: Client): Promise<Readonly<Record<KeyName, string>> | null> {
  const { rowCount } = await session.query(
    `SELECT WHERE has_table_privilege(to_regclass('public.installation_keys'), 'SELECT')`,
  );
  if (rowCount === 0) return null;
  const { rows } = await session.query<Record<KeyName, string>>(
    'SELECT auth_secret AS "AUTH_SECRET", seal_key AS "SEAL_KEY" FROM installation_keys',
  );
  return rows[0] ?? null;
}

/** Which of the keys are others than those that the data of this database belongs to; null where it knows none yet. */
export async function differingKeys(session: Client, keys: InstallationKeys): Promise<readonly KeyName[] | null> {
  const registered = await registeredKeys(session);
  if (registered === null) return null;
  const own = fingerprintsOf(keys);
  return KEY_NAMES.filter((name) => own[name] !== registered[name]);
}

/**
 * Refuses a process whose AUTH_SECRET is not that of the data, before it touches a login. SEAL_KEY is looked at by what
 * seals: what migrates or makes an administrator can do without.
 * @throws StartupError
 */
export async function requireOwnSecret(session: Client, keys: InstallationKeys): Promise<void> {
  const differing = await differingKeys(session, keys);
  if (differing?.includes('AUTH_SECRET')) throw otherKeys(session, differing, keys);
}

/** Why a process is refused, and what is to be done about it. */
export function otherKeys(session: Client, differing: readonly KeyName[], { dataDir }: InstallationKeys): StartupError {
  const places = differing.map((name) => path.join(dataDir, KEPT_SECRETS[name].file));
  return new StartupError(
    `The data in ${placeOf(session)} belongs to other keys: ${differing.join(' and ')} of this process ` +
      `${differing.length === 1 ? 'is not the one' : 'are not those'} that it was written with. ` +
      `Put the installation's own ${differing.length === 1 ? 'key' : 'keys'} into ${places.join(' and ')}, ` +
      `or set ${differing.join(' and ')}; another installation needs a database of its own. ` +
      'To change a key on purpose: npm run change-keys',
  );
}

/** Why a login is not given another password: some process of another AUTH_SECRET may be using it. */
export function otherPassword(url: string): StartupError {
  return new StartupError(
    `The login ${loginOf(url).user} has another password than AUTH_SECRET makes: another installation, or a process with ` +
      "another AUTH_SECRET, made it. Give this process the installation's AUTH_SECRET, or a database of another name; " +
      'where nobody uses that login any more: npm run change-keys',
  );
}
