import type { TestWorld } from '../world/test-world';

/** A row as PostgreSQL writes it in JSON, by column names. */
export type Row = Readonly<Record<string, unknown>>;

/** Everything that the graph is read from, at one moment. */
export class Rows {
  private readonly indexes = new Map<string, ReadonlyMap<unknown, Row>>();

  private constructor(private readonly tables: ReadonlyMap<string, readonly Row[]>) {}

  static async read(world: TestWorld): Promise<Rows> {
    const names = await world.sql<{ name: string }>(
      `select table_name as name
       from information_schema.tables
       where table_schema = 'public' and table_type = 'BASE TABLE'`,
    );
    const tables = new Map<string, readonly Row[]>();
    for (const { name } of names) tables.set(name, await world.rows(name));
    return new Rows(tables);
  }

  /** The rows that have these values, by id. */
  where(table: string, values: Row = {}): Row[] {
    const wanted = Object.entries(values);
    const rows = this.of(table).filter((row) => wanted.every(([column, value]) => row[column] === value));
    return rows.sort((a, b) => (String(a['id']) < String(b['id']) ? -1 : 1));
  }

  /** The row with this id. */
  byId(table: string, id: unknown): Row | null {
    let index = this.indexes.get(table);
    if (index === undefined) {
      index = new Map(this.of(table).map((row) => [row['id'], row]));
      this.indexes.set(table, index);
    }
    return index.get(id) ?? null;
  }

  private of(table: string): readonly Row[] {
    const rows = this.tables.get(table);
    if (rows === undefined) throw new Error(`the reference model reads ${table}, and there is no such table`);
    return rows;
  }
}
