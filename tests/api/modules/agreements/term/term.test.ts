import type { AgreementShown, TestAgreements } from '../../../../testkit/world/test-agreements';
import type { Partner, TestAlliance } from '../../../../testkit/world/test-alliance';
import { Calendar } from '../../../../testkit/world/agreement-lives';
import { rowId, TestWorld } from '../../../../testkit/world/test-world';

const calendar = new Calendar('2027-03-01');
let lives: TestWorld;
let alliance: TestAlliance;
let agreements: TestAgreements;
let partners: [Partner, Partner];
let round = 0;

beforeAll(async () => {
  lives = await TestWorld.open({ clock: calendar.now });
  alliance = await lives.alliance();
  agreements = alliance.agreements;
});
afterAll(() => lives.close());

beforeEach(async () => {
  calendar.set('2027-03-01');
  round += 1;
  partners = (await agreements.alliance.partners(`青枫小学${round}`, `自来水公司${round}`)) as [Partner, Partner];
});

const catchUp = (): Promise<void> => lives.server.running.timedWork.catchUp();
const statusOf = async ({ id }: AgreementShown): Promise<string | undefined> =>
  (await agreements.ask<{ status: string }>(partners[0], id, 'status'))?.status;
const kindsOf = async ({ id }: AgreementShown): Promise<string[]> => {
  const found = await agreements.ask<{ history: { nodes: { kind: string; by: object | null }[] } }>(
    partners[0],
    id,
    'history(first: 100) { nodes { kind by { name } } }',
  );
  return (found?.history.nodes ?? []).map(({ kind, by }) => (by === null ? `${kind} by itself` : kind));
};

async function noticesOf(partner: Partner): Promise<string[]> {
  const { viewer } = await alliance.as(partner.representative).query<{
    viewer: { notifications: { nodes: { kind: string; summary: string }[] } };
  }>('{ viewer { notifications(first: 100) { nodes { kind summary } } } }');
  return viewer.notifications.nodes.map(({ kind, summary }) => `${kind} ${summary}`);
}

const valid = async ({ id }: AgreementShown): Promise<unknown> =>
  agreements.ask(partners[0], id, 'integrity { valid problems }');

describe('the term of an agreement', () => {
  it('begins on its first day, at midnight where the alliance is', async () => {
    const agreement = await agreements.signed(partners, { startsOn: '2027-03-05', endsOn: '2027-12-31' });
    expect(agreement.status).toBe('SIGNED');
    calendar.set('2027-03-04', '23:59');
    await catchUp();
    expect(await statusOf(agreement)).toBe('SIGNED');
    calendar.set('2027-03-05', '00:00');
    await catchUp();
    expect(await statusOf(agreement)).toBe('ACTIVE');
    expect((await kindsOf(agreement)).at(-1)).toBe('ACTIVATED by itself');
    expect(await agreements.ask(partners[0], agreement.id, 'activatedAt')).toEqual({
      activatedAt: '2027-03-04T16:00:00.000Z',
    });
    expect(await valid(agreement)).toEqual({ integrity: { valid: true, problems: [] } });
  });

  it('ends after its last day: expired while anything is open, completed when all was kept', async () => {
    const commitments = [{ unitId: partners[0].unitId, text: '每月开放操场', category: 'CULTURE_SPORTS' }];
    const [open, kept, bare] = [
      await agreements.signed(partners, { endsOn: '2027-06-30', commitments }),
      await agreements.signed(partners, { endsOn: '2027-06-30', commitments }),
      await agreements.signed(partners, { endsOn: '2027-06-30' }),
    ];
    const found = await agreements.ask<{ commitments: { id: string }[] }>(partners[0], kept.id, 'commitments { id }');
    await alliance.as(partners[0].representative).mutate('updateCommitment', {
      commitmentId: found?.commitments[0]?.id,
      status: 'FULFILLED',
      evidence: '照片',
    });
    calendar.set('2027-06-30', '23:59');
    await catchUp();
    expect(await Promise.all([open, kept, bare].map(statusOf))).toEqual(['ACTIVE', 'ACTIVE', 'ACTIVE']);
    calendar.set('2027-07-01', '00:00');
    await catchUp();
    expect(await Promise.all([open, kept, bare].map(statusOf))).toEqual(['EXPIRED', 'COMPLETED', 'EXPIRED']);
    expect(await valid(kept)).toEqual({ integrity: { valid: true, problems: [] } });
  });

  it('over before all have signed is not signed any more', async () => {
    const agreement = await agreements.open(partners, { endsOn: '2027-03-31' });
    await agreements.sign(partners[0], agreement);
    calendar.set('2027-03-31', '23:59');
    expect(
      await agreements.errors(partners[1], 'signAgreement', {
        agreementId: agreement.id,
        unitId: partners[1].unitId,
        contentHash: '0'.repeat(64),
      }),
    ).toMatchObject([{ code: 'CONFLICT' }]);
    calendar.set('2027-04-01', '00:00');
    await agreements.refused(
      partners[1],
      'signAgreement',
      { agreementId: agreement.id, unitId: partners[1].unitId, contentHash: agreement.revision.contentHash },
      ['WRONG_STATE', 'agreementId'],
    );
  });

  it('catches up after a long time in which no server ran, once and in order', async () => {
    const agreement = await agreements.signed(partners, {
      startsOn: '2027-04-01',
      endsOn: '2027-06-30',
      commitments: [{ unitId: partners[1].unitId, text: '检修水管', category: 'PUBLIC_SERVICE', dueOn: '2027-05-01' }],
    });
    calendar.set('2028-01-15');
    const other = await lives.anotherServer();
    await Promise.all([catchUp(), catchUp(), other.running.timedWork.catchUp()]);
    await catchUp();
    expect((await kindsOf(agreement)).slice(-3)).toEqual([
      'ACTIVATED by itself',
      'COMMITMENT_UPDATED by itself',
      'EXPIRED by itself',
    ]);
    expect(await valid(agreement)).toEqual({ integrity: { valid: true, problems: [] } });
  });

  it('keeps to the days of the alliance’s own time zone', async () => {
    await alliance.world.sql('update alliances set time_zone = $2 where id = $1', [rowId(alliance.id), 'Asia/Urumqi']);
    const agreement = await agreements.signed(partners, { startsOn: '2027-03-05' });
    calendar.set('2027-03-05', '01:59'); // not yet midnight in Ürümqi
    await catchUp();
    expect(await statusOf(agreement)).toBe('SIGNED');
    calendar.set('2027-03-05', '02:00');
    await catchUp();
    expect(await statusOf(agreement)).toBe('ACTIVE');
    await alliance.world.sql('update alliances set time_zone = $2 where id = $1', [
      rowId(alliance.id),
      'Asia/Shanghai',
    ]);
  });

  it('leaves alone what has ended otherwise', async () => {
    const agreement = await agreements.signed(partners, { endsOn: '2027-06-30' });
    await agreements.call(partners[1], 'terminateAgreement', {
      agreementId: agreement.id,
      unitId: partners[1].unitId,
      reason: '搬迁',
    });
    calendar.set('2027-07-01');
    await catchUp();
    expect(await statusOf(agreement)).toBe('TERMINATED');
  });
});

