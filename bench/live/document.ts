import type { LiveWorld } from './data';

/** What every watcher asks for. */
const WATCH = `subscription Watch($meetingId: ID!) { agendaUpdates(meetingId: $meetingId) {
  previousRevision revision at currentItemId schedule { itemId number expectedAt }
  changes { __typename ... on AgendaItemChanged { item {
    id number title description kind state plannedMinutes expectedAt startedAt elapsedSeconds version presenterUnit { id name } } } } } }`;

export function watchPayload({ meetingId }: LiveWorld): object {
  return { query: WATCH, variables: { meetingId: `meeting_${meetingId}` } };
}
