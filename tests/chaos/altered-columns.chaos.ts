import type { AgreementShown } from '../testkit/world/test-agreements';
import type { Partner } from '../testkit/world/test-alliance';
import { AgreementLives } from '../testkit/world/agreement-lives';
import { rowId } from '../testkit/world/test-world';

/*
 * Every column of an agreement's rows, altered by SQL while a step is taken and put back afterwards: either the step is
 * refused and leaves nothing, or what it leaves is named by `integrity`. One step for each column; with EVERY=1 all.
 */

jest.setTimeout(1_800_000);

const TABLES = [
  'agreements',
  'agreement_parties',
  'agreement_revisions',
  'agreement_signatures',
  'agreement_events',
  'commitments',
  'commitment_ratings',
] as const;

/** What nobody agreed on, and no step rests on: docs/agreements.md, "What is proved". On seals that do not hold, only nobody signs. */
const FREE: readonly string[] = [
  'agreements.version',
  'agreements.rights_revision',
  'agreements.step_opened_at',
  'agreements.updated_at',
  'agreement_events.seal',
  'agreement_events.key_id',
];

let lives: AgreementLives;
let partners: [Partner, Partner, Partner];
const unitOf = (place: number): string => partners[place]?.unitId ?? '';

beforeAll(async () => {
  lives = await AgreementLives.open();
  partners = (await lives.agreements.alliance.partners('西湖小学', '西湖医院', '西湖书店')) as typeof partners;
  for (const table of ['agreement_revisions', 'agreement_events', 'agreement_signatures'])
    await lives.alliance.world.sql(`alter table ${table} disable trigger user`);
});
afterAll(() => lives.close());

interface Column {
  readonly table: (typeof TABLES)[number];
  readonly column: string;
  readonly type: string;
}

/** Other values that a column may have, as SQL; the database refuses those that its own rules do not let through. */
function others({ table, column, type }: Column): string[] {
  const named: Readonly<Record<string, readonly string[]>> = {
    'agreements.status': [
      'DRAFT',
      'OPEN_FOR_SIGNATURE',
      'SIGNED',
      'ACTIVE',
      'COMPLETED',
      'EXPIRED',
      'TERMINATED',
      'DECLINED',
      'WITHDRAWN',
    ],
    'agreements.tier': ['GRID', 'COMMUNITY'],
    'agreement_parties.role': ['INITIATOR', 'PARTY', 'WITNESS'],
    'agreement_events.kind': ['REVISED', 'OPENED'],
    'commitments.status': ['PENDING', 'IN_PROGRESS', 'FULFILLED', 'OVERDUE', 'WAIVED'],
    'commitments.category': ['OTHER', 'HEALTH'],
  };
  const values = named[`${table}.${column}`];
  if (values !== undefined) return values.map((value) => `'${value}'`);
  if (column === 'details')
    return ['\'{"status":"ACTIVE"}\'', '\'{"status":"OPEN_FOR_SIGNATURE"}\'', 'details || \'{"place":2}\''];
  const bytype: Readonly<Record<string, readonly string[]>> = {
    text: [`coalesce(${column}, '') || 'x'`, `translate(${column}, '0a同', '1b离')`],
    integer: [`${column} + 1`, `${column} - 1`, '1'],
    date: [`coalesce(${column}, '2027-03-01') + 400`, `coalesce(${column}, '2027-03-01') - 400`, 'null'],
    'timestamp with time zone': [`coalesce(${column}, now()) - interval '1 day'`, 'null'],
    uuid: [`(select ${column} from ${table} order by random() limit 1)`, 'null'],
  };
  return [...(bytype[type] ?? [])];
}

const asDrafted = () => ({
  startsOn: '2027-01-01',
  endsOn: '2028-12-31',
  parties: [
    { unitId: unitOf(0), role: 'INITIATOR' },
    { unitId: unitOf(1), role: 'PARTY', signingStep: 2 },
    { unitId: unitOf(2), role: 'PARTY', signingStep: 3 },
  ],
  commitments: [
    { unitId: unitOf(1), text: '每季义诊', category: 'HEALTH', dueOn: '2028-06-30' },
    { unitId: unitOf(0), text: '开放操场', category: 'OTHER' },
  ],
});

