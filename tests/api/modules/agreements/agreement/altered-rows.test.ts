import type { AgreementStatus } from '../../../../../src/modules/agreements/agreement/agreement.entity';
import type { AgreementShown, DraftWanted } from '../../../../testkit/world/test-agreements';
import type { Partner } from '../../../../testkit/world/test-alliance';
import { createLogger } from '../../../../../src/platform/observability/logger';
import { AgreementLives } from '../../../../testkit/world/agreement-lives';
import { rowId } from '../../../../testkit/world/test-world';

/*
 * Rows that somebody alters by SQL for the length of a step, and puts back afterwards: no step is taken on them, so that
 * nothing is left to be covered up, and once they are put back everything goes on.
 */

const lines: string[] = [];
let lives: AgreementLives;
let partners: [Partner, Partner, Partner];

beforeAll(async () => {
  lives = await AgreementLives.open({ log: createLogger('error', { write: (line) => void lines.push(line) }) });
  partners = (await lives.agreements.alliance.partners('东湖小学', '东湖医院', '东湖书店')) as typeof partners;
  for (const table of ['agreement_revisions', 'agreement_events', 'agreement_signatures']) {
    await lives.alliance.world.sql(`alter table ${table} disable trigger user`);
  }
});
afterAll(() => lives.close());

type Step = readonly [
  mutation: string,
  by: number,
  input: (agreement: AgreementShown, commitment: string) => Readonly<Record<string, unknown>>,
];

const unitOf = (place: number): string => partners[place]?.unitId ?? '';
const steps = {
  revise: ['reviseAgreement', 0, ({ id }) => ({ agreementId: id, purpose: '共建' })],
  open: ['openAgreementForSignature', 0, ({ id }) => ({ agreementId: id })],
  withdraw: ['withdrawAgreement', 0, ({ id }) => ({ agreementId: id })],
  sign: [
    'signAgreement',
    1,
    ({ id, revision }) => ({ agreementId: id, unitId: unitOf(1), contentHash: revision.contentHash }),
  ],
  decline: ['declineAgreement', 1, ({ id }) => ({ agreementId: id, unitId: unitOf(1), reason: '条款不合' })],
  leave: ['terminateAgreement', 1, ({ id }) => ({ agreementId: id, unitId: unitOf(1), reason: '歇业' })],
  renew: ['renewAgreement', 0, ({ id }) => ({ agreementId: id, startsOn: '2028-01-01', endsOn: '2028-12-31' })],
  report: [
    'updateCommitment',
    1,
    (_, commitment) => ({ commitmentId: commitment, status: 'IN_PROGRESS', evidence: '已排班' }),
  ],
  rate: ['rateCommitment', 2, (_, commitment) => ({ commitmentId: commitment, byUnitId: unitOf(2), rating: 5 })],
} satisfies Readonly<Record<string, Step>>;

/** Statements on the agreement's rows; `:id` stands for its row id. */
const alterations = {
  status: (to: string) => `update agreements set status = '${to}' where id = :id`,
  lastStatus: (
    to: string,
  ) => `update agreement_events set details = details || '{"status":"${to}"}' where agreement_id = :id
    and sequence = (select history_count from agreements where id = :id)`,
  left: "update agreement_parties set left_at = '2027-03-01' where agreement_id = :id and position = 0",
  step: 'update agreement_parties set signing_step = 1 where agreement_id = :id',
  witness: "update agreement_parties set role = 'WITNESS' where agreement_id = :id and position = 2",
  starts: "update agreements set starts_on = '2027-01-01' where id = :id",
  ends: 'update agreements set ends_on = null where id = :id',
  due: "update commitments set due_on = '2027-01-01' where agreement_id = :id",
  kept: "update commitments set status = 'FULFILLED', fulfilled_on = '2027-03-01' where agreement_id = :id",
  body: "update agreement_revisions set body = replace(body, '同心', '离心') where agreement_id = :id",
  text: "update agreement_revisions set canonical_text = replace(canonical_text, '同心', '离心') where agreement_id = :id",
  title: "update agreements set title = '别的协议' where id = :id",
  signature: 'delete from agreement_signatures where agreement_id = :id',
} as const;

const PRESENT = [
  'agreements',
  'agreement_parties',
  'commitments',
  'agreement_revisions',
  'agreement_events',
  'agreement_signatures',
] as const;

