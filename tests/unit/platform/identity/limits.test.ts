import { Pool } from 'pg';
import { Limits } from '../../../../src/platform/identity/limits';
import { createTestDatabase, type TestDatabase } from '../../../testkit/cluster';

let database: TestDatabase;
let pool: Pool;
let limits: Limits;

beforeAll(async () => {
  database = await createTestDatabase();
  pool = new Pool({ connectionString: database.identityUrl, max: 5 });
  limits = new Limits(pool, Buffer.alloc(32, 1));
});
afterAll(async () => {
  await pool.end();
  await database.drop();
});

/** How many of so many failing tries are let through. */
async function failing(tries: number, one: () => Promise<unknown>): Promise<number> {
  let through = 0;
  for (let count = 0; count < tries; count += 1) if ((await one()) === null) through += 1;
  return through;
}

describe('limits on tries', () => {
  it('stop an account and address together first, and nobody else', async () => {
    expect(await failing(25, () => limits.attempt({ address: '192.0.2.10' }).atPlace('Wang@demo.example'))).toBe(20);
    expect(await limits.attempt({ address: '192.0.2.11' }).atPlace('wang@demo.example')).toBeNull();
    expect(await limits.attempt({ address: '192.0.2.10' }).atPlace('zhao@demo.example')).toBeNull();
  });

  it('do not mind in which case an address is written', async () => {
    expect(await limits.attempt({ address: '192.0.2.10' }).atPlace('WANG@demo.example')).not.toBeNull();
  });

  it('say when to come back', async () => {
    const refused = await limits.attempt({ address: '192.0.2.10' }).atPlace('wang@demo.example');
    expect(refused?.refusals).toEqual([
      { code: 'RATE_LIMITED', key: 'identity.tooManyTries', path: null, parameters: { minutes: 15 } },
    ]);
  });

  it('are shared by all processes', async () => {
    const other = new Limits(pool, Buffer.alloc(32, 1));
    expect(await other.attempt({ address: '192.0.2.10' }).atPlace('wang@demo.example')).not.toBeNull();
  });

  it('stop an account tried from many addresses, and an address that tries many accounts', async () => {
    expect(await failing(110, () => limits.attempt({ address: '192.0.2.20' }).atAccount('qian@demo.example'))).toBe(
      100,
    );
    expect(await failing(110, () => limits.attempt({ address: '192.0.2.21' }).fromAddress())).toBe(100);
    expect(await limits.attempt({ address: '192.0.2.22' }).fromAddress()).toBeNull();
  });

  it('give back what a success took, however many there are', async () => {
    for (let count = 0; count < 150; count += 1) {
      const attempt = limits.attempt({ address: '192.0.2.30' });
      expect(await attempt.fromAddress()).toBeNull();
      expect(await attempt.fromAddress()).toBeNull();
      await attempt.succeeded();
    }
  });

  it('hold neither addresses nor accounts that could be read or guessed', async () => {
    const { rows } = await pool.query<{ key: string }>('select key from rate_limits');
    expect(rows.length).toBeGreaterThan(5);
    for (const { key } of rows) expect(key).toMatch(/^tries(AtPlace|AtAccount|FromNetwork):[\w-]{43}$/);
  });
});
