import type { AgreementShown, TestAgreements } from '../../../../testkit/world/test-agreements';
import type { Partner } from '../../../../testkit/world/test-alliance';
import type { Somebody } from '../../../../testkit/world/caller';
import { rowId, TestWorld } from '../../../../testkit/world/test-world';

let world: TestWorld;
let agreements: TestAgreements;
let school: Partner;
let clinic: Partner;
let shop: Partner;
let notary: Partner;
/** Of the clinic: another representative, and of its staff. */
let deputy: Somebody;
let staff: Somebody;

beforeAll(async () => {
  world = await TestWorld.open();
  agreements = (await world.alliance()).agreements;
  [school, clinic, shop, notary] = (await agreements.alliance.partners(
    '青枫小学',
    '社区诊所',
    '老街商户',
    '公证处',
  )) as [Partner, Partner, Partner, Partner];
  deputy = await agreements.alliance.person('副主任', [], [clinic.unitId]);
  staff = await agreements.staff(clinic);
});
afterAll(() => world.close());

const NAMES = new Map<string, string>();
beforeAll(() => {
  for (const [name, { id }] of Object.entries({
    school: school.representative,
    clinic: clinic.representative,
    shop: shop.representative,
    notary: notary.representative,
    deputy,
    staff,
  }))
    NAMES.set(rowId(id), name);
});

/** Who has been told what of an agreement since this was asked last: `who kind key`, sorted. */
let heard = new Set<string>();
async function newNotices({ id }: Pick<AgreementShown, 'id'>): Promise<string[]> {
  const rows = await agreements.alliance.world.sql<{ id: string; person: string; kind: string; key: string }>(
    `select id, person_id as person, kind, key from notifications where subject_id = $1
       or (subject_id is null and parameters ->> 'number' = (select number from agreements where id = $2) and alliance_id = $3)`,
    [id, rowId(id), rowId(agreements.alliance.id)],
  );
  const fresh = rows.filter((row) => !heard.has(row.id));
  heard = new Set([...heard, ...rows.map((row) => row.id)]);
  return fresh
    .map(({ person, kind, key }) => `${NAMES.get(person) ?? person} ${kind} ${key.replace('agreement.', '')}`)
    .sort();
}

const part = ({ unitId }: Partner, role: string, signingStep = 1) => ({ unitId, role, signingStep });
const all = () => [
  part(school, 'INITIATOR'),
  part(clinic, 'PARTY', 2),
  part(shop, 'PARTY', 2),
  part(notary, 'WITNESS'),
];
const open = (agreement: AgreementShown) =>
  agreements.call(school, 'openAgreementForSignature', { agreementId: agreement.id });

it('drafting tells the other parties; opening and each step that is complete tell those whose turn it is; the end tells all', async () => {
  const agreement = await agreements.draft([school], { parties: all() });
  expect(await newNotices(agreement)).toEqual([
    'clinic OTHER drafted',
    'deputy OTHER drafted',
    'notary OTHER drafted',
    'shop OTHER drafted',
  ]);
  await open(agreement);
  expect(await newNotices(agreement)).toEqual(['school TO_SIGN toSign']);
  await agreements.sign(school, agreement);
  expect(await newNotices(agreement)).toEqual([
    'clinic TO_SIGN toSign',
    'deputy TO_SIGN toSign',
    'shop TO_SIGN toSign',
  ]);
  await agreements.sign(shop, agreement);
  expect(await newNotices(agreement)).toEqual([]);
  await agreements.sign(clinic, agreement);
  expect(await newNotices(agreement)).toEqual(['notary TO_SIGN toSign']);
  await agreements.sign(notary, agreement);
  expect(await newNotices(agreement)).toEqual(
    ['clinic', 'deputy', 'notary', 'school', 'shop'].map((who) => `${who} OTHER signedByAll`),
  );
  await agreements.sign(notary, agreement);
  expect(await newNotices(agreement)).toEqual([]);
});

it('a revision while open tells those who had signed that it is void, and once more those whose turn it is', async () => {
  const agreement = await agreements.open([school], { parties: all() });
  await agreements.sign(school, agreement);
  await agreements.sign(shop, agreement);
  await newNotices(agreement);
  const revised = await agreements.call(school, 'reviseAgreement', { agreementId: agreement.id, endsOn: '2099-12-31' });
  expect(await newNotices(agreement)).toEqual([
    'school SIGNATURE_VOIDED voided',
    'school TO_SIGN toSign',
    'shop SIGNATURE_VOIDED voided',
  ]);
  // what changes nothing tells nobody
  await agreements.call(school, 'reviseAgreement', { agreementId: revised.id, endsOn: '2099-12-31' });
  expect(await newNotices(agreement)).toEqual([]);
});