/** Alters rows of an agreement, does something meanwhile, and puts them back as they were. */
async function whileAltered(id: string, statements: readonly string[], during: () => Promise<void>): Promise<void> {
  const { alliance } = lives;
  const ids = (table: string): string => (table === 'agreements' ? 'id' : 'agreement_id');
  const kept = new Map<string, unknown[]>();
  for (const table of PRESENT)
    kept.set(
      table,
      await alliance.world.sql(`select to_jsonb(t) as row from ${table} t where ${ids(table)} = $1`, [rowId(id)]),
    );
  for (const statement of statements) await alliance.world.sql(statement.replaceAll(':id', `'${rowId(id)}'`));
  await during();
  for (const table of PRESENT) {
    for (const { row } of kept.get(table) as { row: Record<string, unknown> }[]) {
      const columns = Object.keys(row).filter((column) => column !== 'alliance_id' && column !== 'id');
      const set = `(${columns.join(', ')}) = (select ${columns.map((column) => `kept.${column}`).join(', ')})`;
      await alliance.world.sql(
        `with kept as (select * from jsonb_populate_record(null::${table}, $1)), changed as (
           update ${table} t set ${set} from kept where t.id = kept.id returning t.id)
         insert into ${table} select * from kept where not exists (select from changed)`,
        [JSON.stringify(row)],
      );
    }
  }
}

const inSteps = (): DraftWanted => ({
  parties: [
    { unitId: unitOf(0), role: 'INITIATOR' },
    { unitId: unitOf(1), role: 'PARTY', signingStep: 2 },
    { unitId: unitOf(2), role: 'PARTY' },
  ],
});
const committed = (): DraftWanted => ({
  commitments: [{ unitId: unitOf(1), text: '每季义诊', category: 'HEALTH', dueOn: '2027-12-31' }],
});

const asDrafted = (): DraftWanted => ({});
/** Whether the step may be taken once the rows are as they were. */
type Then = 'taken' | 'refused';
const cases: readonly (readonly [
  string,
  `${AgreementStatus}`,
  readonly string[],
  keyof typeof steps,
  () => DraftWanted,
  Then,
])[] = [
  [
    'a withdrawn agreement that is set to be signed',
    'WITHDRAWN',
    [alterations.status('OPEN_FOR_SIGNATURE')],
    'sign',
    asDrafted,
    'refused',
  ],
  [
    'the same with its last event',
    'WITHDRAWN',
    [alterations.status('OPEN_FOR_SIGNATURE'), alterations.lastStatus('OPEN_FOR_SIGNATURE')],
    'sign',
    asDrafted,
    'refused',
  ],
  [
    'a declined agreement that is set to be revised',
    'DECLINED',
    [alterations.status('DRAFT')],
    'revise',
    asDrafted,
    'refused',
  ],
  [
    'an ended agreement that is set to be in force',
    'TERMINATED',
    [alterations.status('ACTIVE')],
    'renew',
    asDrafted,
    'refused',
  ],
  [
    'the status that the last event led to',
    'ACTIVE',
    [alterations.lastStatus('EXPIRED')],
    'report',
    committed,
    'taken',
  ],
  ['a step of signing', 'OPEN_FOR_SIGNATURE', [alterations.step], 'sign', inSteps, 'refused'],
  ['a party that is made a witness', 'ACTIVE', [alterations.witness], 'leave', asDrafted, 'taken'],
  ['another that is made to have left', 'ACTIVE', [alterations.left], 'leave', asDrafted, 'taken'],
  ['the clauses that are read', 'OPEN_FOR_SIGNATURE', [alterations.body], 'sign', asDrafted, 'taken'],
  ['the clauses that are hashed', 'OPEN_FOR_SIGNATURE', [alterations.text], 'sign', asDrafted, 'taken'],
  ['the first day', 'OPEN_FOR_SIGNATURE', [alterations.starts], 'sign', () => ({ startsOn: '2098-01-01' }), 'taken'],
  ['the last day', 'OPEN_FOR_SIGNATURE', [alterations.ends], 'sign', () => ({ endsOn: '2099-01-01' }), 'taken'],
  ['a title, to be taken into the next text', 'DRAFT', [alterations.title], 'revise', asDrafted, 'taken'],
  ['a text that is opened', 'DRAFT', [alterations.body], 'open', asDrafted, 'taken'],
  ['a text that is withdrawn', 'DRAFT', [alterations.title], 'withdraw', asDrafted, 'taken'],
  ['a text that is renewed', 'ACTIVE', [alterations.title], 'renew', asDrafted, 'taken'],
  ['a signature taken away', 'ACTIVE', [alterations.signature], 'report', committed, 'taken'],
  ['a commitment', 'ACTIVE', [alterations.kept], 'report', committed, 'taken'],
  ['a commitment that is judged', 'ACTIVE', [alterations.kept], 'rate', committed, 'refused'],
];

it.each(cases)('no step is taken on %s', async (_, status, alter, step, wanted, then) => {
  const { agreements } = lives;
  const agreement = await lives.in(status, partners, wanted());
  if (status === 'OPEN_FOR_SIGNATURE') await agreements.sign(partners[0], agreement);
  const commitment =
    (await agreements.ask<{ commitments: { id: string }[] }>(partners[0], agreement.id, 'commitments { id }'))
      ?.commitments[0]?.id ?? '';
  const [mutation, by, input] = steps[step] as Step;
  const sender = partners[by] as Partner;
  const path = mutation.endsWith('Commitment') ? 'commitmentId' : 'agreementId';
  await whileAltered(agreement.id, alter, () =>
    agreements.refused(sender, mutation, input(agreement, commitment), ['WRONG_STATE', path]),
  );
  expect(await agreements.integrity(agreement.id)).toEqual({ valid: true, problems: [] });
  const errors = await agreements.errors(sender, mutation, input(agreement, commitment));
  expect(errors.map(({ code }) => code)).toEqual(then === 'refused' ? ['WRONG_STATE'] : []);
  expect(await agreements.integrity(agreement.id)).toEqual({ valid: true, problems: [] });
});

