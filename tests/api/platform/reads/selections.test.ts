import { fetchData, request } from '../../../testkit/graphql';
import { openTwoAlliances, type TwoAlliances } from '../../../testkit/world/fixtures/two-alliances';

let fixtures: TwoAlliances;
beforeAll(async () => {
  fixtures = await openTwoAlliances();
});
afterAll(() => fixtures.close());

const read = <D = Record<string, unknown>>(query: string, variables: object = {}, operationName?: string): Promise<D> =>
  fetchData<D>(fixtures.world.server.url, {
    query,
    variables,
    ...(operationName === undefined ? {} : { operationName }),
  });
const global = (prefix: string, id: string | undefined): string => `${prefix}_${id ?? ''}`;

describe('aliases', () => {
  it('of one field have each its own arguments, within one object as at the root', async () => {
    const { street, rest, a, b, none } = await read<
      Record<string, { territories: unknown[] }> & { [alias: string]: unknown }
    >(`{
      street: alliance(slug: "qingfeng") { territories(level: SUBDISTRICT) { level } }
      rest: alliance(slug: "qingfeng") { territories(level: COMMUNITY) { level } every: territories { level } units:
        memberUnits(first: 1) { totalCount } hosts: memberUnits(filter: { host: true }) { totalCount } }
      a: alliance(slug: "qingfeng") { slug } b: alliance(slug: "hemu") { slug } none: alliance(slug: "") { slug }
    }`);
    const level = (...levels: string[]): object[] => levels.map((each) => ({ level: each }));
    expect(street).toEqual({ territories: level('SUBDISTRICT') });
    expect(rest).toEqual({
      territories: level('COMMUNITY', 'COMMUNITY'),
      every: expect.any(Array),
      units: { totalCount: 3 },
      hosts: { totalCount: 1 },
    });
    expect([a, b, none]).toEqual([{ slug: 'qingfeng' }, { slug: 'hemu' }, null]);
  });

  it('may be any name, and the answer keeps the order in which fields were asked for', async () => {
    const { text } = await request(fixtures.world.server.url, {
      query:
        '{ alliance(slug: "qingfeng") { z: slug constructor: slug __proto__: slug a: __typename toString: slug } }',
    });
    expect(text).toBe(
      '{"data":{"alliance":{"z":"qingfeng","constructor":"qingfeng","__proto__":"qingfeng","a":"Alliance","toString":"qingfeng"}},"extensions":{"cost":{"asked":1,"ceiling":20000}}}',
    );
  });

  it('that do so in a computed field keep their places too', async () => {
    const id = global('meeting', fixtures.here.meetings['SCHEDULED/PUBLIC']);
    const token = await fixtures.signIn(fixtures.here.people.secretariat);
    const { body } = await request<{ a: Record<string, unknown> }>(fixtures.world.server.url, {
      query: `{ a: meeting(id: "${id}") { first: checkInCode __proto__: checkInCode previous { checkInCode } title } }`,
      token,
    });
    expect(Object.entries(body.data?.a ?? {})).toEqual([
      ['first', expect.stringMatching(/^\d{6}$/)],
      ['__proto__', expect.stringMatching(/^\d{6}$/)],
      ['previous', { checkInCode: expect.stringMatching(/^\d{6}$/) }],
      ['title', expect.any(String)],
    ]);
  });
});

