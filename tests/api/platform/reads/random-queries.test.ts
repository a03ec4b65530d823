import fc from 'fast-check';
import { parse, validate, type GraphQLSchema } from 'graphql';
import { buildGraph } from '../../../../src/app/server/schema';
import { request } from '../../../testkit/graphql';
import { ReferenceModel } from '../../../testkit/reference-model/reference-model';
import { Rows } from '../../../testkit/reference-model/rows';
import { randomQueries, type Entry } from '../../../testkit/random-query';
import { quickOrFull } from '../../../quick-or-full';
import { openTwoAlliances, type TwoAlliances } from '../../../testkit/world/fixtures/two-alliances';

const RUNS = quickOrFull(80, 600);

let schema: GraphQLSchema;
let fixtures: TwoAlliances;
let reference: ReferenceModel;
let viewers: { readonly personId: string | null; readonly token: string | null }[];
let entries: Entry[];

beforeAll(async () => {
  [schema, fixtures] = await Promise.all([buildGraph(), openTwoAlliances()]);
  const { here, there, inBoth } = fixtures;
  const people = [
    here.people.secretariat,
    here.people.sectorConvenor,
    here.people.representative,
    here.people.suspendedRepresentative,
    there.people.observer,
    inBoth,
  ];
  viewers = [
    { personId: null, token: null },
    ...(await Promise.all(people.map(async (personId) => ({ personId, token: await fixtures.signIn(personId) })))),
  ];
  // what is due is done now, and not at the next quarter of an hour, amid the tests
  await fixtures.world.server.running.timedWork.catchUp();
  await fixtures.world.server.running.auditLog.seal();
  reference = new ReferenceModel(schema, await Rows.read(fixtures.world));
  const { meetings } = here;
  entries = [
    { field: 'alliance(slug: "qingfeng")', type: 'Alliance' },
    { field: 'alliance(slug: "hemu")', type: 'Alliance' },
    { field: 'alliance(slug: "nowhere")', type: 'Alliance' },
    { field: 'alliances(first: 1)', type: 'AllianceConnection' },
    { field: 'viewer', type: 'Viewer' },
    ...Object.values(here.units).map((id) => ({ field: `memberUnit(id: "unit_${id}")`, type: 'MemberUnit' })),
    ...['IN_SESSION/PUBLIC', 'SCHEDULED/CLOSED', 'DRAFT/PUBLIC', 'sector'].map((name) => ({
      field: `meeting(id: "meeting_${meetings[name]}")`,
      type: 'JointMeeting',
    })),
    ...here.territories.map((id) => ({ field: `node(id: "territory_${id}")`, type: 'Territory', byFragment: true })),
    {
      field: `nodes(ids: ["sector_${here.sectors[0]}", "unit_${there.units.suspended}", "sector_${there.sectors[1]}", "nonsense"])`,
      type: 'SectorGroup',
      byFragment: true,
    },
    {
      field: `nodes(ids: ["person_${here.people.secretariat}", "area_${here.areas[0]}", "person_${here.people.pending}"])`,
      type: 'Person',
      byFragment: true,
    },
    ...['DRAFT', 'ACTIVE', 'ACTIVE/strangers', 'OPEN_FOR_SIGNATURE/strangers', 'TERMINATED'].map((name) => ({
      field: `agreement(id: "agreement_${here.agreements[name]}")`,
      type: 'Agreement',
    })),
    { field: `node(id: "agenda_${meetings['IN_SESSION/MEMBERS']}")`, type: 'Agenda', byFragment: true },
  ];
});
afterAll(() => fixtures.close());

test('random queries are answered as the reference model answers them', async () => {
  let refused = 0;
  await fc.assert(
    fc.asyncProperty(
      randomQueries(schema, entries),
      fc.constantFrom(...viewers),
      async ({ query, variables }, viewer) => {
        expect(validate(schema, parse(query))).toEqual([]);
        const { body, text } = await request(fixtures.world.server.url, { query, variables, token: viewer.token });
        if (body.errors?.[0]?.extensions.code === 'TOO_COSTLY') {
          refused += 1;
          return;
        }
        if (body.errors !== undefined) throw new Error(text);
        expect(body.data).toEqual(reference.answer(viewer, query, variables));
      },
    ),
    { numRuns: RUNS },
  );
  expect(refused).toBeLessThan(RUNS / 10);
}, 120_000);
