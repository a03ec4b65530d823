import { Client } from 'pg';
import { newId } from '../../../../src/platform/database/ids';
import type { Sender } from '../../../testkit/world/caller';
import type { TestAlliance } from '../../../testkit/world/test-alliance';
import { TestWorld } from '../../../testkit/world/test-world';
import { rowId } from '../../../../src/platform/writes/validation';

let world: TestWorld;
let alliance: TestAlliance;
beforeEach(async () => {
  world ??= await TestWorld.open();
  alliance = await world.alliance();
});
afterAll(() => world.close());

interface Unit {
  readonly id: string;
  readonly version: number;
  readonly updatedAt: string;
}

interface Answer {
  readonly alliance: {
    readonly memberUnits: {
      readonly nodes: readonly Unit[];
      readonly pageInfo: { readonly endCursor: string | null; readonly hasNextPage: boolean };
    };
  };
}

/** As the descriptions say: what is stored later than this after its own moment is missed. */
const OVERLAP = 5 * 60_000;
const LONG_AGO = Date.parse('2026-01-01');

/** What has changed since a moment, page by page. */
async function changed(since: Date | null, by: Sender | null = alliance.secretariat): Promise<Unit[]> {
  const query = `query ($slug: String!, $since: DateTime, $after: String) { alliance(slug: $slug) {
    memberUnits(first: 4, after: $after, filter: { updatedAfter: $since }, orderBy: { field: UPDATED_AT, direction: ASC }) {
      nodes { id version updatedAt } pageInfo { endCursor hasNextPage } } } }`;
  const all: Unit[] = [];
  for (let after: string | null = null, more = true; more;) {
    const answer: Answer = await world.as(by).query<Answer>(query, { slug: alliance.slug, since, after });
    const { nodes, pageInfo } = answer.alliance.memberUnits;
    all.push(...nodes);
    [after, more] = [pageInfo.endCursor, pageInfo.hasNextPage];
  }
  return all;
}

/** A copy of the units that follows them by what has changed. */
class Copy {
  readonly versions = new Map<string, number>();
  private last: number | null = null;

  /** Answers which units were read. */
  async follow(overlap = OVERLAP): Promise<ReadonlySet<string>> {
    const found = await changed(this.last === null ? null : new Date(this.last - overlap));
    for (const { id, version, updatedAt } of found) {
      this.versions.set(id, version);
      this.last = Math.max(this.last ?? 0, Date.parse(updatedAt));
    }
    return new Set(found.map(({ id }) => id));
  }
}

async function plant(count: number): Promise<string[]> {
  const ids = Array.from({ length: count }, () => newId());
  await world.insert(
    'member_units',
    ids.map((id, index) => ({
      alliance_id: rowId(alliance.id),
      id,
      name: `单位${index}`,
      kind: 'SCHOOL',
      affiliation: 'NONE',
      status: 'ACTIVE',
      updated_at: new Date(LONG_AGO),
    })),
  );
  return ids.map((id) => `unit_${id}`);
}

const rename = (unitId: string, shortName: string) =>
  world.as(alliance.secretariat).mutate('updateMemberUnit', { unitId, shortName });

it('has the moment at which the version last grew, and no other', async () => {
  const [unitId = ''] = await plant(1);
  const show = () => world.as(alliance.secretariat).node<Unit>(unitId, '... on MemberUnit { id version updatedAt }');
  const before = await show();
  expect(Date.parse(before.updatedAt)).toBe(LONG_AGO);
  await rename(unitId, '简称');
  const after = await show();
  expect(after.version).toBe(before.version + 1);
  expect(Date.parse(after.updatedAt)).toBeGreaterThan(LONG_AGO);
  await rename(unitId, '简称'); // changes nothing
  expect(await show()).toEqual(after);
});

it('is followed while it is written to: only what has changed is read, and nothing is missed', async () => {
  const ids = await plant(24);
  const busy = ids.slice(0, 12);
  const copy = new Copy();
  expect(await copy.follow()).toEqual(new Set(ids));
  await rename(busy[0] ?? '', '先行');
  await copy.follow();
  let writing = true;
  const writers = Promise.all(
    [0, 1, 2, 3].map(async (writer) => {
      for (let round = 0; round < 4; round++)
        for (const id of busy.filter((_, index) => index % 4 === writer)) await rename(id, `第${round}次`);
    }),
  ).finally(() => (writing = false));
  while (writing) for (const id of await copy.follow()) expect(busy).toContain(id);
  await writers;
  expect(await copy.follow()).toEqual(new Set(busy));
  const truth = await world.sql<{ id: string; version: number }>(
    `select 'unit_' || id as id, version from member_units where alliance_id = $1`,
    [rowId(alliance.id)],
  );
  expect(copy.versions).toEqual(new Map(truth.map(({ id, version }) => [id, version])));
});

