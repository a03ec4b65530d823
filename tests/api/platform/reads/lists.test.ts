import { LIMITS } from '../../../../src/platform/budgets';
import { rowId, TestWorld } from '../../../testkit/world/test-world';

let world: TestWorld;
beforeAll(async () => {
  world = await TestWorld.open();
});
afterAll(() => world.close());

it('a plain list of which no rule of writing says how many there may be is as long as its description says', async () => {
  const alliance = await world.alliance();
  await world.sql(
    `insert into sector_groups (alliance_id, id, name)
     select $1, ('00000000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid, '小组' || n
     from generate_series(1, $2::int) n`,
    [rowId(alliance.id), LIMITS.listObjects + 3],
  );
  const { sectorGroups } = await alliance.shown<{ sectorGroups: { name: string }[] }>('sectorGroups { name }');
  expect(sectorGroups.map(({ name }) => name)).toEqual(
    Array.from({ length: LIMITS.listObjects }, (_, index) => `小组${index + 1}`),
  );
});
