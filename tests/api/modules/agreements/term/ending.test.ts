import type { AgreementShown, TestAgreements } from '../../../../testkit/world/test-agreements';
import type { Partner } from '../../../../testkit/world/test-alliance';
import { rowId, TestWorld } from '../../../../testkit/world/test-world';

let world: TestWorld;
let agreements: TestAgreements;
let school: Partner;
let clinic: Partner;
let shop: Partner;
let notary: Partner;

beforeAll(async () => {
  world = await TestWorld.open();
  agreements = (await world.alliance()).agreements;
  [school, clinic, shop, notary] = (await agreements.alliance.partners(
    '青枫小学',
    '社区诊所',
    '老街商户',
    '公证处',
  )) as [Partner, Partner, Partner, Partner];
});
afterAll(() => world.close());

const REASON = '人手不足 🙏';
const of = ({ id }: AgreementShown, { unitId }: Partner, reason: string | null = REASON) => ({
  agreementId: id,
  unitId,
  ...(reason === null ? {} : { reason }),
});
const part = ({ unitId }: Partner, role: string) => ({ unitId, role });
const withWitness = () => ({ parties: [part(school, 'INITIATOR'), part(clinic, 'PARTY'), part(notary, 'WITNESS')] });
const holds = async ({ id }: AgreementShown) =>
  expect(await agreements.integrity(id)).toEqual({ valid: true, problems: [] });

/** The last event, as the parties read it. */
async function lastEvent({ id }: AgreementShown): Promise<object | undefined> {
  const shown = await agreements.ask<{ history: { nodes: object[] } }>(
    clinic,
    id,
    'history(last: 1) { nodes { kind unit { id } by { id } note } }',
  );
  return shown?.history.nodes[0];
}

describe('declining', () => {
  it('closes it for all, with the reason in the history; nobody signs, revises or withdraws after that', async () => {
    const agreement = await agreements.open([school, clinic, shop]);
    await agreements.sign(school, agreement);
    expect(await agreements.call(clinic, 'declineAgreement', of(agreement, clinic))).toMatchObject({
      status: 'DECLINED',
    });
    expect(await lastEvent(agreement)).toEqual({
      kind: 'DECLINED',
      unit: { id: clinic.unitId },
      by: { id: clinic.representative.id },
      note: REASON,
    });
    await agreements.refused(
      shop,
      'signAgreement',
      { agreementId: agreement.id, unitId: shop.unitId, contentHash: agreement.revision.contentHash },
      ['WRONG_STATE', 'agreementId'],
    );
    await agreements.refused(school, 'reviseAgreement', { agreementId: agreement.id, title: '新名称' }, [
      'WRONG_STATE',
      'agreementId',
    ]);
    await agreements.refused(school, 'withdrawAgreement', { agreementId: agreement.id }, [
      'WRONG_STATE',
      'agreementId',
    ]);
    await agreements.refused(clinic, 'declineAgreement', of(agreement, clinic), ['WRONG_STATE', 'agreementId']);
    await holds(agreement);
  });

  it('is out of time once the unit has signed, and out of turn for nobody else', async () => {
    const agreement = await agreements.open([school], withWitness());
    await agreements.sign(school, agreement);
    await agreements.refused(school, 'declineAgreement', of(agreement, school), ['WRONG_STATE', 'unitId']);
    expect(await agreements.call(notary, 'declineAgreement', of(agreement, notary))).toMatchObject({
      status: 'DECLINED',
    });
  });

  it('asks for a reason, and for a unit that is a party', async () => {
    const agreement = await agreements.open([school, clinic]);
    for (const reason of [' \n', '因'.repeat(1_001), '\u0007'])
      await agreements.refused(clinic, 'declineAgreement', of(agreement, clinic, reason), ['INVALID', 'reason']);
    await agreements.refused(clinic, 'declineAgreement', of(agreement, shop), ['NOT_FOUND', 'unitId']);
    await agreements.refused(clinic, 'declineAgreement', of(agreement, school), ['NOT_ALLOWED', 'unitId']);
    await agreements.refused(shop, 'declineAgreement', of(agreement, shop), ['NOT_FOUND', 'agreementId']);
  });
});

