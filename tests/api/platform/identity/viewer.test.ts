import type { TestAlliance } from '../../../testkit/world/test-alliance';
import { TestWorld } from '../../../testkit/world/test-world';

let world: TestWorld;
let alliance: TestAlliance;
beforeAll(async () => {
  world = await TestWorld.open();
  alliance = await world.alliance();
});
afterAll(() => world.close());

it('gives the viewer an id of its own, by which only the viewer finds it', async () => {
  const { secretariat } = alliance;
  const { viewer } = await world
    .as(secretariat)
    .query<{ viewer: { id: string; person: { id: string } } }>('{ viewer { id person { id } } }');
  expect(viewer.id).not.toBe(viewer.person.id);
  const found = '__typename ... on Viewer { id person { id } }';
  expect(await world.as(secretariat).node(viewer.id, found)).toEqual({ __typename: 'Viewer', ...viewer });
  expect(await world.as(await alliance.person('别人')).node(viewer.id, found)).toBeNull();
  expect(await world.as().node(viewer.id, found)).toBeNull();
});
