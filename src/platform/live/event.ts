/** The channel on which a commit says that there is something to read. It carries signals and nothing else. */
export const LIVE_CHANNEL = 'gongjian_live';

/** One change to something that is watched, written in the transaction that makes it. */
export interface LiveEvent {
  /** The feed that shows it: its field of the subscription type. */
  readonly feed: string;
  /** The alliance that the stream belongs to. */
  readonly allianceId: string;
  /** What is watched: the row id of a meeting, an agreement, a person. */
  readonly streamId: string;
  /** The stream's next revision, where a row of its own counts them under its lock; when absent the journal counts. */
  readonly revision?: number;
  /** What changed, in the terms of the feed. */
  readonly content: Readonly<Record<string, unknown>>;
}

/** A stream is known by its feed and its id: one object may be watched through several feeds. */
export function streamKey(feed: string, streamId: string): string {
  return `${feed}:${streamId}`;
}
