import type { DataSource, EntityManager } from 'typeorm';
import { identifier } from '../../database/sql';
import { Person } from './person.entity';

/** A column that refers to a person, and the primary key of its table. */
interface Reference {
  readonly table: string;
  readonly column: string;
  readonly key: readonly string[];
}

/**
 * Every column by which an entity of any module refers to a person. What refers without a foreign key, as the audit log
 * does, is history and stays as it is.
 */
export function referencesToPersons(source: DataSource): Reference[] {
  const found = new Map<string, Reference>();
  for (const entity of source.entityMetadatas) {
    for (const relation of entity.relations) {
      const refers = (relation.isManyToOne || relation.isOneToOneOwner) && relation.createForeignKeyConstraints;
      if (!refers || relation.inverseEntityMetadata.target !== Person) continue;
      for (const join of relation.joinColumns) {
        if (join.referencedColumn?.propertyName !== 'id') continue;
        const reference = {
          table: entity.tableName,
          column: join.databaseName,
          key: entity.primaryColumns.map((column) => column.databaseName),
        };
        found.set(`${reference.table}.${reference.column}`, reference);
      }
    }
  }
  return [...found.values()];
}

const UNIQUE_VIOLATION = '23505';

/**
 * Makes a pending person and an account one: whatever belonged to the pending person is the account's now, what the
 * account had already is dropped, and the pending person's row is gone. Runs inside the caller's transaction.
 */
export async function mergeIntoAccount(manager: EntityManager, pendingId: string, accountId: string): Promise<void> {
  for (const reference of referencesToPersons(manager.connection)) {
    await repoint(manager, reference, pendingId, accountId);
  }
  await manager.query(
    `update persons account
     set administrator = account.administrator or pending.administrator
     from persons pending
     where pending.id = $1
       and account.id = $2`,
    [pendingId, accountId],
  );
  await manager.delete(Person, { id: pendingId });
}

/** Row by row, so that the uniqueness rules of each table say which rows are duplicates. */
async function repoint(
  manager: EntityManager,
  { table, column, key }: Reference,
  from: string,
  to: string,
): Promise<void> {
  const [name, of] = [identifier(table), identifier(column)];
  const rows: Record<string, unknown>[] = await manager.query(
    `select ${key.map(identifier).join(', ')}
     from ${name}
     where ${of} = $1
     for update`,
    [from],
  );
  for (const row of rows) {
    const where = key.map((part, index) => `${identifier(part)} = $${index + 1}`).join(' and ');
    const values = key.map((part) => row[part]);
    await manager.query('savepoint one_row');
    try {
      await manager.query(`update ${name} set ${of} = $${key.length + 1} where ${where}`, [...values, to]);
      await manager.query('release savepoint one_row');
    } catch (error) {
      if ((error as { code?: string }).code !== UNIQUE_VIOLATION) throw error;
      await manager.query('rollback to savepoint one_row');
      await manager.query(`delete from ${name} where ${where}`, values);
    }
  }
}