describe('fragments', () => {
  it('on the same field merge, however they come', async () => {
    const { alliance } = await read(`{
      alliance(slug: "qingfeng") { slug sectorGroups { id } ...Names sectorGroups { purpose ...Group } ... on Node {
        id } ... { motto } }
    }
    fragment Names on Alliance { name sectorGroups { name } areaGroups { name territory { name } } ...More }
    fragment More on Alliance { areaGroups { territory { level ... on Node { id } } } }
    fragment Group on SectorGroup { alliance { slug } }`);
    expect(alliance).toEqual({
      id: global('alliance', fixtures.here.id),
      slug: 'qingfeng',
      motto: expect.any(String),
      name: expect.any(String),
      sectorGroups: fixtures.here.sectors.map((id, index) => ({
        id: global('sector', id),
        name: expect.any(String),
        purpose: index === 0 ? expect.any(String) : null,
        alliance: { slug: 'qingfeng' },
      })),
      areaGroups: [
        {
          name: expect.any(String),
          territory: {
            name: expect.any(String),
            level: 'COMMUNITY',
            id: global('territory', fixtures.here.territories[1]),
          },
        },
        { name: expect.any(String), territory: null },
      ],
    });
  });

  it('on an interface show each type what was asked of it, and of the interface', async () => {
    const { here } = fixtures;
    const ids = [
      global('unit', here.units.active),
      global('sector', here.sectors[0]),
      global('alliance', here.id),
      'nonsense',
      global('unit', here.units.active),
      global('unit', here.sectors[0]),
    ];
    const { nodes } = await read(
      `query ($ids: [ID!]!) { nodes(ids: $ids) { id ...Named ... on MemberUnit { kind alliance { slug } } ... on
        SectorGroup { alliance { name } } } }
      fragment Named on Node { __typename ... on Alliance { slug } ... on MemberUnit { status } }`,
      { ids },
    );
    const unit = {
      __typename: 'MemberUnit',
      id: ids[0],
      kind: 'SCHOOL',
      status: 'ACTIVE',
      alliance: { slug: 'qingfeng' },
    };
    expect(nodes).toEqual([
      unit,
      { __typename: 'SectorGroup', id: ids[1], alliance: { name: expect.any(String) } },
      { __typename: 'Alliance', id: ids[2], slug: 'qingfeng' },
      null,
      unit,
      null,
    ]);
  });

  it('on a union show the type that is there', async () => {
    const { meetings } = fixtures.here;
    const token = await fixtures.signIn(fixtures.here.people.organiser);
    const scopes = await Promise.all(
      ['SCHEDULED/PUBLIC', 'sector', 'area', 'community'].map(async (name) => {
        const query = `query ($id: ID!) { meeting(id: $id) { scope { __typename ... on Node { id } ... on SectorGroup { purpose }
            ... on Alliance { slug } ... on Territory { level } ...Area } } } fragment Area on AreaGroup { territory {
            level } }`;
        return (
          await fetchData<{ meeting: { scope: object } }>(fixtures.world.server.url, {
            query,
            variables: { id: global('meeting', meetings[name]) },
            token,
          })
        ).meeting.scope;
      }),
    );
    expect(scopes).toEqual([
      { __typename: 'Alliance', id: global('alliance', fixtures.here.id), slug: 'qingfeng' },
      { __typename: 'SectorGroup', id: global('sector', fixtures.here.sectors[0]), purpose: expect.any(String) },
      { __typename: 'AreaGroup', id: global('area', fixtures.here.areas[0]), territory: { level: 'COMMUNITY' } },
      { __typename: 'Territory', id: global('territory', fixtures.here.territories[1]), level: 'COMMUNITY' },
    ]);
  });
});

describe('directives', () => {
  const QUERY = `query ($with: Boolean!, $without: Boolean! = false) { alliance(slug: "qingfeng") {
    slug name @include(if: $with) motto @skip(if: $without) ...Rest @include(if: $with) sectorGroups @skip(if: $with)
      { id }
  } } fragment Rest on Alliance { foundedOn }`;

  it.each([
    [true, false],
    [false, false],
    [true, true],
    [false, true],
    [true, false],
  ])('follow their variables at each run: with %s, without %s', async (yes, no) => {
    const { alliance } = await read(QUERY, { with: yes, without: no });
    expect(Object.keys(alliance as object)).toEqual([
      'slug',
      ...(yes ? ['name'] : []),
      ...(no ? [] : ['motto']),
      ...(yes ? ['foundedOn'] : ['sectorGroups']),
    ]);
  });

  it('may take everything away', async () => {
    const { status, text } = await request(fixtures.world.server.url, {
      query: '{ alliance(slug: "qingfeng") { slug @skip(if: true) } alliances @include(if: false) { totalCount } }',
    });
    expect([status, text]).toEqual([200, '{"data":{"alliance":{}},"extensions":{"cost":{"asked":1,"ceiling":20000}}}']);
  });
});