it('begins at a cursor or where a range does, whichever is further, from either end', async () => {
  const ids = await plant(6);
  for (const [index, id] of ids.entries())
    await world.sql('update member_units set updated_at = $2 where id = $1', [
      rowId(id),
      new Date(LONG_AGO + index * 1_000),
    ]);
  const page = async (args: string) => {
    const shown = await alliance.shown<{
      memberUnits: { edges: { cursor: string; node: { id: string } }[]; pageInfo: object; totalCount: number };
    }>(`memberUnits(${args}) { totalCount edges { cursor node { id } } pageInfo { hasPreviousPage hasNextPage } }`);
    return shown.memberUnits;
  };
  const { edges } = await page('first: 6, orderBy: { field: UPDATED_AT, direction: ASC }');
  const since = `filter: { updatedAfter: "${new Date(LONG_AGO + 2_000).toISOString()}" }`;
  const cursors = edges.map(({ cursor }) => cursor);
  for (const [index, cursor] of cursors.entries()) {
    const forward = await page(
      `first: 6, after: "${cursor}", ${since}, orderBy: { field: UPDATED_AT, direction: ASC }`,
    );
    expect(forward.edges.map(({ node }) => node.id)).toEqual(ids.slice(Math.max(index + 1, 3)));
    expect(forward.totalCount).toBe(3);
    expect(forward.pageInfo).toMatchObject({ hasPreviousPage: index >= 3 });
    const backward = await page(
      `last: 6, before: "${cursor}", ${since}, orderBy: { field: UPDATED_AT, direction: ASC }`,
    );
    expect(backward.edges.map(({ node }) => node.id)).toEqual(ids.slice(3, Math.max(index, 3)));
  }
  const { edges: newest } = await page('first: 6, orderBy: { field: UPDATED_AT, direction: DESC }');
  for (const [index, { cursor }] of newest.entries()) {
    const [descending, reversed] = [
      await page(`first: 6, after: "${cursor}", ${since}, orderBy: { field: UPDATED_AT, direction: DESC }`),
      await page(`last: 6, before: "${cursor}", ${since}, orderBy: { field: UPDATED_AT, direction: DESC }`),
    ];
    expect(descending.edges.map(({ node }) => node.id)).toEqual([...ids].reverse().slice(index + 1, 3));
    expect(reversed.edges.map(({ node }) => node.id)).toEqual([...ids].reverse().slice(0, Math.min(index, 3)));
  }
});

it('finds what is stored after a later change, by the overlap alone', async () => {
  const [slow = '', quick = ''] = await plant(2);
  const copy = new Copy();
  const careless = new Copy();
  await Promise.all([copy.follow(), careless.follow()]);
  const writer = new Client({ connectionString: world.server.database.ownerUrl });
  await writer.connect();
  try {
    await writer.query('begin');
    await writer.query('update member_units set version = version + 1 where id = $1', [rowId(slow)]);
    await rename(quick, '简称');
    await Promise.all([copy.follow(), careless.follow(0)]);
    await writer.query('commit');
  } finally {
    await writer.end();
  }
  await Promise.all([copy.follow(), careless.follow(0)]);
  expect([copy.versions.get(slow), careless.versions.get(slow)]).toEqual([2, 1]);
});

it('tells of what is over: units that left, agreements that were withdrawn, meetings that were cancelled', async () => {
  const [one, two] = await alliance.partners('甲', '乙');
  if (one === undefined || two === undefined) throw new Error('no partners');
  const draft = await alliance.agreements.draft([one, two]);
  const meetingId = await alliance.meeting();
  const [{ now } = { now: new Date() }] = await world.sql<{ now: Date }>('select clock_timestamp() as now');
  const { secretariat } = alliance;
  const FOUND = `agreements(filter: { updatedAfter: $since }, orderBy: { field: UPDATED_AT, direction: ASC }) { nodes { id status } }
    meetings(filter: { updatedAfter: $since }, orderBy: { field: UPDATED_AT, direction: ASC }) { nodes { id status } }
    memberUnits(filter: { updatedAfter: $since }, orderBy: { field: UPDATED_AT, direction: DESC }) { nodes { id status } }`;
  const found = async () =>
    (
      await world.as(secretariat).query<{
        alliance: object;
      }>(`query ($slug: String!, $since: DateTime) { alliance(slug: $slug) { ${FOUND} } }`, {
        slug: alliance.slug,
        since: now,
      })
    ).alliance;
  expect(await found()).toEqual({ agreements: { nodes: [] }, meetings: { nodes: [] }, memberUnits: { nodes: [] } });
  await alliance.agreements.call(one, 'withdrawAgreement', { agreementId: draft.id });
  await world.as(secretariat).mutate('cancelMeeting', { meetingId, reason: '改期' });
  await world.as(secretariat).mutate('endMembership', { unitId: two.unitId, leftOn: '2026-01-01' });
  expect(await found()).toEqual({
    agreements: { nodes: [{ id: draft.id, status: 'WITHDRAWN' }] },
    meetings: { nodes: [{ id: meetingId, status: 'CANCELLED' }] },
    memberUnits: { nodes: [{ id: two.unitId, status: 'LEFT' }] },
  });
});

