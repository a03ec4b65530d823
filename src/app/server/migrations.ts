import { migrate, requireMigrated, type MigrateOptions, type Migrations } from '../../platform/database/migrate';
import { migrateTimedWork } from '../../platform/timed-work';
import { notificationKinds, tokenScopes } from './registered';
import { rights } from './rights';

/** What a database needs in addition to the migrations. */
const migrations: Migrations = {
  libraries: [migrateTimedWork],
  names: { notification_kinds: Object.keys(notificationKinds), token_scopes: Object.keys(tokenScopes) },
  rights,
};

/** Brings a database to the schema and the rights that this code expects. Needs the owner's login. */
export function migrateAll(ownerUrl: string, options?: MigrateOptions): Promise<void> {
  return migrate(ownerUrl, migrations, options);
}

/**
 * Makes sure that the schema is the one this code expects, where the server may not migrate by itself.
 * @throws StartupError
 */
export function requireAllMigrated(serverUrl: string): Promise<void> {
  return requireMigrated(serverUrl, migrations);
}
