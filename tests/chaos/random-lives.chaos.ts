import { Chance } from '../testkit/random-run/chance';
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

const ACTIONS = Number(process.env['ACTIONS'] ?? 500);
const SEED = Number(process.env['SEED'] ?? Math.floor(Math.random() * 2 ** 31));
const LIVED = ['signAgreement', 'reviseAgreement', 'terminateAgreement', 'updateCommitment'] as const;
const ZONES = ['Asia/Shanghai', 'Pacific/Kiritimati', 'Pacific/Pago_Pago', 'Asia/Urumqi'] as const;

let lives: AgreementLives;
let partners: Partner[];
beforeAll(async () => {
  lives = await AgreementLives.open();
  partners = await lives.agreements.alliance.partners('南湖小学', '南湖医院', '南湖书店', '南湖公证处', '南湖银行');
});
afterAll(() => lives.close());

const chance = new Chance(SEED);
const below = (limit: number): number => chance.below(limit);
const one = <T>(from: readonly T[]): T => chance.of(from) as T;
const some = <T>(from: readonly T[], least: number): T[] =>
  [...from].sort(() => chance.next() - 0.5).slice(0, least + below(from.length - least + 1));
const maybe = <T>(value: () => T): T | null => (chance.next() < 0.5 ? value() : null);

function day(from: number, until: number): string {
  const at = Date.parse(`${lives.calendar.today}T00:00:00Z`) + (from + below(until - from + 1)) * 86_400_000;
  return new Date(at).toISOString().slice(0, 10);
}

function parties(initiator: Partner): Record<string, unknown>[] {
  return some(
    partners.filter((each) => each !== initiator),
    1,
  )
    .concat(initiator)
    .sort(() => chance.next() - 0.5)
    .map((each) => ({
      unitId: each.unitId,
      role: each === initiator ? 'INITIATOR' : chance.next() < 0.2 ? 'WITNESS' : 'PARTY',
      signingStep: 1 + below(3),
    }));
}

const commitments = (units: readonly unknown[]): Record<string, unknown>[] =>
  some(units, 0).map((unitId) => ({
    unitId,
    text: `承诺 ${below(100)} 😀`,
    category: 'OTHER',
    dueOn: maybe(() => day(0, 40)),
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
  const taken = new Map<string, number>();

  async function act(
    by: Partner | Somebody,
    mutation: string,
    input: Readonly<Record<string, unknown>>,
    select = '__typename',
  ): Promise<{ agreement?: { id: string } } | null> {
    const { userErrors, ...payload } = await alliance
      .as('representative' in by ? by.representative : by)
      .attempt<{ agreement?: { id: string } }>(mutation, input, select);
    const name = userErrors.length === 0 ? mutation : `${mutation} refused`;
    taken.set(name, (taken.get(name) ?? 0) + 1);
    // nothing that the API did is ever found to be somebody's forgery
    expect(userErrors.filter(({ message }) => message.includes('not what was signed'))).toEqual([]);
    return userErrors.length === 0 ? payload : null;
  }

  async function draft(): Promise<void> {
    const initiator = one(partners);
    const parts = parties(initiator);
    const bound = parts.filter(({ role }) => role !== 'WITNESS').map(({ unitId }) => unitId);
    const drafted = await act(
      initiator,
      'draftAgreement',
      agreements.input([initiator], {
        parties: parts,
        commitments: commitments(bound),
        startsOn: maybe(() => day(-5, 10)),
        endsOn: maybe(() => day(10, 60)),
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
    const by = one(partners);
    const commitment = one(shown?.commitments ?? []);
    const owner = partners.find(({ unitId }) => unitId === commitment?.party.unit.id) ?? by;
    const sign = async (): Promise<void> => {
      for (const signer of some(partners, 3))
        await act(signer, 'signAgreement', {
          agreementId: id,
          unitId: signer.unitId,
          contentHash: shown?.revision.contentHash,
        });
    };
    await one([
      () =>
        act(initiator, 'reviseAgreement', {
          agreementId: id,
          ...one([
            { body: `第一条 ${below(1_000)}` },
            { parties: parties(initiator) },
            { endsOn: maybe(() => day(0, 60)) },
            { startsOn: maybe(() => day(-5, 10)) },
            { commitments: commitments(partners.map(({ unitId }) => unitId)) },
          ]),
        }),
      () => act(initiator, 'openAgreementForSignature', { agreementId: id }),
      () => act(initiator, 'openAgreementForSignature', { agreementId: id }),
      sign,
      sign,
      sign,
      () =>
        chance.next() < 0.2
          ? act(by, 'declineAgreement', { agreementId: id, unitId: by.unitId, reason: '不合' })
          : sign(),
      () => (chance.next() < 0.1 ? act(initiator, 'withdrawAgreement', { agreementId: id }) : sign()),
      () =>
        chance.next() < 0.7
          ? act(by, 'terminateAgreement', { agreementId: id, unitId: by.unitId, reason: '歇业' })
          : sign(),
      () =>
        act(owner, 'updateCommitment', {
          commitmentId: commitment?.id ?? id,
          status: one(['PENDING', 'IN_PROGRESS', 'FULFILLED', 'FULFILLED']),
          evidence: maybe(() => '照片') ?? undefined,
        }),
      () =>
        act(alliance.secretariat, 'updateCommitment', {
          commitmentId: commitment?.id ?? id,
          status: one(['FULFILLED', 'WAIVED']),
        }),
      () =>
        act(by, 'rateCommitment', { commitmentId: commitment?.id ?? id, byUnitId: by.unitId, rating: 1 + below(5) }),
      async () => {
        const renewed = await act(
          by,
          'renewAgreement',
          { agreementId: id, startsOn: day(0, 20), endsOn: day(20, 60) },
          'agreement { id }',
        );
        if (renewed?.agreement !== undefined) known.push({ id: renewed.agreement.id, initiator: by });
      },
    ])();
    expect([id, await agreements.integrity(id)]).toEqual([id, { valid: true, problems: [] }]);
  }

  // a life, and no row of refusals: it goes on until each of these was done, whatever the seed
  const isLived = (): boolean => LIVED.every((mutation) => taken.has(mutation));
  for (let action = 0; action < ACTIONS || (!isLived() && action < 20 * ACTIONS); action += 1) {
    const which = chance.next();
    if (known.length < 4 || which < 0.05) await draft();
    else if (which < 0.12) await lives.on(day(1, 5));
    else if (which < 0.15)
      await alliance.world.sql('update alliances set time_zone = $2 where id = $1', [rowId(alliance.id), one(ZONES)]);
    else if (which < 0.17)
      await alliance.world.sql("update member_units set status = 'SUSPENDED' where id = $1", [
        rowId(one(partners).unitId),
      ]);
    else if (which < 0.22)
      await alliance.world.sql("update member_units set status = 'ACTIVE' where status = 'SUSPENDED'");
    else await step(one(known.slice(-6)));
  }
  await lives.on(calendar.tomorrow);
  for (const { id } of known) expect([id, await agreements.integrity(id)]).toEqual([id, { valid: true, problems: [] }]);
  for (const mutation of LIVED) expect([mutation, taken.has(mutation)]).toEqual([mutation, true]);
  if (process.env['SEED'] !== undefined) console.log(Object.fromEntries(taken));
});