it('where only a seal does not hold, as when a key was lost, nobody signs; all else goes on, and stays unsealed', async () => {
  const { agreements, alliance } = lives;
  const [open, active] = [await agreements.open(partners), await agreements.signed(partners)];
  const unsealed = { valid: false, problems: ['The seal on the end of the history does not hold.'] };
  for (const { id } of [open, active]) {
    await alliance.world.sql("update agreements set head_seal = 'x' where id = $1", [rowId(id)]);
    expect(await agreements.integrity(id)).toEqual(unsealed);
  }
  await agreements.refused(
    partners[0],
    'signAgreement',
    { agreementId: open.id, unitId: unitOf(0), contentHash: open.revision.contentHash },
    ['WRONG_STATE', 'agreementId'],
  );
  expect(await agreements.call(partners[0], 'withdrawAgreement', { agreementId: open.id })).toMatchObject({
    status: 'WITHDRAWN',
  });
  await agreements.call(partners[1], 'terminateAgreement', {
    agreementId: active.id,
    unitId: unitOf(1),
    reason: '歇业',
  });
  for (const { id } of [open, active]) expect(await agreements.integrity(id)).toEqual(unsealed);
});

describe('what the day asks for', () => {
  /** What the log says of the agreements whose term could not be kept. */
  async function catchUp(): Promise<{ failed: number; first: { id: string; reason: string }[] }[]> {
    lines.length = 0;
    await lives.world.server.running.timedWork.catchUp();
    return lines.map(
      (line) => JSON.parse(line) as { event: string; failed: number; first: { id: string; reason: string }[] },
    );
  }

  it.each([
    ['an agreement that is to begin', 'SIGNED', alterations.starts, () => ({ startsOn: '2098-01-01' })],
    [
      'an agreement that is to end',
      'ACTIVE',
      "update agreements set ends_on = '2027-01-01' where id = :id",
      () => ({ endsOn: '2099-01-01' }),
    ],
    ['a commitment that is due', 'ACTIVE', alterations.due, committed],
  ] as const)('is not done on altered rows, and the log says of which: %s', async (_, status, alter, wanted) => {
    const { agreements } = lives;
    const agreement = await lives.in(status, partners, wanted());
    const before = await agreements.history(agreement.id);
    await whileAltered(agreement.id, [alter], async () => {
      expect(await catchUp()).toMatchObject([
        {
          event: 'agreements.dueFailed',
          failed: 1,
          first: [
            {
              id: agreement.id,
              reason: expect.stringContaining(
                `agreement ${agreement.number} (${agreement.id}) is not as signed and chained`,
              ),
            },
          ],
        },
      ]);
    });
    expect(await agreements.history(agreement.id)).toEqual(before);
    await catchUp();
    expect(await agreements.history(agreement.id)).toEqual(before);
    expect(await agreements.integrity(agreement.id)).toEqual({ valid: true, problems: [] });
  });

  it('is done for all others', async () => {
    const { agreements, calendar } = lives;
    const [altered, other] = [
      await agreements.signed(partners, { endsOn: calendar.today }),
      await agreements.signed(partners, { endsOn: calendar.today }),
    ];
    calendar.set(calendar.tomorrow);
    await whileAltered(altered.id, [alterations.title], async () =>
      expect(await catchUp()).toMatchObject([{ failed: 1, first: [{ id: altered.id }] }]),
    );
    const statusOf = async ({ id }: AgreementShown): Promise<unknown> => agreements.ask(partners[0], id, 'status');
    expect([await statusOf(altered), await statusOf(other)]).toEqual([{ status: 'ACTIVE' }, { status: 'EXPIRED' }]);
    await catchUp();
    expect(await statusOf(altered)).toEqual({ status: 'EXPIRED' });
  });

  it('is a short line in the log and no failure of the task, which would be tried again, however many are altered', async () => {
    const { agreements, calendar, world } = lives;
    const all = [];
    for (let count = 0; count < 8; count += 1) all.push(await agreements.signed(partners, { endsOn: calendar.today }));
    calendar.set(calendar.tomorrow);
    const ids = all.map(({ id }) => rowId(id));
    await world.sql(`update agreements set title = '别的' || repeat('长', 900) || title where id = any($1)`, [ids]);
    expect(await catchUp()).toMatchObject([{ failed: 8 }]);
    expect(Math.max(...lines.map((line) => Buffer.byteLength(line)))).toBeLessThan(4_096);
  });
});
