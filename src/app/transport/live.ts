import type { Pool } from 'pg';
import type { Logger } from 'pino';
import type { Viewer } from '../../platform/access/viewer';
import type { BadCredential } from '../../platform/errors/errors';
import type { Tracing } from '../../platform/observability/tracing';
import { Hub } from '../../platform/live/hub';
import type { Pulse } from '../../platform/database/pulse';
import { Listener } from '../../platform/live/listener';
import { keyOf, type Viewers } from '../server/viewers';

/** A connection, whose viewer's rights may change while it is open. */
export interface Connected {
  viewer: Viewer;
  /** Ends the connection: its credential is no longer valid. */
  end(why: BadCredential): void;
}

export interface LiveDependencies {
  readonly url: string;
  readonly pulse: Pulse;
  readonly pool: Pool;
  readonly log: Logger;
  readonly tracing: Tracing | null;
  readonly viewers: Viewers;
  /** How many updates a second watchers of one stream are sent at the most. */
  readonly updatesPerSecond: number;
}

/**
 * Receives signals: they wake the hub, and changes of rights are applied to every connection before anything more is sent
 * to it.
 */
export class Live {
  readonly hub: Hub;
  readonly connected = new Set<Connected>();
  private readonly listener: Listener;
  /** Changes of rights up to this revision have been applied to every connection. */
  private accessSeen = 0;
  /** How often changes of rights were read: a connection that opens meanwhile reads its viewer again. */
  accessReadings = 0;
  private catchingUp: Promise<void> = Promise.resolve();

  constructor(private readonly dependencies: LiveDependencies) {
    const { url, pulse, pool, log, tracing, updatesPerSecond } = dependencies;
    this.hub = new Hub({
      database: pool,
      log,
      tracing,
      spacingMs: 1_000 / updatesPerSecond,
      accessRevision: () => this.accessSeen,
      catchUpOnAccess: () => this.catchUp(),
    });
    this.listener = new Listener({
      url,
      pulse,
      log,
      onNotify: (signals) => void this.onNotify(signals),
      poll: async () => {
        await this.catchUp();
        await this.hub.poll();
      },
    });
  }

  get listening(): boolean {
    return this.listener.listening;
  }

  async start(): Promise<void> {
    this.accessSeen = await this.clock();
    await this.listener.start();
  }

  async stop(): Promise<void> {
    this.hub.close();
    await this.listener.stop();
    // what could not be read is said where it was to be
    await this.catchingUp.catch(() => undefined);
  }

  /** A commit left something to read. Never throws: the commit is done, and the poll finds what could not be read. */
  async onNotify(signals: readonly string[]): Promise<void> {
    if (signals.includes('access') || signals.includes('*')) {
      await this.catchUp().catch((error: unknown) =>
        this.dependencies.log.warn({ err: error }, 'changes of rights could not be read'),
      );
    }
    this.hub.wake(signals.includes('*') ? 'all' : signals);
  }

  /** One reading at a time; a call that comes meanwhile starts its own afterwards. */
  private catchUp(): Promise<void> {
    this.catchingUp = this.catchingUp.catch(() => undefined).then(() => this.readChanges());
    return this.catchingUp;
  }

  private async clock(): Promise<number> {
    const {
      rows: [row],
    } = await this.dependencies.pool.query<{ revision: string }>('select revision from access_clock');
    return Number(row?.revision ?? 0);
  }

  private async readChanges(): Promise<void> {
    const { pool, viewers } = this.dependencies;
    const { rows } = await pool.query<{ revision: string; person_id: string | null; alliance_id: string | null }>({
      name: 'access-changes',
      text: `
        select revision, person_id, alliance_id
        from access_changes
        where revision > $1
        order by revision`,
      values: [this.accessSeen],
    });
    const last = rows.at(-1);
    if (last === undefined) return;
    const people = new Set(rows.map((row) => row.person_id));
    this.accessReadings += 1;
    for (const person of people) viewers.evict(person);
    const everybody = people.has(null);
    const concerned = (viewer: Viewer): boolean =>
      viewer.credential.kind !== 'none' && (everybody || viewer.personId === null || people.has(viewer.personId));
    const fresh = new Map<string, Promise<Viewer | null>>();
    const reload = (viewer: Viewer): Promise<Viewer | null> => {
      const key = keyOf(viewer.credential);
      const loading = fresh.get(key) ?? viewers.load(pool, viewer.credential, viewer.expiresAt);
      fresh.set(key, loading);
      return loading;
    };
    await Promise.all(
      [...this.connected]
        .filter((each) => concerned(each.viewer))
        .map(async (each) => {
          const viewer = await reload(each.viewer);
          if (viewer === null) each.end('revoked');
          else each.viewer = { ...viewer, expiresAt: each.viewer.expiresAt };
        }),
    );
    await this.hub.rightsChanged(concerned, reload);
    this.accessSeen = Number(last.revision);
  }
}
