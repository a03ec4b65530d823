import { migrate, type Migrations } from '../../platform/database/migrate';
import { migrateTimedWork } from '../../platform/timed-work';

/** What is migrated besides this project's own tables. */
const migrations: Migrations = { libraries: [migrateTimedWork] };

/** Brings a database to the schema that this code expects. Needs the owner's login. */
export function migrateAll(ownerUrl: string, log?: (line: string) => void): Promise<void> {
  return migrate(ownerUrl, migrations, log);
}
