import { connect, type Socket } from 'node:net';
import type { Request } from './requests';

/** What one window of load gave. */
export interface Load {
  readonly requests: number;
  readonly seconds: number;
  /** Of each request, in milliseconds. */
  readonly latencies: readonly number[];
}

/**
 * Sends requests over kept connections for so long, or until there are no more, each connection one at a time. On bare
 * sockets: the load shares the processors with what it measures, and an HTTP client would take more of them than the floor
 * does.
 */
export async function load(
  next: () => Message | null,
  url: string,
  connections: number,
  milliseconds: number,
): Promise<Load> {
  const started = performance.now();
  const until = started + milliseconds;
  const each = await Promise.all(Array.from({ length: connections }, () => keepAsking(next, url, until)));
  const latencies = each.flat();
  return { requests: latencies.length, seconds: (performance.now() - started) / 1_000, latencies };
}

function keepAsking(next: () => Message | null, url: string, until: number): Promise<number[]> {
  return new Promise((resolve, reject) => {
    const { hostname, port } = new URL(url);
    const latencies: number[] = [];
    const answer = new Answer();
    let sent = 0;
    const socket: Socket = connect({ host: hostname, port: Number(port), noDelay: true }, send);
    socket.on('error', reject).on('data', (chunk) => {
      if (!answer.take(chunk)) return;
      if (!answer.succeeded) return void socket.destroy(new Error('the server failed under load'));
      latencies.push(performance.now() - sent);
      send();
    });
    function send(): void {
      const message = performance.now() < until ? next() : null;
      if (message === null) return void socket.end(() => resolve(latencies));
      sent = performance.now();
      answer.begin();
      socket.write(message);
    }
  });
}

/** A request as it goes over the wire. */
export type Message = Buffer;

export function messageOf({ url, body, headers }: Request): Message {
  const { host, pathname } = new URL(url);
  const all = {
    host,
    'content-type': 'application/json',
    accept: 'application/json',
    'content-length': Buffer.byteLength(body),
    ...headers,
  };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
  return Buffer.from(`POST ${pathname} HTTP/1.1\r\n${lines.join('')}\r\n${body}`);
}

const END_OF_HEAD = Buffer.from('\r\n\r\n');
const LAST_CHUNK = Buffer.from('0\r\n\r\n');

/** Finds the end of an HTTP answer, whether its length is told before or it comes in chunks. */
class Answer {
  private head: Buffer | null = null;
  private missing = 0;
  private chunked = false;
  succeeded = false;

  begin(): void {
    this.head = Buffer.alloc(0);
  }

  /** Whether the answer is whole. */
  take(chunk: Buffer): boolean {
    let body = chunk;
    if (this.head !== null) {
      const known = this.head.length === 0 ? chunk : Buffer.concat([this.head, chunk]);
      const end = known.indexOf(END_OF_HEAD);
      if (end < 0) {
        this.head = known;
        return false;
      }
      const text = known.toString('latin1', 0, end).toLowerCase();
      this.succeeded = text.startsWith('http/1.1 200');
      this.chunked = text.includes('transfer-encoding: chunked');
      this.missing = Number(/content-length: *(\d+)/.exec(text)?.[1] ?? 0);
      this.head = null;
      body = known.subarray(end + END_OF_HEAD.length);
    }
    if (this.chunked) return body.subarray(-LAST_CHUNK.length).equals(LAST_CHUNK);
    this.missing -= body.length;
    return this.missing <= 0;
  }
}