describe('a document', () => {
  it('may hold several operations, of which one is named', async () => {
    const query = `query A { alliance(slug: "qingfeng") { slug } } query B($slug: String!) { alliance(slug: $slug) { motto slug }
        } mutation C { signOut { userErrors { code } } }`;
    expect(await read(query, {}, 'A')).toEqual({ alliance: { slug: 'qingfeng' } });
    expect(await read(query, { slug: 'hemu' }, 'B')).toEqual({ alliance: { motto: expect.any(String), slug: 'hemu' } });
    expect(await read(query, {}, 'C')).toEqual({ signOut: { userErrors: [] } });
    for (const operationName of [undefined, 'D']) {
      const { status, body } = await request(fixtures.world.server.url, {
        query,
        ...(operationName === undefined ? {} : { operationName }),
      });
      expect([status, body.data ?? null, body.errors?.[0]?.extensions.code]).toEqual([
        400,
        null,
        'OPERATION_RESOLUTION_FAILURE',
      ]);
    }
  });

  it('is read anew for other values of the same variables, given, null or left out', async () => {
    const query = `query ($slug: String!, $first: Int, $level: TerritoryLevel, $text: String) { alliance(slug: $slug) {
        memberUnits(first: $first, filter: { text: $text }) { nodes { id } } territories(level: $level) { level } } }`;
    const counts = async (variables: object): Promise<number[]> => {
      const { alliance } = await read<{ alliance: { memberUnits: { nodes: unknown[] }; territories: unknown[] } }>(
        query,
        { slug: 'qingfeng', ...variables },
      );
      return [alliance.memberUnits.nodes.length, alliance.territories.length];
    };
    expect(await counts({})).toEqual([3, 4]);
    expect(await counts({ first: 1, level: 'COMMUNITY' })).toEqual([1, 2]);
    expect(await counts({ first: 2, level: 'ESTATE' })).toEqual([2, 1]);
    expect(await counts({ first: null, level: null, text: null })).toEqual([3, 4]);
    expect(await counts({ text: '没有' })).toEqual([0, 4]);
    expect(await counts({})).toEqual([3, 4]);
  });

  it('may ask of the schema and of the data at once, and tells types by their names everywhere', async () => {
    const data = await read(`{
      __typename me: __typename type: __type(name: "Quorum") { kind fields { name } }
      alliances(first: 1) { __typename pageInfo { __typename } edges { __typename node { __typename } } nodes {
        __typename secretariat { __typename person { __typename } } } }
    }`);
    expect(data).toEqual({
      __typename: 'Query',
      me: 'Query',
      type: { kind: 'OBJECT', fields: [{ name: 'required' }, { name: 'present' }, { name: 'met' }] },
      alliances: {
        __typename: 'AllianceConnection',
        pageInfo: { __typename: 'PageInfo' },
        edges: [{ __typename: 'AllianceEdge', node: { __typename: 'Alliance' } }],
        nodes: [
          {
            __typename: 'Alliance',
            secretariat: expect.arrayContaining([
              { __typename: 'AllianceRoleHolder', person: { __typename: 'Person' } },
            ]),
          },
        ],
      },
    });
  });

  it('may go twelve levels down', async () => {
    const token = await fixtures.signIn(fixtures.here.people.secretariat);
    const query = `{ meeting(id:
      "${global('meeting', fixtures.here.meetings['CANCELLED/PUBLIC'])}") ${'{ previous '.repeat(10)}{ id }${' }'.repeat(10)} }`;
    const { meeting } = await fetchData<{ meeting: object }>(fixtures.world.server.url, { query, token });
    // seven came before the last one, drafts and cancelled ones left out
    expect(JSON.stringify(meeting)).toBe(`${'{"previous":'.repeat(8)}null${'}'.repeat(8)}`);
  });

  it('asks for at most a hundred nodes at once', async () => {
    const ids = Array.from({ length: 101 }, (_, index) => `unit_${index}`);
    const { status, body } = await request(fixtures.world.server.url, {
      query: 'query ($ids: [ID!]!) { nodes(ids: $ids) { id } }',
      variables: { ids },
    });
    expect([status, body.errors?.[0]?.extensions]).toMatchObject([400, { code: 'INVALID', inputPath: ['ids'] }]);
    expect(await read('query ($ids: [ID!]!) { nodes(ids: $ids) { id } }', { ids: ids.slice(1) })).toEqual({
      nodes: Array.from({ length: 100 }, () => null),
    });
    expect(await read('{ nodes(ids: []) { id } }')).toEqual({ nodes: [] });
  });

  it('takes an id in any case, and no other text for one', async () => {
    const id = global('unit', fixtures.here.units.active);
    const upper = `unit_${fixtures.here.units.active.toUpperCase()}`;
    expect(
      await read('query ($ids: [ID!]!) { nodes(ids: $ids) { id } }', {
        ids: [
          upper,
          `UNIT_${fixtures.here.units.active}`,
          ` ${id}`,
          `${id} `,
          fixtures.here.units.active,
          `unit${fixtures.here.units.active}`,
          7,
        ],
      }),
    ).toEqual({ nodes: [{ id }, null, null, null, null, null, null] });
  });
});
