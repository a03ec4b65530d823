/**
 * Live updates: what clients watch over GraphQL subscriptions: each change once, in order, through any failure.
 *
 * - feed: one field of the subscription type, as a module declares it; the rest of this folder follows from that
 * - stream: what one watcher watches, known by its feed and the id of an object; its revisions have no gaps
 * - event: one change to a stream, written with its next revision in the transaction that makes it
 * - feed of events: each event is an update of its own; feed of steps: a snapshot, then steps that lead to the present
 * - access level: how much a viewer may see of a stream, as one number
 * - signal: says that there is something to read, and may be lost; the poll finds it all the same
 * - watcher: one subscription on one socket; watchers that are to be sent the same make a group
 */
import type { ReadModel } from '../reads/model';
import { declaredFeeds } from './declarations';
import { EventFeed } from './event-feed';
import type { Feed } from './feed';
import { StepFeed } from './step-feed';

/** The declared feeds, ready to be served. */
export function buildFeeds(model: ReadModel): readonly Feed[] {
  return [...declaredFeeds().values()].map((feed) =>
    feed.kind === 'events' ? new EventFeed(model, feed) : new StepFeed(model, feed),
  );
}

export { declareEventFeed, declareStepFeed, updateTypes } from './declarations';
export { eventCursor } from './event-plan';
export { declaredSubscriptions } from './subscriptions';
