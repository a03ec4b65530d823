import { referencesToPersons } from '../../../../src/platform/identity/person/merge';
import { startTestServer, type TestServer } from '../../../testkit/server';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.stop());

interface ForeignKey {
  readonly name: string;
  readonly changeable: boolean;
}

describe('foreign keys to people, when an invited person turns out to have an account', () => {
  it('are all known, and the login of identity may re-point them', async () => {
    const keys = (await server.running.connections.identity.query(`
      select c.conrelid::regclass || '.' || a.attname as name,
        has_column_privilege(c.conrelid, a.attnum, 'update') and has_table_privilege(c.conrelid, 'select')
        and (has_table_privilege(c.conrelid, 'delete') or not exists (
          select from pg_index i where i.indrelid = c.conrelid and i.indisunique and a.attnum = any(i.indkey)))
        as changeable
      from pg_constraint c join pg_attribute a on a.attrelid = c.conrelid and a.attnum = any(c.conkey)
      where c.contype = 'f' and c.confrelid = 'persons'::regclass order by 1`)) as ForeignKey[];
    const known = referencesToPersons(server.running.connections.identity).map(
      ({ table, column }) => `${table}.${column}`,
    );
    expect(keys.length).toBeGreaterThan(5);
    expect(keys.map(({ name }) => name)).toEqual(known.sort());
    expect(keys.filter(({ changeable }) => !changeable)).toEqual([]);
  });
});
