import { setTimeout as later } from 'node:timers/promises';
import { Contestant } from '../contestant';
import { quantile } from '../figures';
import type { Request } from '../requests';
import type { Changer } from './changes';
import { now } from './clock';
import { Crowd } from './crowd';
import type { Opening } from './watchers';

/** A server that a crowd comes to, or comes back to. */
export interface Place {
  readonly file: string;
  readonly env: NodeJS.ProcessEnv;
  /** What each watches; null where being connected is all. */
  readonly payload: Opening['payload'];
  /** What each asks before, when it comes for the first time. */
  query(url: string): Request;
  /** The organiser, who goes on changing what is watched; null where nothing changes. */
  organiser: ((server: Contestant) => Promise<Changer>) | null;
}

export interface Storm {
  /** From the moment when the new server takes connections until everybody was live again. */
  readonly allLiveMs: number;
  readonly cpuMsPerWatcher: number;
  readonly snapshots: number;
  readonly gaps: number;
  readonly mutations: number;
  readonly slowestMutationMs: number;
}

export interface Arrival {
  /** From the first one's query to the last one's first update. */
  readonly allLiveMs: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly cpuMsPerWatcher: number;
  readonly mutations: number;
  readonly slowestMutationMs: number;
}

type Mutations = Pick<Storm, 'mutations' | 'slowestMutationMs'>;

/** How long an organiser waits after a change. */
const PAUSE_MS = 1_000;

/** The server is killed and started again; everybody comes back at once. */
export async function storm(place: Place, watchers: number, processes: number): Promise<Storm> {
  const { payload } = place;
  const first = await Contestant.start(place);
  const crowd = Crowd.gather(processes);
  try {
    const opening = { payload, snapshot: payload !== null };
    await crowd.connect({ url: socketUrl(first), count: watchers, ...opening });
    const lost = await crowd.lose();
    await Promise.all([lost(), first.kill()]);
    const second = await Contestant.start(place);
    try {
      const changer = await place.organiser?.(second);
      // so that everybody has missed something, by which it is seen that they are live
      await changer?.change(next());
      const { cpuMs } = await second.usage();
      const began = now();
      const coming = crowd.resume({ url: socketUrl(second), ...opening });
      const mutations = mutateDuring(coming, changer);
      const { at, snapshots, gaps } = await coming;
      const used = (await second.usage()).cpuMs - cpuMs;
      const told = await mutations;
      await changer?.close();
      return {
        allLiveMs: Math.max(...at) - began,
        cpuMsPerWatcher: used / watchers,
        snapshots,
        gaps,
        ...told,
      };
    } finally {
      crowd.disband();
      await second.stop();
    }
  } finally {
    crowd.disband();
  }
}

/** A crowd opens the board within some seconds: each asks for it, and then watches it. */
export async function arrival(place: Place, watchers: number, processes: number, withinMs: number): Promise<Arrival> {
  const { payload } = place;
  const server = await Contestant.start(place);
  const crowd = Crowd.gather(processes);
  try {
    const changer = await place.organiser?.(server);
    const { cpuMs } = await server.usage();
    const began = now();
    const coming = crowd.arrive({
      url: socketUrl(server),
      count: watchers,
      withinMs,
      payload,
      snapshot: payload !== null,
      query: place.query(server.url),
    });
    const mutations = mutateDuring(coming, changer);
    const { took, lastAt } = await coming;
    const used = (await server.usage()).cpuMs - cpuMs;
    const told = await mutations;
    await changer?.close();
    return {
      allLiveMs: lastAt - began,
      p50Ms: quantile(took, 0.5),
      p99Ms: quantile(took, 0.99),
      cpuMsPerWatcher: used / watchers,
      ...told,
    };
  } finally {
    crowd.disband();
    await server.stop();
  }
}

const socketUrl = ({ url }: Contestant): string => url.replace(/^http/, 'ws');

let changes = 1_000_000;
/** Each change has to say something new. */
const next = (): number => (changes += 1);

async function mutateDuring(coming: Promise<unknown>, changer: Changer | undefined): Promise<Mutations> {
  const times: number[] = [];
  let over = false;
  void coming
    .finally(() => {
      over = true;
    })
    .catch(() => undefined);
  while (changer !== undefined && !over) {
    const began = now();
    await changer.change(next());
    times.push(now() - began);
    await later(PAUSE_MS);
  }
  return { mutations: times.length, slowestMutationMs: Math.max(0, ...times) };
}
