import { Client } from 'pg';
import type { TestAlliance } from '../../../testkit/world/test-alliance';
import { TestWorld } from '../../../testkit/world/test-world';

/** A change costs few round trips: what is counted here is what bench:writes measures. */

let world: TestWorld;
let alliance: TestAlliance;

beforeAll(async () => {
  world = await TestWorld.open();
  alliance = await world.alliance();
});
afterEach(() => jest.restoreAllMocks());
afterAll(() => world.close());

/** The statements of the transaction that a change is, in their order, once each has been run before. */
async function statementsOf(change: () => Promise<unknown>): Promise<string[]> {
  const byClient = new Map<unknown, string[]>();
  const { query } = Client.prototype;
  jest.spyOn(Client.prototype, 'query').mockImplementation(function (this: Client, ...all: unknown[]): never {
    const [asked] = all as [string | { text?: string; name?: string }];
    const text = typeof asked === 'string' ? asked : `${asked.name ?? ''}: ${asked.text ?? ''}`;
    byClient.set(this, [...(byClient.get(this) ?? []), text]);
    return (query as unknown as (...given: unknown[]) => never).apply(this, all);
  });
  await change();
  jest.restoreAllMocks();
  const own = [...byClient.values()].find((texts) => texts.some((text) => text.startsWith('journal:'))) ?? [];
  const begun = own.findIndex((text) => /^(start transaction|begin)/i.test(text));
  return own.slice(begun, own.findIndex((text, place) => place > begun && /^commit/i.test(text)) + 1);
}

it('a changed title of an item is seven statements, from the beginning of its transaction to the commit', async () => {
  const itemId = await alliance.item(await alliance.meeting(), { title: '开场' });
  const rename = (title: string) => async (): Promise<void> => {
    const answer = await world
      .as(alliance.organiser)
      .mutate<{ item: { title: string } }>('updateAgendaItem', { itemId, title }, 'item { title }');
    expect(answer).toEqual({ item: { title } });
  };
  await statementsOf(rename('第一次'));
  expect(await statementsOf(rename('第二次'))).toHaveLength(7);
});

describe('steps of an agreement', () => {
  it('a signature is eight statements, with its check of all that the agreement rests on, and each of them has a name', async () => {
    const partners = await alliance.partners('甲', '乙', '丙', '丁');
    const agreement = await alliance.agreements.open(partners);
    const [first, second, third] = partners.map((partner) => () => alliance.agreements.sign(partner, agreement));
    await statementsOf(first as () => Promise<unknown>);
    expect(await statementsOf(second as () => Promise<unknown>)).toHaveLength(8);
    expect((await statementsOf(third as () => Promise<unknown>)).filter((text) => text.startsWith(': '))).toEqual([]);
  });

  it('any other step is as many, and those of its notices', async () => {
    const partners = await alliance.partners('子', '丑');
    const [initiator] = partners;
    if (initiator === undefined) throw new Error('no partner');
    const step = (mutation: string, input: object) => () => alliance.agreements.call(initiator, mutation, { ...input });
    const [draft, other] = [await alliance.agreements.draft(partners), await alliance.agreements.draft(partners)];
    // whom to notify, and their notifications
    expect(await statementsOf(step('openAgreementForSignature', { agreementId: draft.id }))).toHaveLength(8 + 2);
    expect(await statementsOf(step('withdrawAgreement', { agreementId: other.id }))).toHaveLength(8);
    expect(
      await statementsOf(
        step('declineAgreement', { agreementId: draft.id, unitId: initiator.unitId, reason: '不再需要' }),
      ),
    ).toHaveLength(8);
  });
});
