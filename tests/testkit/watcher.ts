import { createClient, type Client } from 'graphql-ws';
import { type GraphQLError } from 'graphql';
import WebSocket from 'ws';
import { agendaUpdates, reduce, type AgendaState, type Update } from './agenda-state';
import { PATIENCE_MS } from './patience';

export interface WatcherOptions {
  /** Where to connect, asked each time. */
  readonly url: string | (() => string);
  readonly meetingId: string;
  /** An access or API token, asked each time; nobody is signed in without. */
  readonly token?: string | (() => string);
  readonly language?: string;
  /** What it asks of items besides what every board shows. */
  readonly ofItems?: string;
  /** The revision to go on from, with the state at it. */
  readonly from?: { readonly revision: number; readonly state: AgendaState };
}

/** A client of graphql-ws that comes back soon, and for good, whenever its socket was lost. */
export function reconnectingClient({
  url,
  parameters,
  opened,
  closed,
}: {
  readonly url: string | (() => string);
  readonly parameters: () => Record<string, unknown>;
  /** Each socket, which a test may cut. */
  readonly opened: (socket: WebSocket) => void;
  readonly closed?: (code: number) => void;
}): Client {
  return createClient({
    url,
    retryAttempts: Infinity,
    shouldRetry: () => true,
    retryWait: (retries) =>
      new Promise((resolve) => {
        setTimeout(resolve, Math.min(10 * 2 ** retries, 300) * (0.5 + Math.random()));
      }),
    connectionParams: parameters,
    webSocketImpl: class extends WebSocket {
      constructor(address: string, protocol: string) {
        super(address, protocol);
        opened(this);
      }
    },
    on: { closed: (event) => closed?.((event as { code?: number }).code ?? 0) },
  });
}

/**
 * Follows a meeting as docs/live-protocol.md tells clients to: reduces updates into a state, resumes after its last
 * revision whenever the socket was lost, and subscribes again when an update does not follow on the one before.
 */
export class Watcher {
  state: AgendaState | null;
  revision: number | null;
  readonly updates: Update[] = [];
  /** Everything that arrived, as it came over the wire. */
  readonly frames: string[] = [];
  /** With what codes sockets were closed. */
  readonly closes: number[] = [];
  /** Updates that did not follow on the one before. */
  misfits = 0;
  /** Why the subscription is over: the codes of its errors; null while it goes on. */
  over: readonly string[] | null = null;
  private readonly client: Client;
  private readonly waiting = new Set<() => void>();
  private socket: WebSocket | null = null;
  private unsubscribe: () => void;

  constructor(private readonly options: WatcherOptions) {
    this.revision = options.from?.revision ?? null;
    this.state = options.from?.state ?? null;
    this.client = this.connect();
    this.unsubscribe = this.subscribe();
  }

  /** Waits until it has been told of everything up to this revision. */
  async reached(revision: number): Promise<void> {
    const there = (): boolean => (this.revision ?? -1) >= revision;
    await this.until(() => there() || this.over !== null, `revision ${revision}`);
    if (!there()) throw new Error(`ended at revision ${this.revision}: ${String(this.over)}`);
  }

  /** Waits until the condition holds; it is looked at whenever something has arrived. */
  async until(condition: () => boolean, what: string): Promise<void> {
    if (condition()) return;
    await new Promise<void>((resolve, reject) => {
      const late = setTimeout(() => {
        this.waiting.delete(look);
        reject(
          new Error(
            `waited for ${what} in vain: at revision ${this.revision}, over: ${String(this.over)}, closed: ${this.closes.join()}`,
          ),
        );
      }, PATIENCE_MS);
      const look = (): void => {
        if (!condition()) return;
        clearTimeout(late);
        this.waiting.delete(look);
        resolve();
      };
      this.waiting.add(look);
    });
  }

  /** Waits until the subscription has ended with an error, and answers its codes. */
  async ended(): Promise<readonly string[]> {
    await this.until(() => this.over !== null, 'the end');
    return this.over ?? [];
  }

  /** Waits until the server has closed a socket, and answers the code. */
  async closed(): Promise<number> {
    await this.until(() => this.closes.length > 0, 'a close');
    return this.closes[0] as number;
  }

  /** Cuts the socket as a broken line does: nobody says goodbye. */
  cut(): void {
    this.socket?.terminate();
  }

  /** Stops watching, until it comes back and goes on from what it had. */
  leave(): void {
    this.unsubscribe();
  }

  comeBack(): void {
    this.unsubscribe();
    this.unsubscribe = this.subscribe();
  }

  async stop(): Promise<void> {
    this.unsubscribe();
    // there is nothing to close when it was about to connect again and could not
    await Promise.resolve(this.client.dispose()).catch(() => undefined);
  }

  /** Titles of the items, as printed. */
  get printed(): string[] {
    return (this.state?.items ?? []).map((item) => `${item.number} ${item.title}`);
  }

  private connect(): Client {
    const { url, token, language } = this.options;
    return reconnectingClient({
      url,
      parameters: () => ({
        ...(token === undefined ? {} : { authorization: `Bearer ${typeof token === 'string' ? token : token()}` }),
        ...(language === undefined ? {} : { acceptLanguage: language }),
      }),
      opened: (socket) => {
        this.socket = socket;
        socket.on('message', (data) => this.frames.push(String(data)));
      },
      closed: (code) => this.closedWith(code),
    });
  }

  private closedWith(code: number): void {
    this.closes.push(code);
    this.look();
  }

  private subscribe(): () => void {
    // read anew each time that the client subscribes: after a lost socket it does so by itself
    const after = (): number | null => this.revision;
    const variables = {
      meetingId: this.options.meetingId,
      get after() {
        return after();
      },
    };
    return this.client.subscribe<{ agendaUpdates: Update }>(
      { query: agendaUpdates(this.options.ofItems), variables },
      {
        next: ({ data }) => {
          if (data) this.take(data.agendaUpdates);
        },
        error: (error) =>
          this.end(
            Array.isArray(error)
              ? error.map((each: GraphQLError) => String(each.extensions?.['code']))
              : [String(error)],
          ),
        complete: () => undefined,
      },
    );
  }

  private take(update: Update): void {
    this.updates.push(update);
    if (this.revision !== null && update.previousRevision !== this.revision) {
      this.misfits += 1;
      if (update.snapshot === null) return this.comeBack();
    }
    try {
      this.state = reduce(this.state, update);
    } catch (error) {
      return this.end([(error as Error).message]);
    }
    this.revision = update.revision;
    this.look();
  }

  private end(codes: readonly string[]): void {
    this.over = codes;
    this.look();
  }

  private look(): void {
    for (const look of [...this.waiting]) look();
  }
}
