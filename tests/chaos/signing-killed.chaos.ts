import { randomUUID } from 'node:crypto';
import path from 'node:path';
import pg from 'pg';
import { request } from '../testkit/graphql';
import { ServerProcess } from '../testkit/random-run/server-process';
import { reviseAgainstSign } from '../testkit/revise-against-sign';
import { interfere } from './statements';
import { createLogger } from '../../src/platform/observability/logger';
import type { AgreementShown, TestAgreements } from '../testkit/world/test-agreements';
import type { Partner } from '../testkit/world/test-alliance';
import { rowId, TestWorld } from '../testkit/world/test-world';

const FALLING_SERVER = path.resolve(__dirname, 'falling-server.process.ts');
/** More statements than signing has, so that a loop ends. */
const TOO_MANY = 80;
const SIGN =
  'mutation ($input: SignAgreementInput!) { signAgreement(input: $input) { agreement { status } userErrors { code } } }';

/** The one that stays up. */
let world: TestWorld;
let agreements: TestAgreements;
let partners: readonly [Partner, Partner, Partner];
/** What a signing that nothing happens to leaves behind. */
let whole: Traces;

beforeAll(async () => {
  // what is cut is logged as a fault
  world = await TestWorld.open({ log: createLogger('silent') });
  agreements = (await world.alliance()).agreements;
  partners = (await agreements.alliance.partners('青枫小学', '社区诊所', '老街商户')) as [Partner, Partner, Partner];
  const { agreement, before } = await almostSigned();
  await send(world.server.url, agreement, null);
  whole = await tracesSince(before, agreement);
  expect(whole).toMatchObject({ status: 'ACTIVE', signatures: 1, history: 2, audit: 1, notifications: 3, told: 3 });
});
afterAll(() => world.close());

/** How many rows came, and how the agreement stands. */
type Traces = Readonly<Record<string, unknown>>;

interface Ready {
  readonly agreement: AgreementShown;
  readonly before: Traces;
}

/** An agreement that waits for the last of three signatures. */
async function almostSigned(): Promise<Ready> {
  const [first, second] = partners;
  const agreement = await agreements.open(partners);
  for (const partner of [first, second]) await agreements.sign(partner, agreement);
  return { agreement, before: await agreements.everything() };
}

/** The last signature; with a key, its request may be repeated, and waits for more answers. */
async function send(url: string, { id, revision }: AgreementShown, key: string | null): Promise<string | undefined> {
  const { unitId, representative } = partners[2];
  const { body } = await request<{ signAgreement: { agreement: { status: string } | null } }>(url, {
    query: SIGN,
    variables: { input: { agreementId: id, unitId, contentHash: revision.contentHash } },
    token: representative.token,
    ...(key === null ? {} : { headers: { 'idempotency-key': key } }),
  });
  return body.data?.signAgreement.agreement?.status;
}

async function tracesSince(before: Traces, { id }: AgreementShown): Promise<Traces> {
  // whoever still holds the agreement has ended before this is answered
  await agreements.alliance.world.sql('select from agreements where id = $1 for update', [rowId(id)]);
  const after = await agreements.everything();
  const [head] = await agreements.alliance.world.sql(
    `select a.status, a.version, a.history_count as count, a.activated_at is not null as activated, a.step_opened_at is not null as waiting,
       a.history_head = (select chain_hash from agreement_events e where e.agreement_id = a.id order by sequence desc limit 1) as joined
     from agreements a where id = $1`,
    [rowId(id)],
  );
  const counts = ['revisions', 'signatures', 'history', 'audit', 'notifications', 'live', 'told'].map((name) => [
    name,
    Number(after[name]) - Number(before[name]),
  ]);
  return { ...head, ...Object.fromEntries(counts) };
}

/** All of a signing is there, or nothing; and signing again, under the same key if there was one, leaves it whole. Answers which. */
async function expectAllOrNothing({ agreement, before }: Ready, key: string | null): Promise<'all' | 'nothing'> {
  const traces = await tracesSince(before, agreement);
  const all = traces['signatures'] === 1;
  if (all) expect(traces).toEqual(whole);
  else expect(await agreements.everything()).toEqual(before);
  expect(await agreements.integrity(agreement.id)).toEqual({ valid: true, problems: [] });
  expect(await send(world.server.url, agreement, key)).toBe('ACTIVE');
  expect(await tracesSince(before, agreement)).toEqual(whole);
  expect(await agreements.integrity(agreement.id)).toEqual({ valid: true, problems: [] });
  return all ? 'all' : 'nothing';
}