interface Ground {
  readonly agreement: AgreementShown;
  readonly commitments: readonly string[];
}

async function commitmentsOf({ id }: AgreementShown): Promise<string[]> {
  return (
    (await lives.agreements.ask<{ commitments: { id: string }[] }>(partners[0], id, 'commitments { id }'))
      ?.commitments ?? []
  ).map(({ id: each }) => each);
}

const grounds: Readonly<Record<string, () => Promise<Ground>>> = {
  DRAFT: async () => {
    const agreement = await lives.agreements.draft(partners, asDrafted());
    return { agreement, commitments: await commitmentsOf(agreement) };
  },
  OPEN: async () => {
    const agreement = await lives.agreements.sign(partners[0], await lives.agreements.open(partners, asDrafted()));
    return { agreement, commitments: await commitmentsOf(agreement) };
  },
  ACTIVE: async () => {
    const agreement = await lives.agreements.signed(partners, asDrafted());
    const commitments = await commitmentsOf(agreement);
    const { alliance } = lives;
    await alliance.as(partners[0].representative).mutate('updateCommitment', {
      commitmentId: commitments[1],
      status: 'FULFILLED',
      evidence: '照片',
    });
    await alliance.as(partners[1].representative).mutate('rateCommitment', {
      commitmentId: commitments[1],
      byUnitId: unitOf(1),
      rating: 4,
      comment: '好',
    });
    return { agreement, commitments };
  },
};

type Step = readonly [
  ground: string,
  mutation: string,
  by: number,
  input: (ground: Ground) => Readonly<Record<string, unknown>>,
];
const steps: readonly Step[] = [
  ['DRAFT', 'openAgreementForSignature', 0, ({ agreement: { id } }) => ({ agreementId: id })],
  ['DRAFT', 'reviseAgreement', 0, ({ agreement: { id } }) => ({ agreementId: id, purpose: '共建' })],
  [
    'OPEN',
    'signAgreement',
    1,
    ({ agreement: { id, revision } }) => ({ agreementId: id, unitId: unitOf(1), contentHash: revision.contentHash }),
  ],
  [
    'OPEN',
    'signAgreement',
    2,
    ({ agreement: { id, revision } }) => ({ agreementId: id, unitId: unitOf(2), contentHash: revision.contentHash }),
  ],
  ['OPEN', 'declineAgreement', 1, ({ agreement: { id } }) => ({ agreementId: id, unitId: unitOf(1), reason: '不合' })],
  ['OPEN', 'reviseAgreement', 0, ({ agreement: { id } }) => ({ agreementId: id, purpose: '共建' })],
  ['OPEN', 'withdrawAgreement', 0, ({ agreement: { id } }) => ({ agreementId: id })],
  [
    'ACTIVE',
    'terminateAgreement',
    1,
    ({ agreement: { id } }) => ({ agreementId: id, unitId: unitOf(1), reason: '歇业' }),
  ],
  [
    'ACTIVE',
    'updateCommitment',
    1,
    ({ commitments }) => ({ commitmentId: commitments[0], status: 'IN_PROGRESS', evidence: '已排班' }),
  ],
  [
    'ACTIVE',
    'rateCommitment',
    2,
    ({ commitments }) => ({ commitmentId: commitments[1], byUnitId: unitOf(2), rating: 5 }),
  ],
  [
    'ACTIVE',
    'renewAgreement',
    0,
    ({ agreement: { id } }) => ({ agreementId: id, startsOn: '2029-01-01', endsOn: '2029-12-31' }),
  ],
];

type Row = Readonly<Record<string, unknown>>;

async function rowsOf(table: string, id: string): Promise<Row[]> {
  const found = await lives.alliance.world.sql<{ row: Row }>(
    `select to_jsonb(t) as row from ${table} t where ${table === 'agreements' ? 'id' : 'agreement_id'} = $1 order by 1`,
    [rowId(id)],
  );
  return found.map(({ row }) => row);
}

