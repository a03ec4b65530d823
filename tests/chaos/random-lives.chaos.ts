import { actions, RandomLife, SEED } from '../testkit/random-run/random-life';
import type { Partner } from '../testkit/world/test-alliance';
import type { Somebody } from '../testkit/world/caller';
import { AgreementLives } from '../testkit/world/agreement-lives';
import { rowId } from '../testkit/world/test-world';

/*
 * Agreements that live at random: units draft, revise, sign, decline, leave, report, judge and renew in any order, are
 * suspended and come back, and days go by in time zones at both ends of the earth. Whatever was done through the API
 * holds, since a history that does not would keep its parties from every further step. `SEED=…` repeats a run.
 */

jest.setTimeout(600_000);

const ACTIONS = actions(500);
const LIVED = ['signAgreement', 'reviseAgreement', 'terminateAgreement', 'updateCommitment'];
const ZONES = ['Asia/Shanghai', 'Pacific/Kiritimati', 'Pacific/Pago_Pago', 'Asia/Urumqi'] as const;

let lives: AgreementLives;
let life: RandomLife;
let partners: Partner[];
beforeAll(async () => {
  lives = await AgreementLives.open();
  life = new RandomLife(lives.alliance, lives.calendar, LIVED);
  partners = await lives.agreements.alliance.partners('南湖小学', '南湖医院', '南湖书店', '南湖公证处', '南湖银行');
});
afterAll(() => lives.close());

function parties(initiator: Partner): Record<string, unknown>[] {
  return life.chance
    .some(
      partners.filter((each) => each !== initiator),
      1,
    )
    .concat(initiator)
    .sort(() => life.chance.next() - 0.5)
    .map((each) => ({
      unitId: each.unitId,
      role: each === initiator ? 'INITIATOR' : life.chance.next() < 0.2 ? 'WITNESS' : 'PARTY',
      signingStep: 1 + life.chance.below(3),
    }));
}

const commitments = (units: readonly unknown[]): Record<string, unknown>[] =>
  life.chance.some(units, 0).map((unitId) => ({
    unitId,
    text: `承诺 ${life.chance.below(100)} 😀`,
    category: 'OTHER',
    dueOn: life.chance.maybe(() => life.day(0, 40)),
  }));

interface Known {
  readonly id: string;
  readonly initiator: Partner;
}

interface Shown {
  readonly status: string;
  readonly revision: { readonly contentHash: string };
  readonly commitments: readonly { readonly id: string; readonly party: { readonly unit: { readonly id: string } } }[];
}

