import type { Planter } from '../plant';

/** A row as PostgreSQL writes it in JSON, by column names. */
export type Row = Readonly<Record<string, unknown>>;

const TABLES = [
  'alliances',
  'territories',
  'sector_groups',
  'area_groups',
  'member_units',
  'unit_contacts',
  'sector_group_members',
  'territory_pairings',
  'alliance_people',
  'unit_roles',
  'alliance_roles',
  'persons',
  'api_tokens',
  'audit_entries',
  'audit_seals',
  'joint_meetings',
  'meeting_organisers',
  'attendances',
  'guests',
  'agenda_items',
  'notifications',
  'agreements',
  'agreement_revisions',
  'agreement_parties',
  'agreement_signatures',
  'agreement_events',
  'commitments',
  'commitment_ratings',
  'visits',
  'governing_documents',
  'document_acknowledgements',
  'experts',
  'territory_bodies',
  'body_territories',
  'posts',
  'post_contacts',
  'member_reports',
  'volunteer_teams',
  'volunteers',
  'team_sizes',
] as const;
export type Table = (typeof TABLES)[number];

/** Everything that the graph is read from, at one moment. */
export class Rows {
  private readonly indexes = new Map<Table, ReadonlyMap<unknown, Row>>();

  private constructor(private readonly tables: ReadonlyMap<string, readonly Row[]>) {}

  static async read(planter: Planter): Promise<Rows> {
    const tables = new Map<string, readonly Row[]>();
    for (const table of TABLES) tables.set(table, await planter.rows(table));
    return new Rows(tables);
  }

  /** The rows that have these values, by id. */
  where(table: Table, values: Row = {}): Row[] {
    const wanted = Object.entries(values);
    const rows = (this.tables.get(table) ?? []).filter((row) =>
      wanted.every(([column, value]) => row[column] === value),
    );
    return rows.sort((a, b) => (String(a['id']) < String(b['id']) ? -1 : 1));
  }

  /** The row with this id. */
  byId(table: Table, id: unknown): Row | null {
    let index = this.indexes.get(table);
    if (index === undefined) {
      index = new Map((this.tables.get(table) ?? []).map((row) => [row['id'], row]));
      this.indexes.set(table, index);
    }
    return index.get(id) ?? null;
  }
}