describe('the orders and filters of lists', () => {
  it('asks for agreements by the last and the first day of their term', async () => {
    const partners = await alliance.partners('甲', '乙');
    const terms = [
      ['2030-01-01', '2030-06-30'],
      ['2031-01-01', '2031-06-30'],
      ['2029-01-01', null],
    ] as const;
    const ids: string[] = [];
    for (const [startsOn, endsOn] of terms)
      ids.push((await alliance.agreements.draft(partners, { startsOn, endsOn })).id);
    const [first, second, endless] = ids;
    const list = async (args: string): Promise<string[]> =>
      (
        await alliance.shown<{ agreements: { nodes: { id: string }[] } }>(
          `agreements(${args}) { nodes { id } }`,
          alliance.secretariat,
        )
      ).agreements.nodes.map(({ id }) => id);
    expect(await list('orderBy: { field: ENDS_ON, direction: ASC }')).toEqual([first, second, endless]);
    expect(await list('orderBy: { field: ENDS_ON, direction: DESC }')).toEqual([endless, second, first]);
    expect(await list('orderBy: { field: CREATED_AT, direction: ASC }')).toEqual(ids);
    expect(await list('filter: { startsAfter: "2029-01-01" }, orderBy: { field: CREATED_AT, direction: ASC }')).toEqual(
      [first, second],
    );
  });

  it('asks for meetings by who is invited, for members, and by who has still to answer', async () => {
    const partner = await alliance.partner('甲');
    const other = await alliance.partner('乙');
    const invited = await alliance.meeting({ inviteUnitIds: [partner.unitId] });
    await alliance.meeting();
    const { unitId, representative } = partner;
    const count = async (by: Sender | null, filter: object): Promise<number> =>
      (
        await world.as(by).query<{ alliance: { meetings: { totalCount: number } } }>(
          `query ($slug: String!, $filter: JointMeetingFilter) { alliance(slug: $slug) { meetings(filter: $filter) {
            totalCount } } }`,
          { slug: alliance.slug, filter },
        )
      ).alliance.meetings.totalCount;
    const ofUnit = async (by: Sender | null): Promise<unknown> =>
      world.as(by).node(unitId, '... on MemberUnit { meetings { nodes { id } } }');
    expect([
      await count(alliance.secretariat, { unitId }),
      await count(alliance.secretariat, { unitId: other.unitId }),
      await count(other.representative, { unitId }),
      await count(null, { unitId }),
    ]).toEqual([1, 0, 1, 0]);
    expect(await ofUnit(other.representative)).toEqual({ meetings: { nodes: [{ id: invited }] } });
    expect(await ofUnit(null)).toEqual({ meetings: { nodes: [] } });
    const awaiting = { awaitingMyAnswer: true };
    expect([
      await count(representative, awaiting),
      await count(other.representative, awaiting),
      await count(null, awaiting),
    ]).toEqual([1, 0, 0]);
    await world.as(representative).mutate('respondToInvitation', { meetingId: invited, unitId, accept: true });
    expect(await count(representative, awaiting)).toBe(0);
  });

  it('asks for units by credit code and joining day, and within a group', async () => {
    const code = '12339901100000008R';
    const sectorGroupId = await alliance.create('createSectorGroup', 'sectorGroup', {
      allianceId: alliance.id,
      name: '民生',
    });
    const add = (name: string, more: object): Promise<string> =>
      alliance.create('addMemberUnit', 'memberUnit', {
        allianceId: alliance.id,
        name,
        kind: 'SCHOOL',
        affiliation: 'NONE',
        sectorGroupIds: [sectorGroupId],
        ...more,
      });
    const coded = await add('甲校', { creditCode: code, joinedOn: '2011-10-18' });
    const late = await add('乙校', { joinedOn: '2020-01-01', kind: 'HOSPITAL' });
    const host = await add('街道', { host: true });
    const list = async (args: string): Promise<string[]> =>
      (
        await alliance.shown<{ memberUnits: { nodes: { id: string }[] } }>(`memberUnits(${args}) { nodes { id } }`)
      ).memberUnits.nodes.map(({ id }) => id);
    expect(await list(`filter: { creditCode: "${code.toLowerCase()}" }`)).toEqual([coded]);
    expect(await list('filter: { text: "990110" }')).toEqual([coded]);
    expect(await list('filter: { joinedAfter: "2011-10-18" }')).toEqual([late]);
    const inGroup = async (args: string): Promise<string[]> =>
      (
        await world
          .as()
          .node<{ memberUnits: { nodes: { id: string }[] } }>(
            sectorGroupId,
            `... on SectorGroup { memberUnits(${args}) { nodes { id } } }`,
          )
      ).memberUnits.nodes.map(({ id }) => id);
    expect(await inGroup('filter: { kinds: [HOSPITAL] }')).toEqual([late]);
    expect(await inGroup('orderBy: { field: JOINED_ON, direction: DESC }')).toEqual([host, late, coded]);
  });
});
