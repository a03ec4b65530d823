import type { AgreementShown, TestAgreements } from '../../../../testkit/world/test-agreements';
import type { Partner } from '../../../../testkit/world/test-alliance';
import type { Somebody } from '../../../../testkit/world/caller';
import { rowId, TestWorld } from '../../../../testkit/world/test-world';

/** What people of a unit may do that was suspended, or has left the alliance, since the agreement came about. */

let world: TestWorld;
let agreements: TestAgreements;
let school: Partner;
let count = 0;

beforeAll(async () => {
  world = await TestWorld.open();
  agreements = (await world.alliance()).agreements;
  school = await agreements.alliance.partner('青枫小学');
});
afterAll(() => world.close());

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
  const bank = await agreements.alliance.partner(`储蓄所${count}`);
  const staff = await agreements.staff(bank);
  const commitments = [bank, school].map(({ unitId, name }) => ({ unitId, text: `${name}的承诺`, category: 'OTHER' }));
  const [draft, open, active] = [
    await agreements.draft([bank, school]),
    await agreements.open([bank, school]),
    await agreements.signed([bank, school], { commitments }),
  ];
  const found = await agreements.ask<{ commitments: { id: string }[] }>(bank, active.id, 'commitments { id }');
  const [own, others] = (found?.commitments ?? []).map(({ id }) => id) as [string, string];
  await agreements.alliance
    .as(school.representative)
    .mutate('updateCommitment', { commitmentId: others, status: 'FULFILLED' });
  await agreements.alliance.world.sql('update member_units set status = $2 where id = $1', [
    rowId(bank.unitId),
    status,
  ]);
  return { bank, staff, draft, open, active, own, others };
}

describe.each(['SUSPENDED', 'LEFT'] as const)('a unit that is %s', (status) => {
  it('takes on nothing new', async () => {
    const { bank, staff, draft, open, active, others } = await prepared(status);
    const { unitId } = bank;
    await agreements.refused(bank, 'draftAgreement', agreements.input([bank, school]), [
      'WRONG_STATE',
      'parties.0.unitId',
    ]);
    for (const by of [bank, staff])
      await agreements.refused(by, 'reviseAgreement', { agreementId: open.id, title: '新标题' }, [
        'WRONG_STATE',
        'agreementId',
      ]);
    await agreements.refused(bank, 'openAgreementForSignature', { agreementId: draft.id }, [
      'WRONG_STATE',
      'agreementId',
    ]);
    await agreements.refused(
      bank,
      'signAgreement',
      { agreementId: open.id, unitId, contentHash: open.revision.contentHash },
      ['WRONG_STATE', 'unitId'],
    );
    await agreements.refused(bank, 'rateCommitment', { commitmentId: others, byUnitId: unitId, rating: 1 }, [
      'WRONG_STATE',
      'byUnitId',
    ]);
    await agreements.refused(
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
    await agreements.alliance.world.sql("update member_units set status = 'ACTIVE' where id = $1", [
      rowId(bank.unitId),
    ]);
    const { id } = await agreements.draft([school, bank]);
    await agreements.alliance.world.sql('update member_units set status = $2 where id = $1', [
      rowId(bank.unitId),
      status,
    ]);
    await agreements.refused(school, 'reviseAgreement', { agreementId: id, purpose: '守望相助' }, [
      'WRONG_STATE',
      'agreementId',
    ]);
    await agreements.refused(school, 'reviseAgreement', { agreementId: id, purpose: '守望相助', parties }, [
      'WRONG_STATE',
      'parties.1.unitId',
    ]);
  });

  it('may still report on what it undertook, withdraw, and leave', async () => {
    const { bank, staff, draft, active, own } = await prepared(status);
    await agreements.alliance
      .as(staff)
      .mutate('updateCommitment', { commitmentId: own, status: 'FULFILLED', evidence: '照片' });
    expect(await agreements.call(bank, 'withdrawAgreement', { agreementId: draft.id })).toMatchObject({
      status: 'WITHDRAWN',
    });
    expect(
      await agreements.call(bank, 'terminateAgreement', {
        agreementId: active.id,
        unitId: bank.unitId,
        reason: '歇业',
      }),
    ).toMatchObject({ status: 'TERMINATED' });
    expect(await agreements.integrity(active.id)).toEqual({ valid: true, problems: [] });
  });

  it('may still decline', async () => {
    const { bank, open } = await prepared(status);
    expect(
      await agreements.call(bank, 'declineAgreement', { agreementId: open.id, unitId: bank.unitId, reason: '歇业' }),
    ).toMatchObject({ status: 'DECLINED' });
  });

  it('leaves its drafts in the hands of the secretariat, which may withdraw them', async () => {
    const { open } = await prepared(status);
    await agreements.refused(
      agreements.alliance.secretariat,
      'reviseAgreement',
      { agreementId: open.id, title: '待议' },
      ['WRONG_STATE', 'agreementId'],
    );
    expect(
      await agreements.call(agreements.alliance.secretariat, 'withdrawAgreement', { agreementId: open.id }),
    ).toMatchObject({
      status: 'WITHDRAWN',
    });
  });
});
