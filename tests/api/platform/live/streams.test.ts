import { anonymous } from '../../../../src/platform/access/viewer';
import { declareEventFeed } from '../../../../src/platform/live';
import type { LiveEvent } from '../../../../src/platform/live/event';
import { MemberUnit } from '../../../../src/modules/alliance/member-unit/member-unit.entity';
import { Hall, rowId } from '../../../testkit/hall';
import { RawSocket } from '../../../testkit/raw-socket';
import { startTestServer, type TestServer } from '../../../testkit/server';

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

let server: TestServer;
let hall: Hall;
let unitId: string;
beforeAll(async () => {
  server = await startTestServer();
  hall = await Hall.open(server.database, server.url);
  unitId = await hall.unit('青枫小学');
});
afterAll(() => server.stop());

/** Writes events as a service does, all in one transaction. */
async function emit(...events: readonly Pick<LiveEvent, 'feed'>[]): Promise<void> {
  const origin = { requestId: 'test', address: 'test', locale: 'en' } as const;
  const id = rowId(unitId);
  await server.running.writer.perform(
    { viewer: anonymous, origin, repeatable: null },
    async (tx) => {
      for (const { feed } of events) {
        tx.emit({ feed, allianceId: rowId(hall.allianceId), streamId: id, content: { unit: id } });
      }
      return {};
    },
    {},
    async () => '{}',
  );
}

const streams = () =>
  hall.sql('select feed, revision from live_events where stream_id = $1 order by feed, revision', [rowId(unitId)]);

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
    const socket = await RawSocket.connected(server.webSocketUrl, {});
    const variables = { id: unitId };
    for (const field of ['unitChanged', 'unitVisited']) {
      socket.subscribe(field, `subscription ($id: ID!) { ${field}(unitId: $id) { name } }`, variables);
    }
    const sent = (field: string) =>
      socket.messages.filter(({ id, type }) => id === field && type === 'next').map(({ payload }) => payload);
    // from here on both are live
    while (server.running.watchers < 2) await new Promise((resolve) => setImmediate(resolve));
    await emit({ feed: 'unitVisited' });
    await socket.message(({ id, type }) => id === 'unitVisited' && type === 'next');
    await emit({ feed: 'unitChanged' });
    await socket.message(({ id, type }) => id === 'unitChanged' && type === 'next');
    expect(sent('unitVisited')).toEqual([{ data: { unitVisited: { name: '青枫小学' } } }]);
    expect(sent('unitChanged')).toEqual([{ data: { unitChanged: { name: '青枫小学' } } }]);
    socket.close();
  });

  it('are known to the journal by name: an event of no feed is a fault', async () => {
    await expect(emit({ feed: 'unitVisitted' })).rejects.toThrow('there is no feed unitVisitted');
  });
});
