/** The channel on which a commit says that there is something to read. It carries a signal and nothing else. */
export const LIVE_CHANNEL = 'gongjian_live';

/** One change to something that is watched, written in the transaction that makes it. */
export interface LiveEvent {
  /** The alliance that the stream belongs to. */
  readonly allianceId: string;
  /** What is watched: the row id of a meeting, an agreement. */
  readonly streamId: string;
  /** The stream's next revision, taken under its row lock. */
  readonly revision: number;
  /** What changed, in the words of the feed that reads it. */
  readonly content: Readonly<Record<string, unknown>>;
}