describe('commitments', () => {
  const withDue = (dueOn: string) => ({
    commitments: [{ unitId: partners[1].unitId, text: '检修水管', category: 'PUBLIC_SERVICE', dueOn }],
  });

  it('turn overdue by themselves on the day after, and the unit is told once', async () => {
    const agreement = await agreements.signed(partners, withDue('2027-03-20'));
    calendar.set('2027-03-20', '23:59');
    await catchUp();
    expect(await agreements.ask(partners[0], agreement.id, 'commitments { status }')).toEqual({
      commitments: [{ status: 'PENDING' }],
    });
    calendar.set('2027-03-21', '00:00');
    await catchUp();
    await catchUp();
    expect(await agreements.ask(partners[0], agreement.id, 'commitments { status }')).toEqual({
      commitments: [{ status: 'OVERDUE' }],
    });
    expect((await noticesOf(partners[1])).filter((notice) => notice.includes('overdue'))).toHaveLength(1);
    expect(await valid(agreement)).toEqual({ integrity: { valid: true, problems: [] } });
  });

  it('turn overdue after the term as well, when they are due only then', async () => {
    const agreement = await agreements.signed(partners, { endsOn: '2027-06-30', ...withDue('2027-07-10') });
    const shown = (): Promise<unknown> => agreements.ask(partners[0], agreement.id, 'status commitments { status }');
    calendar.set('2027-07-03');
    await catchUp();
    expect(await shown()).toEqual({ status: 'EXPIRED', commitments: [{ status: 'PENDING' }] });
    expect((await noticesOf(partners[1])).filter((notice) => notice.startsWith('COMMITMENT_DUE'))).toHaveLength(1);
    calendar.set('2027-07-11');
    await catchUp();
    expect(await shown()).toEqual({ status: 'EXPIRED', commitments: [{ status: 'OVERDUE' }] });
    expect(await valid(agreement)).toEqual({ integrity: { valid: true, problems: [] } });
  });

  it('of a unit that has left are owed no more: not overdue, not reported on, and nothing that the others have to answer for', async () => {
    const third = await agreements.alliance.partner(`社区诊所${round}`);
    const agreement = await agreements.signed([...partners, third], {
      endsOn: '2027-06-30',
      commitments: [
        { unitId: partners[1].unitId, text: '检修水管', category: 'PUBLIC_SERVICE', dueOn: '2027-03-20' },
        { unitId: third.unitId, text: '义诊', category: 'HEALTH' },
      ],
    });
    const found = await agreements.ask<{ commitments: { id: string }[] }>(
      partners[0],
      agreement.id,
      'commitments { id }',
    );
    const [pipes, visits] = (found?.commitments ?? []).map(({ id }) => id);
    await agreements.call(partners[1], 'terminateAgreement', {
      agreementId: agreement.id,
      unitId: partners[1].unitId,
      reason: '改制',
    });
    await alliance.as(third.representative).mutate('updateCommitment', { commitmentId: visits, status: 'FULFILLED' });
    await agreements.refused(partners[1], 'updateCommitment', { commitmentId: pipes, status: 'FULFILLED' }, [
      'WRONG_STATE',
      'commitmentId',
    ]);
    calendar.set('2027-03-21');
    await catchUp();
    expect(await agreements.ask(partners[0], agreement.id, 'commitments { status }')).toEqual({
      commitments: [{ status: 'PENDING' }, { status: 'FULFILLED' }],
    });
    expect((await noticesOf(partners[1])).filter((notice) => notice.startsWith('COMMITMENT_DUE'))).toEqual([]);
    calendar.set('2027-07-01');
    await catchUp();
    expect(await statusOf(agreement)).toBe('COMPLETED');
    expect(await valid(agreement)).toEqual({ integrity: { valid: true, problems: [] } });
  });

  it('are announced to their unit a week before, once', async () => {
    const agreement = await agreements.signed(partners, withDue('2027-03-20'));
    calendar.set('2027-03-12');
    await catchUp();
    expect((await noticesOf(partners[1])).filter((notice) => notice.startsWith('COMMITMENT_DUE'))).toEqual([]);
    for (const day of ['2027-03-13', '2027-03-14', '2027-03-20']) {
      calendar.set(day);
      await catchUp();
    }
    expect((await noticesOf(partners[1])).filter((notice) => notice.startsWith('COMMITMENT_DUE'))).toEqual([
      `COMMITMENT_DUE Your unit’s commitment “检修水管” in agreement ${agreement.number} is due on 2027-03-20.`,
    ]);
    expect((await noticesOf(partners[0])).filter((notice) => notice.startsWith('COMMITMENT_DUE'))).toEqual([]);
  });
});

