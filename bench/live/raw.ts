import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { WebSocketServer } from 'ws';

/**
 * The least that a broadcast can cost with `ws`: the same bytes to every socket, and nothing else. A query is answered with
 * the same bytes too. With BENCH_SPEAKS it says what graphql-transport-ws has a server say, and nothing that it would have to know.
 */
const bytes = Buffer.from(process.env['BENCH_FRAME'] ?? '');
const answer = Buffer.from(process.env['BENCH_ANSWER'] ?? '');
const http = createServer((request, response) => {
  if (request.url === '/graphql') return void response.end(answer);
  for (const socket of sockets.clients) socket.send(bytes, { binary: false });
  response.end();
});
const sockets = new WebSocketServer({ server: http, perMessageDeflate: false });
if (process.env['BENCH_SPEAKS'] !== undefined)
  sockets.on('connection', (socket) =>
    socket.on('message', (message: Buffer) => socket.send(answerTo(String(message)))),
  );
http.listen({ port: 0, host: '127.0.0.1', backlog: 4_096 }, () =>
  process.send?.({ ready: `http://127.0.0.1:${(http.address() as AddressInfo).port}` }),
);

/** A subscription's first update leads on from the revision that it names. */
function answerTo(message: string): string {
  if (message.includes('"connection_init"')) return '{"type":"connection_ack"}';
  const { id, payload } = JSON.parse(message) as { id: string; payload: { variables: { after?: number } } };
  const after = payload.variables.after ?? 0;
  const update = `{"previousRevision":${after},"revision":${after + 1},"changes":[],"text":${JSON.stringify(String(bytes))}}`;
  return `{"id":"${id}","type":"next","payload":{"data":{"agendaUpdates":${update}}}}`;
}