describe('withdrawing', () => {
  it.each(['draft', 'open'] as const)('ends a %s agreement, with a reason or without', async (state) => {
    for (const reason of [REASON, null]) {
      const agreement = await agreements[state]([school, clinic]);
      expect(await agreements.call(school, 'withdrawAgreement', { agreementId: agreement.id, reason })).toMatchObject({
        status: 'WITHDRAWN',
      });
      expect(await lastEvent(agreement)).toEqual({
        kind: 'WITHDRAWN',
        unit: null,
        by: { id: school.representative.id },
        note: reason,
      });
      await holds(agreement);
    }
  });
});

describe('leaving', () => {
  it('is for the unit alone, and ends the agreement when fewer than two signing parties remain', async () => {
    const agreement = await agreements.signed([school, clinic, shop]);
    const left = await agreements.call(shop, 'terminateAgreement', of(agreement, shop));
    expect(left).toMatchObject({ status: 'ACTIVE', version: agreement.version + 1 });
    expect(await lastEvent(agreement)).toEqual({
      kind: 'PARTY_LEFT',
      unit: { id: shop.unitId },
      by: { id: shop.representative.id },
      note: REASON,
    });
    const { parties } = (await agreements.ask<{ parties: { leftAt: string | null; signed: boolean }[] }>(
      school,
      agreement.id,
      'parties { leftAt signed }',
    )) ?? { parties: [] };
    expect(parties).toEqual([
      { leftAt: null, signed: true },
      { leftAt: null, signed: true },
      { leftAt: expect.stringMatching(/Z$/), signed: true },
    ]);
    await agreements.refused(shop, 'terminateAgreement', of(agreement, shop), ['WRONG_STATE', 'unitId']);
    expect(await agreements.call(school, 'terminateAgreement', of(agreement, school))).toMatchObject({
      status: 'TERMINATED',
    });
    expect((await agreements.history(agreement.id)).slice(-3)).toEqual(['PARTY_LEFT', 'PARTY_LEFT', 'TERMINATED']);
    await agreements.refused(clinic, 'terminateAgreement', of(agreement, clinic), ['WRONG_STATE', 'agreementId']);
    await holds(agreement);
  });

  it('counts no witness among those who remain, and a witness does not leave', async () => {
    const agreement = await agreements.open([school], withWitness());
    for (const partner of [school, clinic, notary]) await agreements.sign(partner, agreement);
    await agreements.refused(notary, 'terminateAgreement', of(agreement, notary), ['INVALID', 'unitId']);
    expect(await agreements.call(clinic, 'terminateAgreement', of(agreement, clinic))).toMatchObject({
      status: 'TERMINATED',
    });
    await holds(agreement);
  });

  it('is possible before the first day, and asks for a reason', async () => {
    const agreement = await agreements.signed([school, clinic], { startsOn: '2099-01-01' });
    await agreements.refused(clinic, 'terminateAgreement', of(agreement, clinic, ''), ['INVALID', 'reason']);
    expect(await agreements.call(clinic, 'terminateAgreement', of(agreement, clinic))).toMatchObject({
      status: 'TERMINATED',
    });
    await holds(agreement);
  });

  it('leaves an agreement to those who left as they may still read it', async () => {
    const agreement = await agreements.signed([school, clinic, shop]);
    await agreements.call(shop, 'terminateAgreement', of(agreement, shop));
    expect(
      await agreements.ask(shop, agreement.id, 'status history(first: 1) { nodes { kind } } evidence'),
    ).toMatchObject({
      status: 'ACTIVE',
      history: { nodes: [{ kind: 'DRAFTED' }] },
    });
  });
});

