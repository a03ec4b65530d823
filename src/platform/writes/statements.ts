import type { EntityManager } from 'typeorm';
import type { Class } from '../access/access';
import { sendTogether } from '../database/pipeline';
import { identifier } from '../database/sql';
import { nameOf } from './statement-name';
import { clientOf } from './writer';

/** Runs a statement of the code's own in a transaction. What is asked in one turn goes to the database in one piece. */
export async function query<R extends object>(
  manager: EntityManager,
  text: string,
  values: readonly unknown[],
): Promise<R[]> {
  const client = clientOf(manager);
  sendTogether(client);
  return (await client.query<R>({ name: nameOf(text), text, values: [...values] })).rows;
}

/** An entity's columns in SQL, named as its properties are, days as text; those that are kept to themselves left out. */
export function columnsOf(manager: EntityManager, entity: Class, alias: string): string {
  return manager.connection
    .getMetadata(entity)
    .columns.filter((column) => column.isSelect)
    .map(({ databaseName, propertyName, type }) => {
      const column = `${alias}.${identifier(databaseName)}${type === 'date' ? '::text' : ''}`;
      return `${column} as ${identifier(propertyName)}`;
    })
    .join(', ');
}

/** `set` of an update of an entity's row, with values from this placeholder on; properties that are undefined stay. */
export function assignments(
  manager: EntityManager,
  entity: Class,
  changes: object,
  first: number,
): { readonly text: string; readonly values: readonly unknown[] } {
  const metadata = manager.connection.getMetadata(entity);
  const changed = Object.entries(changes).filter(([, value]) => value !== undefined);
  const texts = changed.map(([property], index) => {
    const column = metadata.findColumnWithPropertyName(property);
    if (column === undefined) throw new Error(`${metadata.name} has no column ${property}`);
    return `${identifier(column.databaseName)} = $${first + index}`;
  });
  return { text: texts.join(', '), values: changed.map(([, value]) => value) };
}

/** One of several changes of rows that are one statement: its text, with placeholders of its own from a number on. */
export interface Part {
  readonly text: (first: number) => string;
  readonly values: readonly unknown[];
}

/** Changes of rows as one statement; none of them sees what the others do. The shared values are the first placeholders of each. */
export function together(
  shared: readonly unknown[],
  parts: readonly Part[],
): { readonly text: string; readonly values: readonly unknown[] } {
  const values = [...shared];
  const texts = parts.map((part) => {
    const text = part.text(values.length + 1);
    values.push(...part.values);
    return text;
  });
  const last = texts.pop() ?? '';
  const before = texts.map((text, place) => `part${place + 1} as (${text})`);
  return { text: before.length === 0 ? last : `with ${before.join(', ')} ${last}`, values };
}
