import type { Client } from 'graphql-ws';
import type WebSocket from 'ws';
import { globalId } from '../../../src/platform/database/ids';
import { PATIENCE_MS } from '../../testkit/patience';
import type { Chance } from '../../testkit/random-run/chance';
import { reconnectingClient } from '../../testkit/watcher';
import type { Somebody } from '../../testkit/world/caller';
import { rowId, type TestWorld } from '../../testkit/world/test-world';

const OWN = 'id status version recommendations { id text status response }';
const ITEMS =
  'agendaItems { title description kind state presenter plannedMinutes startedAt elapsedSeconds item { id } }';

/** Somebody who looks at consultations. */
export interface Looker {
  readonly by: Somebody;
  /** The appointment that they may be asked by: then the agenda items are live for them too. */
  readonly appointment: string | null;
}

/** Follow consultations as experts and members, on sockets that are cut, with servers that fall. */
export class ConsultationFollowers {
  private readonly followed = new Map<string, Follower>();

  constructor(
    private readonly world: TestWorld,
    private readonly allianceId: string,
    private readonly lookers: readonly Looker[],
    private readonly webSocketUrl: () => string,
  ) {}

  /** Begins to follow what is not followed yet. */
  async follow(): Promise<void> {
    for (const id of await this.all())
      for (const looker of this.lookers) if (!this.followed.has(key(id, looker))) this.begin(id, looker);
  }

  /** Cuts somebody's line. */
  disturb(chance: Chance): void {
    chance.of([...this.followed.values()])?.cut();
  }

  /** Expects that each was shown what the query answers them now. */
  async expectAll(): Promise<void> {
    for (const id of await this.all()) await Promise.all(this.lookers.map((looker) => this.expectOne(id, looker)));
  }

  async close(): Promise<void> {
    await Promise.all([...this.followed.values()].map((each) => each.stop()));
  }

  private async expectOne(id: string, looker: Looker): Promise<void> {
    const { consultation: asked } = await this.world
      .as(looker.by)
      .query<{ consultation: Shown | null }>(
        `query ($id: ID!) { consultation: node(id: $id) { ... on Consultation { experts { id } ${OWN} ${ITEMS} } } }`,
        { id },
      );
    let follower = this.followed.get(key(id, looker)) ?? this.begin(id, looker);
    // hidden from them, with its meeting: they are told so with its next step
    if (asked === null) return;
    if (follower.isOver) follower = this.begin(id, looker);
    const isAsked = asked.experts?.some((each) => each.id === looker.appointment) ?? false;
    await follower.until(comparable(asked, isAsked), isAsked);
  }

  private begin(id: string, looker: Looker): Follower {
    const follower = new Follower(this.webSocketUrl, id, looker.by.token);
    this.followed.set(key(id, looker), follower);
    return follower;
  }

  private async all(): Promise<string[]> {
    const rows = await this.world.sql<{ id: string }>('select id from consultations where alliance_id = $1', [
      rowId(this.allianceId),
    ]);
    return rows.map((row) => globalId('consultation', row.id));
  }
}

interface Shown {
  readonly experts?: readonly { readonly id: string }[];
  readonly agendaItems?: readonly object[];
  readonly [field: string]: unknown;
}

/** The agenda items are live for those alone who are asked. */
function comparable({ experts: _, agendaItems = [], ...own }: Shown, isAsked: boolean): string {
  return JSON.stringify({
    ...own,
    ...(isAsked ? { items: agendaItems.map((each) => JSON.stringify(each)).sort() } : {}),
  });
}

class Follower {
  isOver = false;
  private last: Shown | null = null;
  private readonly client: Client;
  private socket: WebSocket | null = null;
  private readonly waiting = new Set<() => void>();

  constructor(url: () => string, consultationId: string, token: string) {
    this.client = reconnectingClient({
      url,
      parameters: () => ({ authorization: `Bearer ${token}` }),
      opened: (socket) => {
        this.socket = socket;
      },
    });
    const query = `subscription ($id: ID!) { consultationUpdates(consultationId: $id) { consultation { ${OWN} ${ITEMS} } } }`;
    this.client.subscribe<{ consultationUpdates: { consultation: Shown } }>(
      { query, variables: { id: consultationId } },
      {
        next: ({ data }) => {
          this.last = data?.consultationUpdates.consultation ?? null;
          this.look();
        },
        error: () => {
          this.isOver = true;
        },
        complete: () => undefined,
      },
    );
  }

  /** Waits until it was shown this. */
  async until(wanted: string, isAsked: boolean): Promise<void> {
    const shown = (): string | null => (this.last === null ? null : comparable(this.last, isAsked));
    await new Promise<void>((resolve, reject) => {
      const look = (): void => {
        if (shown() !== wanted) return;
        clearTimeout(late);
        this.waiting.delete(look);
        resolve();
      };
      const late = setTimeout(() => {
        reject(new Error(`was shown ${String(shown())}\nand not ${wanted}`));
      }, PATIENCE_MS);
      this.waiting.add(look);
      look();
    });
  }

  cut(): void {
    this.socket?.terminate();
  }

  async stop(): Promise<void> {
    await Promise.resolve(this.client.dispose()).catch(() => undefined);
  }

  private look(): void {
    for (const look of [...this.waiting]) look();
  }
}

function key(id: string, { by }: Looker): string {
  return `${id} ${by.id}`;
}
