/**
 * Changes what its modules work with, and so has them within the sandbox.
 *
 * @jest-environment node
 */
import { NO_PAYLOAD } from '../../../../src/platform/writes/writer';
import { anonymous } from '../../../../src/platform/access/viewer';
import { declareEventFeed } from '../../../../src/platform/live';
import type { LiveEvent } from '../../../../src/platform/live/event';
import { MemberUnit } from '../../../../src/modules/alliance/member-unit/member-unit.entity';
import { untilJoined } from '../../../testkit/joined';
import type { TestAlliance } from '../../../testkit/world/test-alliance';
import { rowId, TestWorld } from '../../../testkit/world/test-world';

/* Two feeds that watch one object by its one id: `unitChanged` and `unitVisited` of a unit. */
for (const field of ['unitChanged', 'unitVisited']) {
  declareEventFeed<MemberUnit>({
    field,
    type: () => MemberUnit,
    description: 'A feed of this test.',
    by: 'anyone',
    streams: (of) => ({ unitId: of(() => MemberUnit) }),
    tree: () => [MemberUnit],
    costCeiling: 100,
    row: () => MemberUnit,
    named: 'unit',
  });
}

let world: TestWorld;
let alliance: TestAlliance;
let unitId: string;
beforeAll(async () => {
  world = await TestWorld.open();
  alliance = await world.alliance();
  unitId = await alliance.unit('青枫小学');
});
afterEach(() => world.clear());
afterAll(() => world.close());

/** Writes events as a service does, all in one transaction. */
async function emit(...events: readonly Pick<LiveEvent, 'feed'>[]): Promise<void> {
  const origin = { requestId: 'test', address: 'test', client: null, locale: 'en' } as const;
  const id = rowId(unitId);
  await world.server.running.writer.perform(
    { viewer: anonymous, origin, repeatable: null },
    async (tx) => {
      for (const { feed } of events) {
        tx.emit({ feed, allianceId: rowId(alliance.id), streamId: id, content: { unit: id } });
      }
      return {};
    },
    {},
    NO_PAYLOAD,
  );
}

const streams = () =>
  world.sql('select feed, revision from live_events where stream_id = $1 order by feed, revision', [rowId(unitId)]);

describe('two feeds on one id', () => {
  it('are two streams, each with revisions of its own and without gaps', async () => {
    await emit({ feed: 'unitChanged' }, { feed: 'unitVisited' }, { feed: 'unitChanged' });
    await Promise.all([emit({ feed: 'unitVisited' }), emit({ feed: 'unitChanged' }, { feed: 'unitVisited' })]);
    expect(await streams()).toEqual([
      ...[1, 2, 3].map((revision) => ({ feed: 'unitChanged', revision })),
      ...[1, 2, 3].map((revision) => ({ feed: 'unitVisited', revision })),
    ]);
  });

  it('are each sent what happens in them, and nothing of the other', async () => {
    const socket = await world.socket(null);
    for (const field of ['unitChanged', 'unitVisited']) {
      const query = `subscription ($id: ID!) { ${field}(unitId: $id) { name } }`;
      await untilJoined(() => socket.subscribe(field, query, { id: unitId }));
    }
    const sent = (field: string) =>
      socket.messages.filter(({ id, type }) => id === field && type === 'next').map(({ payload }) => payload);
    await emit({ feed: 'unitVisited' });
    await socket.message(({ id, type }) => id === 'unitVisited' && type === 'next');
    await emit({ feed: 'unitChanged' });
    await socket.message(({ id, type }) => id === 'unitChanged' && type === 'next');
    expect(sent('unitVisited')).toEqual([{ data: { unitVisited: { name: '青枫小学' } } }]);
    expect(sent('unitChanged')).toEqual([{ data: { unitChanged: { name: '青枫小学' } } }]);
  });

  it('are known to the journal by name: an event of no feed is a fault', async () => {
    await expect(emit({ feed: 'unitVisitted' })).rejects.toThrow('there is no feed unitVisitted');
  });
});
