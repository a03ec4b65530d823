/**
 * Looks into its server, and so has it within the sandbox.
 *
 * @jest-environment node
 */
import { Client } from 'pg';
import type { TestAlliance } from '../../../testkit/world/test-alliance';
import { TestWorld } from '../../../testkit/world/test-world';

/** A change costs few round trips: what is counted here is what bench:writes measures. */

let world: TestWorld;
let alliance: TestAlliance;
let meetingId: string;
let itemId: string;

beforeAll(async () => {
  world = await TestWorld.open();
  alliance = await world.alliance();
  meetingId = await alliance.meeting();
  itemId = await alliance.item(meetingId, { title: '开场' });
});
afterEach(() => jest.restoreAllMocks());
afterAll(() => world.close());

const UPDATE = `mutation ($input: UpdateAgendaItemInput!) { updateAgendaItem(input: $input) { item { title } userErrors { code } } }`;

/** The statements of the transaction that one mutation is, in their order. */
async function statementsOf(title: string): Promise<string[]> {
  const byClient = new Map<unknown, string[]>();
  const { query } = Client.prototype;
  jest.spyOn(Client.prototype, 'query').mockImplementation(function (this: Client, ...all: unknown[]): never {
    const [asked] = all as [string | { text?: string; name?: string }];
    const text = typeof asked === 'string' ? asked : `${asked.name ?? ''}: ${asked.text ?? ''}`;
    byClient.set(this, [...(byClient.get(this) ?? []), text]);
    return (query as unknown as (...given: unknown[]) => never).apply(this, all);
  });
  const input = { itemId, title };
  const { data } = await world.as(alliance.organiser).send(UPDATE, { input });
  jest.restoreAllMocks();
  expect(data).toEqual({ updateAgendaItem: { item: { title }, userErrors: [] } });
  const own = [...byClient.values()].find((texts) => texts.some((text) => text.includes('update agenda_items'))) ?? [];
  const begun = own.findIndex((text) => /^START TRANSACTION/i.test(text));
  return own.slice(begun, own.findIndex((text, place) => place > begun && /^COMMIT/i.test(text)) + 1);
}

it('a changed title of an item is seven statements, from the beginning of its transaction to the commit', async () => {
  await statementsOf('第一次');
  const statements = await statementsOf('第二次');
  expect(statements).toHaveLength(7);
});