/** Lets a server that falls there take the last signature. */
async function fallen(falls: string, key: string | null): Promise<'all' | 'nothing' | 'stood'> {
  const ready = await almostSigned();
  const falling = await ServerProcess.start(world.server.database, FALLING_SERVER, { FALLS: falls });
  const answer = await send(falling.url, ready.agreement, key).catch(() => null);
  if (answer !== null) {
    expect(answer).toBe('ACTIVE');
    await falling.kill();
    return 'stood';
  }
  expect(await falling.ended()).toBe('SIGKILL');
  return expectAllOrNothing(ready, key);
}

const REQUESTS = [
  ['in a request of its own', () => null],
  ['in a request that may be repeated', () => randomUUID()],
] as const;

it.each(REQUESTS)(
  'a server that is killed before any statement of signing %s leaves all of it or nothing',
  async (_, keyOf) => {
    const outcomes: string[] = [];
    for (let place = 1; place <= TOO_MANY && outcomes.at(-1) !== 'stood'; place += 1)
      outcomes.push(await fallen(`before ${place}`, keyOf()));
    process.stdout.write(
      `killed before each of ${outcomes.length - 1} statements: ${outcomes.filter((outcome) => outcome === 'all').length} times after the commit\n`,
    );
    expect(outcomes.length).toBeGreaterThan(8);
    expect(outcomes.at(-1)).toBe('stood');
    // nothing up to the commit, all from it on
    expect(outcomes.slice(0, -1).join(' ')).toMatch(/^(nothing ?)+(all ?)*$/);
  },
  600_000,
);

it.each(REQUESTS)(
  'a server that is killed while PostgreSQL commits a signing %s has committed',
  async (_, keyOf) => {
    expect(await fallen('after COMMIT', keyOf())).toBe('all');
  },
  60_000,
);

it.each(REQUESTS)(
  'a connection that is cut at any statement of signing %s leaves all of it or nothing, and the server standing',
  async (_, keyOf) => {
    const administrator = new pg.Pool({ connectionString: world.server.database.serverUrl, max: 1 });
    const cut = (processId: number) => administrator.query('select pg_terminate_backend($1, 5000)', [processId]);
    let statements = 0;
    for (const moment of ['before', 'after'] as const) {
      for (let wanted = 1; wanted <= TOO_MANY; wanted += 1) {
        const ready = await almostSigned();
        const key = keyOf();
        let was = '';
        const stop = interfere(async ({ place, text, processId }, sendStatement) => {
          if (place !== wanted) return sendStatement();
          was = text;
          if (moment === 'before') await cut(processId);
          const answer = await sendStatement();
          if (moment === 'after') await cut(processId);
          return answer;
        });
        const answer = await send(world.server.url, ready.agreement, key).finally(stop);
        if (was === '') {
          expect(answer).toBe('ACTIVE');
          break;
        }
        statements += 1;
        const outcome = await expectAllOrNothing(ready, key);
        // what was committed is told so, and what was not is not
        if (moment === 'before' || was !== 'COMMIT')
          expect([was, outcome]).toEqual([was, answer === undefined ? 'nothing' : 'all']);
        else expect([was, outcome]).toEqual(['COMMIT', 'all']);
      }
    }
    await administrator.end();
    expect(statements).toBeGreaterThan(16);
  },
  300_000,
);

it('a revision and the last signature, two hundred rounds: never ACTIVE with a signature on another text', async () => {
  const { revised, signed } = await reviseAgainstSign(agreements, [partners[0], partners[1]], 200);
  process.stdout.write(`two hundred rounds: ${revised} revised first, ${signed} signed first\n`);
  expect(revised + signed).toBe(200);
}, 300_000);

it('a hundred parties sign at the same moment: ACTIVE once, with a hundred signatures', async () => {
  const hundred: Partner[] = [];
  for (let place = 1; place <= 100; place += 1) hundred.push(await agreements.alliance.partner(`第${place}单位`));
  const agreement = await agreements.open(hundred);
  await Promise.all(hundred.map((partner) => agreements.sign(partner, agreement)));
  const kinds = await agreements.history(agreement.id);
  expect([
    kinds.filter((kind) => kind === 'SIGNED').length,
    kinds.filter((kind) => kind === 'ACTIVATED').length,
    kinds.at(-1),
  ]).toEqual([100, 1, 'ACTIVATED']);
  expect(await agreements.integrity(agreement.id)).toEqual({ valid: true, problems: [] });
}, 120_000);
