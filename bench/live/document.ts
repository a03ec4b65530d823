import type { LiveWorld } from './data';

/** What every watcher asks for. */
const WATCH = `subscription Watch($meetingId: ID!) { agendaUpdates(meetingId: $meetingId) {
  previousRevision revision at currentItemId schedule { itemId number expectedAt }
  changes { __typename ... on AgendaItemChanged { item {
    id number title description kind state plannedMinutes expectedAt startedAt elapsedSeconds version presenterUnit { id name } } } } } }`;

const ITEM = 'id parent { id } number title state expectedAt startedAt elapsedSeconds';

/** What a board asks for: a snapshot, or what has changed since the revision that it has. */
const BOARD = `subscription Board($meetingId: ID!, $after: Int) { agendaUpdates(meetingId: $meetingId, after: $after) {
  previousRevision revision currentItemId
  snapshot { title status agenda { serverTime items { ${ITEM} } } }
  changes { __typename ... on AgendaItemChanged { item { ${ITEM} } } }
  schedule { itemId number expectedAt } } }`;

const QUERY = `query Board($meetingId: ID!) { meeting(id: $meetingId) {
  title status agenda { serverTime items { ${ITEM} presenterUnit { id name } } } } }`;

interface Payload {
  readonly query: string;
  readonly variables: object;
}

const payloadOf = (query: string, { meetingId }: LiveWorld): Payload => ({
  query,
  variables: { meetingId: `meeting_${meetingId}` },
});

export const watchPayload = (world: LiveWorld): Payload => payloadOf(WATCH, world);
export const boardPayload = (world: LiveWorld): Payload => payloadOf(BOARD, world);
export const boardQuery = (world: LiveWorld): Payload => payloadOf(QUERY, world);