it(`whatever is done with agreements, they hold (seed ${SEED})`, async () => {
  const { agreements, alliance, calendar } = lives;
  const known: Known[] = [];

  async function act(
    by: Partner | Somebody,
    mutation: string,
    input: object,
    select?: string,
  ): Promise<{ agreement?: { id: string } } | null> {
    return life.act(by, mutation, input, select, (userErrors) => {
      // nothing that the API did is ever found to be somebody's forgery
      expect(userErrors.filter(({ message }) => message.includes('not what was signed'))).toEqual([]);
    });
  }

  async function draft(): Promise<void> {
    const initiator = life.chance.one(partners);
    const parts = parties(initiator);
    const bound = parts.filter(({ role }) => role !== 'WITNESS').map(({ unitId }) => unitId);
    const drafted = await act(
      initiator,
      'draftAgreement',
      agreements.input([initiator], {
        parties: parts,
        commitments: commitments(bound),
        startsOn: life.chance.maybe(() => life.day(-5, 10)),
        endsOn: life.chance.maybe(() => life.day(10, 60)),
      }),
      'agreement { id }',
    );
    if (drafted?.agreement !== undefined) known.push({ id: drafted.agreement.id, initiator });
  }

  async function step({ id, initiator }: Known): Promise<void> {
    const shown = await agreements.ask<Shown>(
      alliance.secretariat,
      id,
      'status revision { contentHash } commitments { id party { unit { id } } }',
    );
    const by = life.chance.one(partners);
    const commitment = life.chance.of(shown?.commitments ?? []);
    const owner = partners.find(({ unitId }) => unitId === commitment?.party.unit.id) ?? by;
    const sign = async (): Promise<void> => {
      for (const signer of life.chance.some(partners, 3))
        await act(signer, 'signAgreement', {
          agreementId: id,
          unitId: signer.unitId,
          contentHash: shown?.revision.contentHash,
        });
    };
    await life.chance.one([
      () =>
        act(initiator, 'reviseAgreement', {
          agreementId: id,
          ...life.chance.one([
            { body: `第一条 ${life.chance.below(1_000)}` },
            { parties: parties(initiator) },
            { endsOn: life.chance.maybe(() => life.day(0, 60)) },
            { startsOn: life.chance.maybe(() => life.day(-5, 10)) },
            { commitments: commitments(partners.map(({ unitId }) => unitId)) },
          ]),
        }),
      () => act(initiator, 'openAgreementForSignature', { agreementId: id }),
      () => act(initiator, 'openAgreementForSignature', { agreementId: id }),
      sign,
      sign,
      sign,
      () =>
        life.chance.next() < 0.2
          ? act(by, 'declineAgreement', { agreementId: id, unitId: by.unitId, reason: '不合' })
          : sign(),
      () => (life.chance.next() < 0.1 ? act(initiator, 'withdrawAgreement', { agreementId: id }) : sign()),
      () =>
        life.chance.next() < 0.7
          ? act(by, 'terminateAgreement', { agreementId: id, unitId: by.unitId, reason: '歇业' })
          : sign(),
      () =>
        act(owner, 'updateCommitment', {
          commitmentId: commitment?.id ?? id,
          status: life.chance.one(['PENDING', 'IN_PROGRESS', 'FULFILLED', 'FULFILLED']),
          evidence: life.chance.maybe(() => '照片') ?? undefined,
        }),
      () =>
        act(alliance.secretariat, 'updateCommitment', {
          commitmentId: commitment?.id ?? id,
          status: life.chance.one(['FULFILLED', 'WAIVED']),
        }),
      () =>
        act(by, 'rateCommitment', {
          commitmentId: commitment?.id ?? id,
          byUnitId: by.unitId,
          rating: 1 + life.chance.below(5),
        }),
      async () => {
        const renewed = await act(
          by,
          'renewAgreement',
          { agreementId: id, startsOn: life.day(0, 20), endsOn: life.day(20, 60) },
          'agreement { id }',
        );
        if (renewed?.agreement !== undefined) known.push({ id: renewed.agreement.id, initiator: by });
      },
    ])();
    expect([id, await agreements.integrity(id)]).toEqual([id, { valid: true, problems: [] }]);
  }

  for (let action = 0; life.goesOn(action, ACTIONS); action += 1) {
    const which = life.chance.next();
    if (known.length < 4 || which < 0.05) await draft();
    else if (which < 0.12) await lives.on(life.day(1, 5));
    else if (which < 0.15)
      await alliance.world.sql('update alliances set time_zone = $2 where id = $1', [
        rowId(alliance.id),
        life.chance.one(ZONES),
      ]);
    else if (which < 0.17)
      await alliance.world.sql("update member_units set status = 'SUSPENDED' where id = $1", [
        rowId(life.chance.one(partners).unitId),
      ]);
    else if (which < 0.22)
      await alliance.world.sql("update member_units set status = 'ACTIVE' where status = 'SUSPENDED'");
    else await step(life.chance.one(known.slice(-6)));
  }
  await lives.on(calendar.tomorrow);
  for (const { id } of known) expect([id, await agreements.integrity(id)]).toEqual([id, { valid: true, problems: [] }]);
  life.expectLived();
});
