import { escapeIdentifier, Pool } from 'pg';

/** A row by column names. What is left out takes the column's default. */
export type PlantedRow = Readonly<Record<string, unknown>>;

/**
 * Puts rows into tables as they stand, by the owner's login: worlds in states that no mutation leads to at once, and
 * faults that no mutation would make.
 */
export class Planter {
  private readonly pool: Pool;

  constructor(ownerUrl: string) {
    this.pool = new Pool({ connectionString: ownerUrl, options: '-c TimeZone=UTC', max: 3 });
  }

  /** Rows of one table; all of them name the same columns. */
  async insert(table: string, rows: readonly PlantedRow[]): Promise<void> {
    const [first] = rows;
    if (first === undefined) return;
    const columns = Object.keys(first)
      .map((name) => escapeIdentifier(name))
      .join(', ');
    const into = escapeIdentifier(table);
    await this.pool.query(
      `insert into ${into} (${columns}) select ${columns} from jsonb_populate_recordset(null::${into}, $1)`,
      [JSON.stringify(rows)],
    );
  }

  /** All rows of a table, as PostgreSQL writes them in JSON. */
  async rows(table: string): Promise<Record<string, unknown>[]> {
    const { rows } = await this.pool.query<{ row: Record<string, unknown> }>(
      `select to_jsonb(t) as row from ${escapeIdentifier(table)} t`,
    );
    return rows.map(({ row }) => row);
  }

  /** Any other statement. */
  async run<R = unknown>(text: string, values: unknown[] = []): Promise<R[]> {
    return (await this.pool.query(text, values)).rows as R[];
  }

  close(): Promise<void> {
    return this.pool.end();
  }
}
