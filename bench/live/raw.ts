import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { WebSocketServer } from 'ws';

/**
 * The least that a broadcast can cost with `ws`: the same bytes to every socket, and nothing else. A query is answered with
 * the same bytes too.
 */
const bytes = Buffer.from(process.env['BENCH_FRAME'] ?? '');
const answer = Buffer.from(process.env['BENCH_ANSWER'] ?? '');
const http = createServer((request, response) => {
  if (request.url === '/graphql') return void response.end(answer);
  for (const socket of sockets.clients) socket.send(bytes, { binary: false });
  response.end();
});
const sockets = new WebSocketServer({ server: http, perMessageDeflate: false });
http.listen({ port: 0, host: '127.0.0.1', backlog: 4_096 }, () =>
  process.send?.({ ready: `http://127.0.0.1:${(http.address() as AddressInfo).port}` }),
);
