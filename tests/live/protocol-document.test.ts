import { readFileSync } from 'node:fs';
import path from 'node:path';
import { createClient } from 'graphql-ws';
import WebSocket from 'ws';
import { Stage } from '../testkit/stage';

jest.setTimeout(30_000);

let stage: Stage;
beforeAll(async () => {
  stage = await Stage.open();
});
afterEach(() => stage.clear());
afterAll(() => stage.close());

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
  const code = /```js\n([^]*?)```/.exec(document)?.[1] ?? '';
  const body = code.replace(/^import .*$/m, '').replace(/^export /gm, '');
  return new Function('createClient', `${body}\nreturn { watchBoard, printed };`)(createClient) as Example;
}

it("the document's example keeps a board that is right, also after its socket was lost", async () => {
  const { hall } = stage;
  const { watchBoard, printed } = example();
  const meetingId = await hall.meeting();
  const first = await hall.item(meetingId, { title: '一' });
  let board: Board | undefined;
  let changed: () => void = () => undefined;
  const sockets: WebSocket[] = [];
  const failures: unknown[] = [];
  const stop = watchBoard({
    url: stage.server.webSocketUrl,
    meetingId,
    token: () => stage.member.token,
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
  const second = await hall.item(meetingId, { title: '二' }, { afterItemId: null });
  await shows('1 二', '2 一');
  await hall.item(meetingId, { title: '三', visibility: 'MEMBERS' }, { parentId: second });
  await shows('1 二', '1.1 三', '2 一');
  sockets[0]?.terminate();
  await hall.call(hall.organiser, 'openMeeting', { meetingId });
  await hall.call(hall.organiser, 'moveAgendaItem', { itemId: first, parentId: second, afterItemId: null });
  await hall.call(hall.organiser, 'setAgendaItemState', { itemId: first, state: 'ACTIVE' });
  await shows('1 二', '1.1 一', '1.2 三');
  expect(board).toMatchObject({ meeting: { title: '联席会议', status: 'IN_SESSION' }, currentItemId: first });
  await hall.call(hall.organiser, 'setAgendaItemState', { itemId: first, state: 'DONE' });
  await hall.call(hall.organiser, 'removeAgendaItem', { itemId: second });
  await shows();
  expect(sockets).toHaveLength(2);
  expect(failures).toEqual([]);
  stop();
});
