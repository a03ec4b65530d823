import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { WebSocketServer } from 'ws';

/** As many as our server sends. */
const UPDATES_PER_SECOND = 5;

/**
 * The least that a vote before a crowd can cost with `ws`: a vote is a request that is answered with its number and its moment, and everybody is
 * told how many there are by the bytes that our server sends, as often as that may. Nothing is looked up, kept, or different for anybody.
 */
const REVISIONS = /"previousRevision":\d+,"revision":\d+/;
const frame = process.env['BENCH_FRAME'] ?? '';
let cast = 0;
let told = 0;
let nextAt = 0;
let timer: NodeJS.Timeout | null = null;

const http = createServer((request, response) => {
  request.resume().once('end', () => {
    cast += 1;
    response.end(JSON.stringify({ revision: cast, at: performance.timeOrigin + performance.now() }));
    timer ??= setTimeout(tell, nextAt - performance.now());
  });
});
const sockets = new WebSocketServer({ server: http, perMessageDeflate: false });
sockets.on('connection', (socket) =>
  socket.on('message', (message: Buffer) =>
    socket.send(message.includes('"connection_init"') ? '{"type":"connection_ack"}' : frameOf(told, told)),
  ),
);
http.listen({ port: 0, host: '127.0.0.1', backlog: 4_096 }, () =>
  process.send?.({ ready: `http://127.0.0.1:${(http.address() as AddressInfo).port}` }),
);

function tell(): void {
  timer = null;
  nextAt = performance.now() + 1_000 / UPDATES_PER_SECOND;
  const bytes = Buffer.from(frameOf(told, cast));
  told = cast;
  for (const socket of sockets.clients) socket.send(bytes, { binary: false });
}

function frameOf(previous: number, revision: number): string {
  return frame.replace(REVISIONS, `"previousRevision":${previous},"revision":${revision}`);
}