it('a party that is taken out of a draft is told no more than it knew; one that is added is told of it', async () => {
  const draft = await agreements.draft([school, clinic]);
  await newNotices(draft);
  await agreements.call(school, 'reviseAgreement', {
    agreementId: draft.id,
    title: '秘而不宣',
    parties: [part(school, 'INITIATOR'), part(shop, 'PARTY')],
  });
  expect(await newNotices(draft)).toEqual([
    'clinic OTHER partyRemoved',
    'deputy OTHER partyRemoved',
    'shop OTHER drafted',
  ]);
  const { viewer } = await agreements.alliance.as(clinic.representative).query<{
    viewer: { notifications: { nodes: { summary: string; subject: object | null }[] } };
  }>('{ viewer { notifications(first: 2) { nodes { summary subject { id } } } } }');
  expect(viewer.notifications.nodes).toEqual([
    { summary: `Your unit is no longer a party to the draft ${draft.number} “党建共建协议”.`, subject: null },
    // of what it may not see any more, it is not told again
    { summary: expect.not.stringContaining('党建共建协议'), subject: null },
  ]);
});

it('a party that had signed, and is taken out, is told that its signature is void', async () => {
  const agreement = await agreements.open([school, clinic, shop]);
  await agreements.sign(clinic, agreement);
  await newNotices(agreement);
  await agreements.call(school, 'reviseAgreement', {
    agreementId: agreement.id,
    parties: [part(school, 'INITIATOR'), part(shop, 'PARTY')],
  });
  expect(await newNotices(agreement)).toEqual([
    'clinic SIGNATURE_VOIDED signatoryRemoved',
    'deputy SIGNATURE_VOIDED signatoryRemoved',
    'school TO_SIGN toSign',
    'shop TO_SIGN toSign',
  ]);
});

it('declining tells those who had signed, and who drew it up; withdrawing those who had signed', async () => {
  const declined = await agreements.open([school, clinic, shop]);
  await agreements.sign(clinic, declined);
  await newNotices(declined);
  await agreements.call(shop, 'declineAgreement', {
    agreementId: declined.id,
    unitId: shop.unitId,
    reason: '人手不足',
  });
  expect(await newNotices(declined)).toEqual([
    'clinic SIGNATURE_VOIDED declinedBy',
    'deputy SIGNATURE_VOIDED declinedBy',
    'school SIGNATURE_VOIDED declinedBy',
  ]);

  const withdrawn = await agreements.open([school, clinic, shop]);
  await agreements.sign(clinic, withdrawn);
  await newNotices(withdrawn);
  await agreements.call(school, 'withdrawAgreement', { agreementId: withdrawn.id });
  expect(await newNotices(withdrawn)).toEqual([
    'clinic SIGNATURE_VOIDED withdrawn',
    'deputy SIGNATURE_VOIDED withdrawn',
  ]);
});

it('leaving tells those who remain, by name', async () => {
  const agreement = await agreements.signed([school, clinic, shop]);
  await newNotices(agreement);
  await agreements.call(shop, 'terminateAgreement', {
    agreementId: agreement.id,
    unitId: shop.unitId,
    reason: '人手不足',
  });
  expect(await newNotices(agreement)).toEqual(['clinic OTHER leftBy', 'deputy OTHER leftBy', 'school OTHER leftBy']);
  await agreements.call(school, 'terminateAgreement', {
    agreementId: agreement.id,
    unitId: school.unitId,
    reason: '人手不足',
  });
  expect(await newNotices(agreement)).toEqual(['clinic OTHER terminatedBy', 'deputy OTHER terminatedBy']);
});

it('a follow-up tells the others as a draft does', async () => {
  const agreement = await agreements.signed([school, clinic], { endsOn: '2099-12-31' });
  await newNotices(agreement);
  const renewal = await agreements.call(clinic, 'renewAgreement', {
    agreementId: agreement.id,
    startsOn: '2100-01-01',
    endsOn: '2100-12-31',
  });
  expect(await newNotices(renewal)).toEqual(['school OTHER drafted']);
  expect(await newNotices(agreement)).toEqual([]);
});

it.each([
  ['en', 'waits for your unit’s signature'],
  ['zh-CN', '待您的单位签署'],
] as const)('is read in %s, with what it is about', async (language, words) => {
  const agreement = await agreements.open([school, clinic], { title: '助老协议 𠮷' });
  const { viewer } = await world
    .as({ ...deputy, language })
    .query<{ viewer: { notifications: { nodes: object[] } } }>(
      '{ viewer { notifications(first: 1) { nodes { kind summary subject { id } } } } }',
    );
  expect(viewer.notifications.nodes).toEqual([
    {
      kind: 'TO_SIGN',
      summary: expect.stringMatching(new RegExp(`${agreement.number}.*助老协议 𠮷.*${words}`, 'u')),
      subject: { id: agreement.id },
    },
  ]);
});

it('nobody of the staff is told to sign what only representatives may', async () => {
  expect(
    await agreements.alliance.world.sql('select from notifications where person_id = $1', [rowId(staff.id)]),
  ).toEqual([]);
});
