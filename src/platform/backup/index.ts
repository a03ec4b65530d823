/**
 * Backup (备份): all that an installation is, in one encrypted file: every row, and the keys that they were sealed with.
 *
 * - archive (归档): what the file holds, a tar: `backup.json`, `keys/…`, `tables/<table>/<number>.copy`, `end.json`
 * - piece (分片): some MB of a table's rows, as PostgreSQL's COPY writes them
 * - restore (恢复): the schema by our own migrations as far as the backup had them, then the rows, in one transaction
 *
 * The file is encrypted as age does with a passphrase (https://age-encryption.org/v1), so that `age -d FILE | tar -x` opens it
 * without us.
 */
export { writeBackup } from './backup';
export { readBackup, type BackupContent } from './reading';
export { restoreBackup } from './restore';
