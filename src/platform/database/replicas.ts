import { setTimeout as pause } from 'node:timers/promises';
import type { Pool } from 'pg';
import { StartupError } from '../config';
import type { Logger } from '../observability/logger';
import { requireSessions } from './cluster';
import { ConnectionRefusal, loginOf, placeOf, withLogin, withSession } from './cluster/session';
import { readPool } from './data-source';
import { laterOf, LATEST, positionOf, type Position } from './position';
import type { Pulse } from './pulse';
import { Replica, REPLICA_CONNECTIONS } from './replica';

/** How often it is looked where the database is (ms); replicas have what it had at the look before the last. */
const LOOK_EVERY = 500;
/** When that is longer ago, as on a machine that is very busy, none is read from: nothing that is read is older (ms). */
const OLDEST = 2_000;

/** Where the database was, and when. */
interface Look {
  readonly at: number;
  readonly position: Position;
}

interface ReplicasDependencies {
  readonly replicas: readonly Replica[];
  /** Reads from the database itself. */
  readonly primary: Pool;
  /** Whether this process is told of changes of rights. */
  readonly listening: () => boolean;
  readonly log: Logger;
}

/** The replicas that queries are read from, and how new what they read has to be. */
export class Replicas {
  readonly all: readonly Replica[];
  private required: Look | null = null;
  private looked: Look | null = null;
  /** Changes of rights that replicas have to have: those whose positions are known, and how many are being asked for. */
  private rights: Position = 0n;
  private asking = 0;
  private readonly stopping = new AbortController();
  private looking: Promise<void> = Promise.resolve();

  constructor(private readonly dependencies: ReplicasDependencies) {
    this.all = dependencies.replicas;
  }

  async start(): Promise<void> {
    const { probes } = await this.look();
    await probes;
    this.looking = this.lookForEver();
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    await this.looking;
    // one that does not answer is not waited for: the pulse closes what does not close by itself
    for (const { pool } of this.all) void pool.end().catch(() => undefined);
  }

  /** Where the database is now; later than all that was committed. */
  async position(): Promise<Position> {
    const { rows } = await this.dependencies.primary.query<{ position: string }>({
      name: 'position',
      text: 'select pg_current_wal_insert_lsn()::text as position',
    });
    return positionOf(rows[0]?.position) ?? LATEST;
  }

  /** How far a replica has to be for anybody; null where that is not known, and none is to be read from. */
  get needed(): Position | null {
    if (this.required === null || this.asking > 0 || !this.dependencies.listening()) return null;
    if (performance.now() - this.required.at > OLDEST) return null;
    return laterOf(this.required.position, this.rights);
  }

  /** Of those that can be read from, the one that does least; null where there is none. */
  pick(): Replica | null {
    let least: Replica | null = null;
    for (const replica of this.all)
      if (replica.isPresent && (least === null || replica.busy < least.busy)) least = replica;
    return least;
  }

  /** How many of how many are read from. */
  get counts(): { readonly read: number; readonly of: number } {
    return { read: this.all.filter((replica) => replica.isPresent).length, of: this.all.length };
  }

  /** How many bytes of the database's log each replica lacks; those that do not say are left out. */
  async lags(): Promise<readonly { readonly replica: Replica; readonly bytes: number }[]> {
    const position = await this.position();
    const found = await Promise.all(
      this.all.map(async (replica) => ({ replica, at: await replica.position().catch(() => null) })),
    );
    return found.flatMap(({ replica, at }) =>
      at === null ? [] : [{ replica, bytes: at < position ? Number(position - at) : 0 }],
    );
  }

  /** This process has been told of a change of rights: nothing is read from before it. */
  rightsChanged(): void {
    this.asking += 1;
    void this.position()
      .then(
        (position) => {
          this.rights = laterOf(this.rights, position);
        },
        // the database is not to be had: what is known is found out anew
        () => {
          this.looked = this.required = null;
        },
      )
      .finally(() => {
        this.asking -= 1;
      });
  }

  /** @returns what is waited for only at the start: a replica that does not answer holds up nobody */
  private async look(): Promise<{ readonly probes: Promise<unknown> }> {
    const at = performance.now();
    const look = { at, position: await this.position() };
    this.required = this.looked ?? look;
    this.looked = look;
    const { position: required } = this.required;
    return {
      probes: Promise.all(this.all.filter((replica) => !replica.isPresent).map((replica) => replica.probe(required))),
    };
  }

  private async lookForEver(): Promise<void> {
    const { signal } = this.stopping;
    while (!signal.aborted) {
      await pause(LOOK_EVERY, undefined, { signal, ref: false }).catch(() => undefined);
      if (signal.aborted) return;
      await this.look().catch((error: unknown) => {
        this.looked = this.required = null;
        this.dependencies.log.debug({ err: error }, 'nobody knows how far behind replicas are');
      });
    }
  }
}

/** Where a replica is, and whom it lets in. */
export interface FoundReplica {
  readonly url: string;
  /** For messages. */
  readonly place: string;
}

/**
 * The replicas of these URLs, with the reader's login where a URL names none.
 * @throws StartupError where a URL leads to what is no replica
 */
export function findReplicas(
  urls: readonly string[],
  readerUrl: string,
  log: Logger,
): Promise<readonly FoundReplica[]> {
  const { user, password } = loginOf(readerUrl);
  return Promise.all(
    urls.map(async (named) => {
      const url = namesLogin(named) ? named : withLogin(named, user, password);
      return { url, place: await placeOfReplica(url, log) };
    }),
  );
}

/** With as many connections to each as the database itself is read over; null where there are none. */
export function openReplicas(
  found: readonly FoundReplica[],
  { pulse, ...dependencies }: Omit<ReplicasDependencies, 'replicas'> & { readonly pulse: Pulse },
): Replicas | null {
  if (found.length === 0) return null;
  const { log, primary } = dependencies;
  const replicas = found.map(({ url, place }) => {
    const pool = readPool(url, primary.options.max, pulse, { name: REPLICA_CONNECTIONS, pipeline: true });
    pool.on('error', () => undefined); // who uses the connection next finds out
    return new Replica(pool, place, log);
  });
  return new Replicas({ ...dependencies, replicas });
}

const namesLogin = (url: string): boolean => /^[^/]*\/\/[^/?#]+@/.test(url);

/** One that cannot be reached is passed by until it can. */
async function placeOfReplica(url: string, log: Logger): Promise<string> {
  try {
    const { place, standby } = await withSession(url, async (session) => {
      const { rows } = await session.query<{ standby: boolean }>('select pg_is_in_recovery() as standby');
      return { place: placeOf(session), standby: rows[0]?.standby === true };
    });
    if (!standby) throw new StartupError(`DATABASE_REPLICA_URL: ${place} is no replica: it takes changes`);
    await requireSessions(url, 'DATABASE_REPLICA_URL');
    return place;
  } catch (error) {
    if (!(error instanceof ConnectionRefusal)) throw error;
    log.warn({ event: 'replica.passed-by', reason: error.message }, 'a replica is passed by until it answers');
    return error.place;
  }
}
