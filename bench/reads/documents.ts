import type { ReadsWorld } from './data';

/** One of the reads that are compared. */
export type Query = 'list' | 'deep' | 'point' | 'agreements';

export const QUERIES: readonly Query[] = ['list', 'deep', 'point', 'agreements'];

export const DESCRIPTIONS: Readonly<Record<Query, string>> = {
  list: '50 units with sector groups, area group and territory',
  deep: 'alliance, 7 areas, of each 10 units with sector groups, 3 meetings with items and who presents them',
  point: 'one meeting with 20 items and who presents them',
  agreements: 'the 50 newest of 4,000 agreements in force with their parties',
};

/** As our server, Mercurius and the floor serve them. */
const DOCUMENTS: Readonly<Record<Query, string>> = {
  list: `query Units($slug: String!) { alliance(slug: $slug) { memberUnits(first: 50) { nodes {
    id name kind affiliation creditCode joinedOn territory { id name level } areaGroup { id name } sectorGroups { id name } } } } }`,
  deep: `query Areas($slug: String!) { alliance(slug: $slug) { id name areaGroups { id name
    memberUnits(first: 10) { nodes { id name kind sectorGroups { id name } } }
    meetings(first: 3) { nodes { id title status startsAt agenda { items { id number title state presenterUnit { id name } } } } } } } }`,
  point: `query Meeting($id: ID!) { meeting(id: $id) { id kind title status visibility startsAt endsAt venue
    agenda { revision items { id number title kind state plannedMinutes expectedAt presenter presenterUnit { id name } } } } }`,
  agreements: `query Agreements($slug: String!) { alliance(slug: $slug) { agreements(first: 50, filter: { statuses: [ACTIVE] }) { nodes {
    id number title tier status startsOn endsOn parties { role unit { id name } } } } } }`,
};

/** As PostGraphile serves them from the same tables. */
const POSTGRAPHILE: Readonly<Record<Query, string>> = {
  list: `query Units($slug: String!) { allianceBySlug(slug: $slug) { memberUnitsByAllianceId(first: 50, orderBy: NAME_ASC) { nodes {
    id: rowId name kind affiliation creditCode joinedOn
    territory: territoryByAllianceIdAndTerritoryId { id: rowId name level }
    areaGroup: areaGroupByAllianceIdAndAreaGroupId { id: rowId name }
    sectorGroups: sectorGroupMembersByAllianceIdAndUnitId { nodes { sectorGroupByAllianceIdAndSectorGroupId { id: rowId name } } } } } } }`,
  deep: `query Areas($slug: String!) { allianceBySlug(slug: $slug) { id: rowId name areaGroups: areaGroupsByAllianceId { nodes { id: rowId name
    memberUnits: memberUnitsByAllianceIdAndAreaGroupId(first: 10, orderBy: NAME_ASC) { nodes { id: rowId name kind
      sectorGroups: sectorGroupMembersByAllianceIdAndUnitId { nodes { sectorGroupByAllianceIdAndSectorGroupId { id: rowId name } } } } }
    meetings: jointMeetingsByAllianceIdAndAreaGroupId(first: 3, orderBy: STARTS_AT_DESC) { nodes { id: rowId title status startsAt
      items: agendaItemsByAllianceIdAndMeetingId(orderBy: ORDINAL_ASC) { nodes { id: rowId numbers title state
        presenterUnit: memberUnitByAllianceIdAndPresenterUnitId { id: rowId name } } } } } } } } }`,
  point: `query Meeting($alliance: UUID!, $id: UUID!) { meeting: jointMeetingByAllianceIdAndRowId(allianceId: $alliance, rowId: $id) { id: rowId kind title status visibility startsAt endsAt venue revision
    items: agendaItemsByAllianceIdAndMeetingId(orderBy: ORDINAL_ASC) { nodes { id: rowId numbers title kind state plannedMinutes expectedStarts presenter
      presenterUnit: memberUnitByAllianceIdAndPresenterUnitId { id: rowId name } } } } }`,
  agreements: `query Agreements($slug: String!) { allianceBySlug(slug: $slug) { agreementsByAllianceId(first: 50, condition: { status: "ACTIVE" }, orderBy: CREATED_AT_DESC) { nodes {
    id: rowId number title tier status startsOn endsOn
    parties: agreementPartiesByAllianceIdAndAgreementId(orderBy: POSITION_ASC) { nodes { role unit: memberUnitByAllianceIdAndUnitId { id: rowId name } } } } } } }`,
};

/** The body of a request. */
export function bodyOf(
  peer: 'ours' | 'postgraphile',
  query: Query,
  { slug, allianceId, meetingId }: ReadsWorld,
): string {
  const point = peer === 'ours' ? { id: `meeting_${meetingId}` } : { alliance: allianceId, id: meetingId };
  const variables = query === 'point' ? point : { slug };
  return JSON.stringify({ query: (peer === 'ours' ? DOCUMENTS : POSTGRAPHILE)[query], variables });
}

type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** The answer's objects without what each server writes in its own way, so that all answers can be compared. */
export function plain(text: string): string {
  const { data, errors } = JSON.parse(text) as { data?: Json; errors?: Json };
  if (data === undefined || data === null || errors !== undefined)
    throw new Error(`not an answer: ${text.slice(0, 500)}`);
  return JSON.stringify(reduced(data));
}

function reduced(value: Json, key = ''): Json {
  if (typeof value === 'string') {
    if (key === 'id') return value.replace(/^[a-z]+_/, '');
    return /(At|Starts)$/.test(key) ? new Date(value).toISOString() : value;
  }
  if (value === null || typeof value !== 'object') return value;
  if (Array.isArray(value)) return (value as readonly Json[]).map((each) => reduced(each, key));
  const entries = Object.entries(value);
  // connections, the agenda and PostGraphile's junctions are ways of saying what is inside them
  const [only] = entries;
  if (
    entries.length === 1 &&
    only !== undefined &&
    /^(nodes|items|memberUnits.*|agreements.*|alliance.*|meeting|sectorGroupBy.*)$/.test(only[0])
  ) {
    return reduced(only[1]);
  }
  const members = entries.flatMap(([name, inner]): [string, Json][] => {
    if (name === 'agenda') return Object.entries(reducedMembers(inner));
    if (name === 'numbers') return [['number', (inner as readonly Json[])[0] ?? null]];
    if (name === 'expectedStarts')
      return [['expectedAt', reduced((inner as readonly Json[])[0] ?? null, 'expectedAt')]];
    return [[name, reduced(inner, name)]];
  });
  return Object.fromEntries(members.sort(([a], [b]) => (a < b ? -1 : 1)));
}

function reducedMembers(agenda: Json): Record<string, Json> {
  const entries = Object.entries((agenda ?? {}) as Record<string, Json>);
  return Object.fromEntries(entries.map(([name, inner]) => [name, reduced(inner, name)]));
}