describe('renewing', () => {
  const term = { startsOn: '2100-01-01', endsOn: '2100-12-31' };
  const renew = (by: Partner, { id }: AgreementShown, more: object = {}) =>
    agreements.call(by, 'renewAgreement', { agreementId: id, ...term, ...more });

  it('carries the text, the parties that remain and what is still to be done over', async () => {
    const agreement = await agreements.open([school], {
      title: '助老协议',
      purpose: '守望相助',
      tier: 'GRID',
      endsOn: '2099-12-31',
      body: '第一条 同心共建 𠮷。',
      parties: [
        part(school, 'INITIATOR'),
        { ...part(clinic, 'PARTY'), representative: '李主任', signingStep: 2 },
        part(shop, 'PARTY'),
        part(notary, 'WITNESS'),
      ],
      commitments: [
        { unitId: clinic.unitId, text: '义诊', category: 'HEALTH', dueOn: '2099-06-01' },
        { unitId: clinic.unitId, text: '送药', category: 'HEALTH', dueOn: '2100-02-01' },
        { unitId: school.unitId, text: '开放操场', category: 'CULTURE_SPORTS' },
        { unitId: shop.unitId, text: '折扣', category: 'OTHER' },
      ],
    });
    for (const partner of [school, shop, clinic, notary]) await agreements.sign(partner, agreement);
    const [, , playground] =
      (await agreements.ask<{ commitments: { id: string }[] }>(school, agreement.id, 'commitments { id }'))
        ?.commitments ?? [];
    await agreements.alliance.as(school.representative).mutate('updateCommitment', {
      commitmentId: playground?.id,
      status: 'FULFILLED',
    });
    await agreements.call(shop, 'terminateAgreement', of(agreement, shop));

    const renewal = await renew(clinic, agreement);
    expect(renewal).toMatchObject({ status: 'DRAFT', version: 1 });
    expect(
      await agreements.ask(
        clinic,
        renewal.id,
        `title purpose tier startsOn endsOn revision { ordinal body } renews { id } renewedBy { id }
      parties { unit { id } role representative signingStep signed } commitments { party { unit { id } } text dueOn status }`,
      ),
    ).toEqual({
      title: '助老协议',
      purpose: '守望相助',
      tier: 'GRID',
      ...term,
      revision: { ordinal: 1, body: '第一条 同心共建 𠮷。' },
      renews: { id: agreement.id },
      renewedBy: null,
      parties: [
        { unit: { id: school.unitId }, role: 'PARTY', representative: null, signingStep: 1, signed: false },
        { unit: { id: clinic.unitId }, role: 'INITIATOR', representative: '李主任', signingStep: 2, signed: false },
        { unit: { id: notary.unitId }, role: 'WITNESS', representative: null, signingStep: 1, signed: false },
      ],
      // a day from before the follow-up begins is to be agreed on anew
      commitments: [
        { party: { unit: { id: clinic.unitId } }, text: '义诊', dueOn: null, status: 'PENDING' },
        { party: { unit: { id: clinic.unitId } }, text: '送药', dueOn: '2100-02-01', status: 'PENDING' },
      ],
    });
    expect(await agreements.ask(clinic, agreement.id, 'status renewedBy { id }')).toEqual({
      status: 'ACTIVE',
      renewedBy: { id: renewal.id },
    });
    expect(await lastEvent(agreement)).toMatchObject({ kind: 'RENEWED', unit: { id: clinic.unitId } });
    for (const each of [agreement, renewal]) await holds(each);
    // who merely witnesses, and who has left, does not renew
    for (const by of [notary, shop])
      await agreements.refused(by, 'renewAgreement', { agreementId: agreement.id, ...term }, [
        'NOT_ALLOWED',
        'agreementId',
      ]);
    await agreements.refused(school, 'renewAgreement', { agreementId: agreement.id, ...term }, [
      'WRONG_STATE',
      'agreementId',
    ]);
  });

  it('comes to one follow-up at a time: another one once it was withdrawn', async () => {
    const agreement = await agreements.signed([school, clinic], { endsOn: '2099-12-31' });
    const first = await renew(school, agreement);
    expect(await agreements.errors(clinic, 'renewAgreement', { agreementId: agreement.id, ...term })).toMatchObject([
      { code: 'WRONG_STATE', message: 'There is a follow-up of this agreement already.' },
    ]);
    await agreements.call(school, 'withdrawAgreement', { agreementId: first.id });
    const second = await renew(clinic, agreement);
    expect(second.id).not.toBe(first.id);
    expect(await agreements.ask(school, agreement.id, 'renewedBy { id }')).toEqual({ renewedBy: { id: second.id } });
    await holds(agreement);
  });

  it('is not kept from a party by a follow-up that it was taken out of, and told nothing of', async () => {
    const agreement = await agreements.signed([school, clinic, shop], { endsOn: '2099-12-31' });
    const theirs = await renew(clinic, agreement);
    await agreements.call(clinic, 'reviseAgreement', {
      agreementId: theirs.id,
      parties: [part(clinic, 'INITIATOR'), part(shop, 'PARTY')],
    });
    expect(await agreements.ask(school, theirs.id, 'id')).toBeNull();
    expect(await agreements.ask(school, agreement.id, 'renewedBy { id }')).toEqual({ renewedBy: null });
    await agreements.refused(shop, 'renewAgreement', { agreementId: agreement.id, ...term }, [
      'WRONG_STATE',
      'agreementId',
    ]);
    const own = await renew(school, agreement);
    expect(await agreements.ask(school, agreement.id, 'renewedBy { id }')).toEqual({ renewedBy: { id: own.id } });
    // whoever sees both is shown the later one, and what was concluded before what was not
    expect(await agreements.ask(clinic, agreement.id, 'renewedBy { id }')).toEqual({ renewedBy: { id: own.id } });
    let opened = await agreements.call(clinic, 'openAgreementForSignature', { agreementId: theirs.id });
    for (const partner of [clinic, shop]) opened = await agreements.sign(partner, opened);
    expect(opened.status).toBe('SIGNED');
    expect(await agreements.ask(school, agreement.id, 'renewedBy { id }')).toEqual({ renewedBy: { id: theirs.id } });
    for (const each of [agreement, theirs, own]) await holds(each);
  });

  it('is of two parties at the least: a follow-up that is revised to be others’ is none', async () => {
    const agreement = await agreements.signed([school, clinic, shop], { endsOn: '2099-12-31' });
    const renewal = await renew(clinic, agreement);
    const others = { agreementId: renewal.id, parties: [part(clinic, 'INITIATOR'), part(notary, 'PARTY')] };
    await agreements.refused(clinic, 'reviseAgreement', others, ['INVALID', 'parties']);
    await agreements.refused(
      clinic,
      'reviseAgreement',
      { ...others, parties: [...others.parties, part(school, 'WITNESS')] },
      ['INVALID', 'parties'],
    );
    await agreements.call(clinic, 'reviseAgreement', {
      ...others,
      parties: [...others.parties, part(school, 'PARTY')],
    });
    await holds(renewal);
  });

  it('by two parties at once comes to one follow-up', async () => {
    const agreement = await agreements.signed([school, clinic], { endsOn: '2099-12-31' });
    const answers = await Promise.all(
      [school, clinic, school].map((by) =>
        agreements.errors(by, 'renewAgreement', { agreementId: agreement.id, ...term }),
      ),
    );
    expect(answers.map((errors) => errors.map(({ code }) => code).join()).sort()).toEqual([
      '',
      'WRONG_STATE',
      'WRONG_STATE',
    ]);
    await holds(agreement);
  });

  it('asks for days in order, and for a second party that is there still', async () => {
    const bank = await agreements.alliance.partner('信用社');
    const agreement = await agreements.signed([school, bank], { endsOn: '2099-12-31' });
    await agreements.refused(
      school,
      'renewAgreement',
      { agreementId: agreement.id, startsOn: '2100-02-01', endsOn: '2100-01-31' },
      ['INVALID', 'endsOn'],
    );
    await agreements.alliance.world.sql("update member_units set status = 'LEFT' where id = $1", [rowId(bank.unitId)]);
    await agreements.refused(school, 'renewAgreement', { agreementId: agreement.id, ...term }, [
      'WRONG_STATE',
      'agreementId',
    ]);
  });
});
