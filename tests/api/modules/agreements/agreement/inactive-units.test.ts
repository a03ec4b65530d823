import { Hall, rowId, type Somebody } from '../../../../testkit/hall';
import { Pact, type AgreementShown, type Partner } from '../../../../testkit/pact';
import { startTestServer, type TestServer } from '../../../../testkit/server';

/** What people of a unit may do that was suspended, or has left the alliance, since the agreement came about. */

let server: TestServer;
let pact: Pact;
let school: Partner;
let count = 0;

beforeAll(async () => {
  server = await startTestServer();
  pact = new Pact(await Hall.open(server.database, server.url));
  school = await pact.partner('青枫小学');
}, 30_000);
afterAll(() => server.stop());

interface Ground {
  readonly bank: Partner;
  readonly staff: Somebody;
  /** By the bank: a draft, one that is open for signature, one in force. */
  readonly draft: AgreementShown;
  readonly open: AgreementShown;
  readonly active: AgreementShown;
  /** The bank's commitment and the school's in the last. */
  readonly own: string;
  readonly others: string;
}

async function prepared(status: 'SUSPENDED' | 'LEFT'): Promise<Ground> {
  count += 1;
  const bank = await pact.partner(`储蓄所${count}`);
  const staff = await pact.staff(bank);
  const commitments = [bank, school].map(({ unitId, name }) => ({ unitId, text: `${name}的承诺`, category: 'OTHER' }));
  const [draft, open, active] = [
    await pact.draft([bank, school]),
    await pact.open([bank, school]),
    await pact.signed([bank, school], { commitments }),
  ];
  const found = await pact.ask<{ commitments: { id: string }[] }>(bank, active.id, 'commitments { id }');
  const [own, others] = (found?.commitments ?? []).map(({ id }) => id) as [string, string];
  await pact.hall.call(school.representative, 'updateCommitment', { commitmentId: others, status: 'FULFILLED' });
  await pact.hall.sql('update member_units set status = $2 where id = $1', [rowId(bank.unitId), status]);
  return { bank, staff, draft, open, active, own, others };
}

describe.each(['SUSPENDED', 'LEFT'] as const)('a unit that is %s', (status) => {
  it('takes on nothing new', async () => {
    const { bank, staff, draft, open, active, others } = await prepared(status);
    const { unitId } = bank;
    await pact.refused(bank, 'draftAgreement', pact.input([bank, school]), ['WRONG_STATE', 'parties.0.unitId']);
    for (const by of [bank, staff])
      await pact.refused(by, 'reviseAgreement', { agreementId: open.id, title: '新标题' }, [
        'WRONG_STATE',
        'agreementId',
      ]);
    await pact.refused(bank, 'openAgreementForSignature', { agreementId: draft.id }, ['WRONG_STATE', 'agreementId']);
    await pact.refused(
      bank,
      'signAgreement',
      { agreementId: open.id, unitId, contentHash: open.revision.contentHash },
      ['WRONG_STATE', 'unitId'],
    );
    await pact.refused(bank, 'rateCommitment', { commitmentId: others, byUnitId: unitId, rating: 1 }, [
      'WRONG_STATE',
      'byUnitId',
    ]);
    await pact.refused(
      staff,
      'renewAgreement',
      { agreementId: active.id, startsOn: '2100-01-01', endsOn: '2100-12-31' },
      ['NOT_ALLOWED', 'agreementId'],
    );
  });

  it('holds up what it is party to, and is named as a field only where it was named', async () => {
    const { bank } = await prepared(status);
    const parties = [
      { unitId: school.unitId, role: 'INITIATOR' },
      { unitId: bank.unitId, role: 'PARTY' },
    ];
    await pact.hall.sql("update member_units set status = 'ACTIVE' where id = $1", [rowId(bank.unitId)]);
    const { id } = await pact.draft([school, bank]);
    await pact.hall.sql('update member_units set status = $2 where id = $1', [rowId(bank.unitId), status]);
    await pact.refused(school, 'reviseAgreement', { agreementId: id, purpose: '守望相助' }, [
      'WRONG_STATE',
      'agreementId',
    ]);
    await pact.refused(school, 'reviseAgreement', { agreementId: id, purpose: '守望相助', parties }, [
      'WRONG_STATE',
      'parties.1.unitId',
    ]);
  });

  it('may still report on what it undertook, withdraw, and leave', async () => {
    const { bank, staff, draft, active, own } = await prepared(status);
    await pact.hall.call(staff, 'updateCommitment', { commitmentId: own, status: 'FULFILLED', evidence: '照片' });
    expect(await pact.call(bank, 'withdrawAgreement', { agreementId: draft.id })).toMatchObject({
      status: 'WITHDRAWN',
    });
    expect(
      await pact.call(bank, 'terminateAgreement', { agreementId: active.id, unitId: bank.unitId, reason: '歇业' }),
    ).toMatchObject({ status: 'TERMINATED' });
    expect(await pact.integrity(active.id)).toEqual({ valid: true, problems: [] });
  });

  it('may still decline', async () => {
    const { bank, open } = await prepared(status);
    expect(
      await pact.call(bank, 'declineAgreement', { agreementId: open.id, unitId: bank.unitId, reason: '歇业' }),
    ).toMatchObject({ status: 'DECLINED' });
  });

  it('leaves its drafts in the hands of the secretariat, which may withdraw them', async () => {
    const { open } = await prepared(status);
    await pact.refused(pact.hall.secretariat, 'reviseAgreement', { agreementId: open.id, title: '待议' }, [
      'WRONG_STATE',
      'agreementId',
    ]);
    expect(await pact.call(pact.hall.secretariat, 'withdrawAgreement', { agreementId: open.id })).toMatchObject({
      status: 'WITHDRAWN',
    });
  });
});