describe('reminders', () => {
  it('tell those whose turn it is after five days, once for each step', async () => {
    const agreement = await agreements.open(partners, {
      parties: [
        { unitId: partners[0].unitId, role: 'INITIATOR' },
        { unitId: partners[1].unitId, role: 'PARTY', signingStep: 2 },
      ],
    });
    const reminded = async (partner: Partner): Promise<number> =>
      (await noticesOf(partner)).filter((notice) => notice.includes('for 5 days')).length;
    calendar.set('2027-03-06', '08:59');
    await catchUp();
    expect([await reminded(partners[0]), await reminded(partners[1])]).toEqual([0, 0]);
    calendar.set('2027-03-06', '09:00');
    await catchUp();
    await catchUp();
    expect([await reminded(partners[0]), await reminded(partners[1])]).toEqual([1, 0]);
    await agreements.sign(partners[0], agreement);
    calendar.set('2027-03-11', '09:00');
    await catchUp();
    expect([await reminded(partners[0]), await reminded(partners[1])]).toEqual([1, 1]);
  });

  it('announce the end thirty days and seven days before, each once', async () => {
    const agreement = await agreements.signed(partners, { endsOn: '2027-06-30' });
    const ending = async (): Promise<number> =>
      (await noticesOf(partners[1])).filter((notice) => notice.startsWith('AGREEMENT_ENDING')).length;
    const seen: number[] = [];
    for (const day of [
      '2027-05-30',
      '2027-05-31',
      '2027-06-10',
      '2027-06-22',
      '2027-06-23',
      '2027-06-30',
      '2027-07-01',
    ]) {
      calendar.set(day);
      await catchUp();
      seen.push(await ending());
    }
    expect(seen).toEqual([0, 1, 1, 1, 2, 2, 3]);
    expect((await noticesOf(partners[1])).filter((notice) => notice.startsWith('AGREEMENT_ENDING'))).toEqual([
      `AGREEMENT_ENDING Agreement ${agreement.number} “党建共建协议” ended on 2027-06-30.`,
      `AGREEMENT_ENDING Agreement ${agreement.number} “党建共建协议” ends on 2027-06-30.`,
      `AGREEMENT_ENDING Agreement ${agreement.number} “党建共建协议” ends on 2027-06-30.`,
    ]);
  });
});
