import { Client } from 'pg';
import type { Contestant } from '../contestant';
import type { BenchDatabase } from '../database';
import { ask } from '../requests';
import { castVote, openVote, VOTERS, type MeetingWorld, type Voter } from './data';

/** A meeting with an open vote, on one of the servers that are compared. */
export interface Room {
  readonly meetingId: string;
  /** Casts one voter's vote as a phone would. */
  cast(voter: Voter, option: number): Promise<void>;
  /** Of the votes that were cast: by which revision of the meeting, and when, in milliseconds since 1970. */
  times(): Promise<[revision: number, at: number][]>;
  close(): Promise<void>;
}

/** A server that takes part: how it is started, and brought to an open vote. */
export interface Entrant {
  readonly file: string;
  readonly env: NodeJS.ProcessEnv;
  open(server: Contestant): Promise<Room>;
}

export function ours({ env, ownerUrl }: BenchDatabase, world: MeetingWorld): Entrant {
  return {
    file: 'gongjian.ts',
    env,
    open: async ({ url }) => {
      const vote = await openVote(url, world);
      return {
        meetingId: vote.meetingId,
        cast: (voter, option) => castVote(url, vote, voter, option),
        times: () => timesOf(ownerUrl, vote.meetingId),
        close: vote.close,
      };
    },
  };
}

/** @param frame the last update that our server sent a watcher */
export function bare(frame: string): Entrant {
  return {
    file: 'meeting/raw.ts',
    env: { BENCH_FRAME: frame },
    open: async ({ url }) => {
      const times: [number, number][] = [];
      return {
        meetingId: 'meeting',
        cast: async ({ unitId }, option) => {
          const answer = await ask({ url, body: JSON.stringify({ unitId, option }) });
          const { revision, at } = JSON.parse(answer) as { revision: number; at: number };
          times.push([revision, at]);
        },
        times: async () => times,
        close: async () => undefined,
      };
    },
  };
}

/** The moments of the votes' events, which lie before their commits. */
async function timesOf(ownerUrl: string, meetingId: string): Promise<[number, number][]> {
  const client = new Client({ connectionString: ownerUrl });
  await client.connect();
  try {
    const { rows } = await client.query<{ revision: number; at: number }>(
      `select revision, extract(epoch from at)::float8 * 1000 as at from live_events where stream_id = $1 order by revision desc limit ${VOTERS}`,
      [meetingId.replace(/^.*_/, '')],
    );
    if (rows.length < VOTERS) throw new Error(`only ${rows.length} votes came about in ${meetingId}`);
    return rows.map(({ revision, at }) => [revision, at]);
  } finally {
    await client.end();
  }
}
