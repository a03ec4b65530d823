import { createInstance } from 'i18next';
import * as collectFields from 'graphql/execution/collectFields';
import type { TestAlliance } from '../../../testkit/world/test-alliance';
import { TestWorld } from '../../../testkit/world/test-world';

/** What is wrong with each of thousands is said at once, and takes no more work than to write it. */

const IDS = 5_000;

let world: TestWorld;
let alliance: TestAlliance;

beforeAll(async () => {
  world = await TestWorld.open();
  alliance = await world.alliance();
});
afterEach(() => jest.restoreAllMocks());
afterAll(() => world.close());

/** What all instances of the package format with; its types do not name it. */
function translators(): { translate: () => string } {
  const { translator } = createInstance({ initAsync: false }, () => undefined) as unknown as { translator: object };
  return Object.getPrototypeOf(translator) as { translate: () => string };
}

it('formats a message that thousands of errors share once, and looks once at what is asked of each', async () => {
  const formatted = jest.spyOn(translators(), 'translate');
  const collected = jest.spyOn(collectFields, 'collectSubfields');
  const { userErrors } = await world.as(alliance.secretariat).attempt('scheduleMeeting', {
    allianceId: alliance.id,
    kind: 'AREA',
    title: '全体会议',
    startsAt: '2030-01-01T08:00:00.000Z',
    visibility: 'PUBLIC',
    inviteUnitIds: Array.from({ length: IDS }, (_, place) => `nobody_${place}`),
  });
  expect(userErrors).toHaveLength(IDS);
  expect(userErrors.at(-1)).toMatchObject({ code: 'NOT_FOUND', path: ['inviteUnitIds', String(IDS - 1)] });
  expect(new Set(userErrors.map(({ message }) => message)).size).toBe(1);
  expect(formatted).toHaveBeenCalledTimes(1);
  expect(collected.mock.calls.length).toBeLessThan(20);
});
