import { Socket } from 'node:net';
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

interface Sent {
  /** In their order, each with its name. */
  readonly statements: readonly string[];
  /** In how many pieces they went to the database. */
  readonly pieces: number;
}

/** What the transaction that a change is sends to the database. */
async function sentBy(change: () => Promise<unknown>): Promise<Sent> {
  const sent = new Map<Socket, { text: string; piece: number }[]>();
  const pieces = new Map<unknown, number>();
  const { query } = Client.prototype;
  const { _writeGeneric: write } = SOCKET;
  jest.spyOn(SOCKET, '_writeGeneric').mockImplementation(function (this: Socket, ...all: unknown[]): void {
    pieces.set(this, (pieces.get(this) ?? 0) + 1);
    return write.apply(this, all);
  });
  jest.spyOn(Client.prototype, 'query').mockImplementation(function (this: Client, ...all: unknown[]): never {
    const { stream } = (this as unknown as { connection: { stream: Socket } }).connection;
    const [asked] = all as [string | { text?: string; name?: string }];
    const text = typeof asked === 'string' ? asked : `${asked.name ?? ''}: ${asked.text ?? ''}`;
    sent.set(stream, [...(sent.get(stream) ?? []), { text, piece: pieces.get(stream) ?? 0 }]);
    return (query as unknown as (...given: unknown[]) => never).apply(this, all);
  });
  await change();
  jest.restoreAllMocks();
  const own = [...sent.values()].find((each) => each.some(({ text }) => text.startsWith('journal'))) ?? [];
  const begun = own.findIndex(({ text }) => text === 'START TRANSACTION');
  const statements = own.slice(begun, own.findIndex(({ text }, place) => place > begun && text === 'COMMIT') + 1);
  return { statements: statements.map(({ text }) => text), pieces: new Set(statements.map(({ piece }) => piece)).size };
}

/** Node's own, through which all that is written to a socket goes. */
const SOCKET = Socket.prototype as unknown as { _writeGeneric(this: Socket, ...all: unknown[]): void };

it('a changed title of an item is seven statements in two pieces, from the beginning of its transaction to the commit', async () => {
  const itemId = await alliance.item(await alliance.meeting(), { title: '开场' });
  const rename = (title: string) => async (): Promise<void> => {
    const answer = await world
      .as(alliance.organiser)
      .mutate<{ item: { title: string } }>('updateAgendaItem', { itemId, title }, 'item { title }');
    expect(answer).toEqual({ item: { title } });
  };
  await sentBy(rename('第一次'));
  const { statements, pieces } = await sentBy(rename('第二次'));
  expect([statements.length, pieces]).toEqual([7, 2]);
});

describe('steps of an agreement', () => {
  it('a signature is nine statements in four pieces, with its check of all that the agreement rests on and a look for agendas that it is on; each has a name', async () => {
    const partners = await alliance.partners('甲', '乙', '丙', '丁');
    const agreement = await alliance.agreements.open(partners);
    const [first, second, third] = partners.map((partner) => () => alliance.agreements.sign(partner, agreement));
    await sentBy(first as () => Promise<unknown>);
    const { statements, pieces } = await sentBy(second as () => Promise<unknown>);
    expect([statements.length, pieces]).toEqual([9, 4]);
    const { statements: last } = await sentBy(third as () => Promise<unknown>);
    expect(last.filter((text) => text.startsWith(': '))).toEqual([]);
  });

  it('any other step is as many, and those of its notices', async () => {
    const partners = await alliance.partners('子', '丑');
    const [initiator] = partners;
    if (initiator === undefined) throw new Error('no partner');
    const counted = async (mutation: string, input: Readonly<Record<string, unknown>>): Promise<number> =>
      (await sentBy(() => alliance.agreements.call(initiator, mutation, input))).statements.length;
    const [draft, other] = [await alliance.agreements.draft(partners), await alliance.agreements.draft(partners)];
    // whom to notify, and their notifications
    expect(await counted('openAgreementForSignature', { agreementId: draft.id })).toBe(9 + 2);
    expect(await counted('withdrawAgreement', { agreementId: other.id })).toBe(9);
    const declined = { agreementId: draft.id, unitId: initiator.unitId, reason: '不再需要' };
    expect(await counted('declineAgreement', declined)).toBe(9);
  });
});
