import WebSocket from 'ws';
import { PATIENCE_MS } from './patience';

export interface Message {
  readonly type: string;
  readonly id?: string;
  readonly payload?: unknown;
}

/** A socket that speaks graphql-transport-ws word by word, for what a proper client would never do. */
export class RawSocket {
  readonly messages: Message[] = [];
  readonly frames: string[] = [];
  readonly closed: Promise<{ readonly code: number; readonly reason: string }>;
  private readonly waiting = new Set<() => void>();

  private constructor(readonly socket: WebSocket) {
    this.closed = new Promise((resolve) => {
      socket.once('close', (code, reason) => resolve({ code, reason: String(reason) }));
    });
    socket.on('error', () => undefined); // 'close' follows
    socket.on('message', (data) => {
      const frame = String(data);
      this.frames.push(frame);
      this.messages.push(JSON.parse(frame) as Message);
      for (const look of [...this.waiting]) look();
    });
  }

  static async open(
    url: string,
    headers: Readonly<Record<string, string>> = {},
    protocol = 'graphql-transport-ws',
  ): Promise<RawSocket> {
    const socket = new WebSocket(url, protocol, { headers });
    const raw = new RawSocket(socket);
    await new Promise<void>((resolve, reject) => {
      socket.once('open', resolve);
      socket.once('error', reject);
    });
    return raw;
  }

  /** Opened and acknowledged. */
  static async connected(
    url: string,
    payload: Readonly<Record<string, unknown>> = {},
    headers: Readonly<Record<string, string>> = {},
  ): Promise<RawSocket> {
    const raw = await RawSocket.open(url, headers);
    raw.send({ type: 'connection_init', payload });
    await raw.message(({ type }) => type === 'connection_ack');
    return raw;
  }

  send(message: Message | string): void {
    this.socket.send(typeof message === 'string' ? message : JSON.stringify(message));
  }

  subscribe(id: string, query: string, variables: Readonly<Record<string, unknown>> = {}): void {
    this.send({ id, type: 'subscribe', payload: { query, variables } });
  }

  /** The first message, of those that have come and those to come, that is as wanted. */
  async message(wanted: (message: Message) => boolean): Promise<Message> {
    const [message] = await this.some(1, wanted);
    return message as Message;
  }

  /** The first so many messages that are as wanted. */
  async some(count: number, wanted: (message: Message) => boolean): Promise<Message[]> {
    const found = (): Message[] => this.messages.filter(wanted).slice(0, count);
    if (found().length === count) return found();
    return new Promise((resolve, reject) => {
      const late = setTimeout(() => {
        reject(
          new Error(
            `waited in vain; there came ${this.messages.map(({ type, id }) => `${type} ${id ?? ''}`).join(', ')}`,
          ),
        );
      }, PATIENCE_MS);
      const look = (): void => {
        if (found().length < count) return;
        clearTimeout(late);
        this.waiting.delete(look);
        resolve(found());
      };
      this.waiting.add(look);
    });
  }

  /** The n-th answer to an operation, from 0. */
  async answer<T>(id: string, place = 0): Promise<T> {
    const found = await this.some(place + 1, (message) => message.id === id && message.type === 'next');
    return (found[place]?.payload as { data: T }).data;
  }

  /** The codes and messages with which an operation ended. */
  async errors(id: string): Promise<{ readonly code: string; readonly message: string }[]> {
    const { payload } = await this.message((message) => message.id === id && message.type === 'error');
    return (payload as { message: string; extensions?: { code?: string } }[]).map(({ message, extensions }) => ({
      message,
      code: extensions?.code ?? '',
    }));
  }

  close(): void {
    this.socket.terminate();
  }
}
