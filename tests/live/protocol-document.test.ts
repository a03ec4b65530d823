import { readFileSync } from 'node:fs';
import path from 'node:path';
import { createClient } from 'graphql-ws';
import WebSocket from 'ws';
import type { Audiences, TestAlliance } from '../testkit/world/test-alliance';
import { TestWorld } from '../testkit/world/test-world';

let world: TestWorld;
let alliance: TestAlliance;
let audiences: Audiences;
beforeAll(async () => {
  world = await TestWorld.open();
  alliance = await world.alliance();
  audiences = await alliance.audiences();
});
afterEach(() => world.clear());
afterAll(() => world.close());

interface Board {
  readonly meeting: { readonly title: string; readonly status: string };
  readonly currentItemId: string | null;
  /** Milliseconds that the server's clock is ahead. */
  readonly ahead: number;
}

interface Example {
  watchBoard(options: {
    url: string;
    meetingId: string;
    token: () => string;
    show: (board: Board) => void;
    failed: (error: unknown) => void;
    webSocketImpl: unknown;
  }): () => void;
  printed(board: Board): { number: string; title: string }[];
}

/** The example in the document, as it stands there. */
function example(): Example {
  const document = readFileSync(path.resolve(__dirname, '../../docs/live-protocol.md'), 'utf8');
  const code = [...document.matchAll(/```js\n([^]*?)```/g)].map(([, block]) => block).join('');
  const body = code.replace(/^import .*$/gm, '').replace(/^export /gm, '');
  return new Function('createClient', `${body}\nreturn { watchBoard, printed };`)(createClient) as Example;
}

it("the document's example keeps a board that is right, also after its socket was lost", async () => {
  const { watchBoard, printed } = example();
  const meetingId = await alliance.meeting();
  const first = await alliance.item(meetingId, { title: '一' });
  let board: Board | undefined;
  let changed: () => void = () => undefined;
  const sockets: WebSocket[] = [];
  const failures: unknown[] = [];
  const stop = watchBoard({
    url: world.server.webSocketUrl,
    meetingId,
    token: () => audiences.member.token,
    failed: (error) => failures.push(error),
    show: (shown) => {
      board = shown;
      changed();
    },
    webSocketImpl: class extends WebSocket {
      constructor(address: string, protocol: string) {
        super(address, protocol);
        sockets.push(this);
      }
    },
  });
  const shows = async (...lines: string[]): Promise<void> => {
    const now = (): string[] =>
      board === undefined ? [] : printed(board).map(({ number, title }) => `${number} ${title}`);
    while (now().join() !== lines.join())
      await new Promise<void>((resolve) => {
        changed = resolve;
      });
  };
  await shows('1 一');
  expect(Math.abs(board?.ahead ?? Infinity)).toBeLessThan(10_000);
  const second = await alliance.item(meetingId, { title: '二' }, { afterItemId: null });
  await shows('1 二', '2 一');
  await alliance.item(meetingId, { title: '三', visibility: 'MEMBERS' }, { parentId: second });
  await shows('1 二', '1.1 三', '2 一');
  sockets[0]?.terminate();
  await alliance.as(alliance.organiser).mutate('openMeeting', { meetingId });
  await alliance
    .as(alliance.organiser)
    .mutate('moveAgendaItem', { itemId: first, parentId: second, afterItemId: null });
  await alliance.as(alliance.organiser).mutate('setAgendaItemState', { itemId: first, state: 'ACTIVE' });
  await shows('1 二', '1.1 一', '1.2 三');
  expect(board).toMatchObject({ meeting: { title: '联席会议', status: 'IN_SESSION' }, currentItemId: first });
  await alliance.as(alliance.organiser).mutate('setAgendaItemState', { itemId: first, state: 'DONE' });
  await alliance.as(alliance.organiser).mutate('removeAgendaItem', { itemId: second });
  await shows();
  expect(sockets).toHaveLength(2);
  expect(failures).toEqual([]);
  stop();
});