/** What ratings have instead of an id. */
const keyOf = (table: string): string => (table === 'commitment_ratings' ? 'unit_id' : 'id');

/** Tries one step on one altered column; null when it could not be altered so. */
async function tried(
  { table, column }: Column,
  value: string,
  [ground, mutation, by, input]: Step,
): Promise<'refused' | 'named' | 'free' | null> {
  const { alliance } = lives;
  const given = await (grounds[ground] as () => Promise<Ground>)();
  const { id } = given.agreement;
  const before = await rowsOf(table, id);
  const row = before[Math.floor(Math.random() * before.length)];
  if (row === undefined) return null;
  const key = [keyOf(table), rowId(id)] as const;
  const whereIs = (it: unknown): string =>
    `${key[0]} = '${String(it)}' and ${table === 'agreements' ? 'id' : 'agreement_id'} = '${key[1]}'`;
  const where = whereIs(row[key[0]]);
  const altered = await alliance.world
    .sql<{ now: unknown }>(
      `update ${table} set ${column} = ${value} where ${where} returning to_jsonb(${table}) -> '${column}' as now`,
    )
    .catch(() => null);
  if (altered === null || altered.length !== 1 || JSON.stringify(altered[0]?.now) === JSON.stringify(row[column]))
    return null;
  const counted = await lives.agreements.everything();
  // a fault of the server is no answer, but leaves nothing either
  const errors = await alliance
    .as(partners[by]?.representative as Partner['representative'])
    .attempt<object>(mutation, input(given))
    .then(
      ({ userErrors }) => userErrors.map(({ code }) => code),
      () => ['FAULT'],
    );
  const took = errors.length === 0 && JSON.stringify(await lives.agreements.everything()) !== JSON.stringify(counted);
  if (errors.length > 0) expect(await lives.agreements.everything()).toEqual(counted);
  const still = JSON.stringify(altered[0]?.now);
  // what the row is known by may be what was altered
  const there = column === key[0] ? whereIs(altered[0]?.now) : where;
  await alliance.world.sql(
    `update ${table} set ${column} = (jsonb_populate_record(null::${table}, $1)).${column} where ${there} and to_jsonb(${table}) -> '${column}' = $2`,
    [JSON.stringify(row), still],
  );
  const { valid } = (await lives.agreements.integrity(id)) as { valid: boolean };
  if (!took) {
    expect([table, column, value, mutation, valid]).toEqual([table, column, value, mutation, true]);
    return 'refused';
  }
  return valid ? 'free' : 'named';
}

it('whatever is altered for the length of a step keeps it from being taken, or shows', async () => {
  const columns = await lives.alliance.world.sql<Column>(
    `select table_name as table, column_name as column, data_type as type from information_schema.columns
     where table_schema = current_schema() and table_name = any($1) and column_name not in ('alliance_id', 'id', 'agreement_id') order by 1, 2`,
    [TABLES],
  );
  const every = process.env['EVERY'] !== undefined;
  const outcomes = new Map<string, number>();
  const slipped: string[] = [];
  for (const column of columns) {
    const all = others(column).flatMap((value) => steps.map((step) => [value, step] as const));
    let done = 0;
    for (const [value, step] of every
      ? all
      : all
          .map((each) => [Math.random(), each] as const)
          .sort(([one], [other]) => one - other)
          .map(([, each]) => each)) {
      const outcome = await tried(column, value, step);
      if (outcome === null) continue;
      outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
      if (outcome === 'free' && !FREE.includes(`${column.table}.${column.column}`))
        slipped.push(`${column.table}.${column.column} = ${value} at ${step[0]} ${step[1]} by ${step[2]}`);
      done += 1;
      if (!every && done === 1) break;
    }
  }
  expect(outcomes.get('refused')).toBeGreaterThan(0);
  expect(slipped).toEqual([]);
});
