import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { WebSocket, WebSocketServer } from 'ws';

/** A socket with both its ends in this process. */
export interface Line {
  /** The server's end. */
  readonly near: WebSocket;
  /** What the server's end writes to. */
  readonly stream: Duplex;
  readonly far: WebSocket;
  /** What came to the far end. */
  readonly frames: string[];
  /** Waits until so many frames have come to the far end. */
  received(count: number): Promise<void>;
}

/** Makes lines. */
export class Exchange {
  private readonly waiting = new Map<string, (near: WebSocket, stream: Duplex) => void>();

  private constructor(private readonly server: WebSocketServer) {
    server.on('connection', (near: WebSocket, { url, socket }: IncomingMessage) =>
      this.waiting.get(url ?? '')?.(near, socket),
    );
  }

  static async open(): Promise<Exchange> {
    const server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
    await once(server, 'listening');
    return new Exchange(server);
  }

  async line(): Promise<Line> {
    const path = `/${this.waiting.size}`;
    const accepted = new Promise<Pick<Line, 'near' | 'stream'>>((resolve) => {
      this.waiting.set(path, (near, stream) => resolve({ near, stream }));
    });
    const far = new WebSocket(`ws://127.0.0.1:${(this.server.address() as AddressInfo).port}${path}`);
    const frames: string[] = [];
    far.on('message', (data) => frames.push(String(data)));
    far.on('error', () => undefined); // 'close' follows
    const [{ near, stream }] = await Promise.all([accepted, once(far, 'open')]);
    return {
      near,
      stream,
      far,
      frames,
      received: async (count) => {
        while (frames.length < count) await once(far, 'message');
      },
    };
  }

  async close(): Promise<void> {
    for (const socket of this.server.clients) socket.terminate();
    await new Promise((resolve) => {
      this.server.close(resolve);
    });
  }
}
