import { streamKey, type LiveEvent } from '../live/event';
import type { WriteTransaction } from './transaction';

/** What a higher module does in the same transaction when a lower one, which does not know it, has written an event. */
type Follower = (tx: WriteTransaction, event: LiveEvent) => Promise<void>;

const followers = new Map<string, Follower[]>();

/** Has the events of a feed followed: the last one of each stream. What a follower writes is not followed in turn. */
export function followEvents(feed: string, follower: Follower): void {
  followers.set(feed, [...(followers.get(feed) ?? []), follower]);
}

export async function followed(tx: WriteTransaction, events: readonly LiveEvent[]): Promise<void> {
  const last = new Map(events.map((event) => [streamKey(event.feed, event.streamId), event]));
  for (const event of last.values()) for (const follower of followers.get(event.feed) ?? []) await follower(tx, event);
}
