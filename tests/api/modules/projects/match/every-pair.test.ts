import { newId } from '../../../../../src/platform/database/ids';
import { labelled } from '../../../../../bench/matching/labelled';
import { quickOrFull } from '../../../../quick-or-full';
import {
  plainRanking,
  plainScore,
  type PlainLists,
  type PlainNeed,
  type PlainResource,
  type PlainUnit,
} from '../../../../testkit/reference-model/matches';
import { Chance } from '../../../../testkit/random-run/chance';
import type { TestAlliance } from '../../../../testkit/world/test-alliance';
import { rowId, TestWorld } from '../../../../testkit/world/test-world';
import { needRow, resourceRow } from './planted';

/* What is found best is what looking at every pair finds best, with the same scores. */

const SIZE = quickOrFull(60, 500);
const FIRST = 10;

let world: TestWorld;
beforeAll(async () => {
  world = await TestWorld.open();
});
afterAll(() => world.close());

/** Lists at random, of the labelled entries' words, so that there is much in common; planted, and as plain values. */
async function plantedLists(alliance: TestAlliance, chance: Chance): Promise<PlainLists> {
  const allianceId = rowId(alliance.id);
  const pick = <T>(choices: readonly T[]): T => choices[chance.below(choices.length)] as T;
  const maybe = <T>(value: () => T, share = 0.6): T | null => (chance.below(100) < share * 100 ? value() : null);
  const areas = Array.from({ length: 3 }, () => newId());
  await world.insert(
    'area_groups',
    areas.map((id) => ({ alliance_id: allianceId, id, name: id })),
  );
  // a subdistrict, communities in it, estates in these
  const parents = new Map<string, string | null>([[newId(), null]]);
  const [top = null] = parents.keys();
  const communities = Array.from({ length: 4 }, () => newId());
  for (const id of communities) parents.set(id, top);
  for (let count = 0; count < 8; count += 1) parents.set(newId(), pick(communities));
  await world.insert(
    'territories',
    [...parents].map(([id, parent_id]) => ({
      alliance_id: allianceId,
      id,
      name: id,
      parent_id,
      level: parent_id === null ? 'SUBDISTRICT' : communities.includes(id) ? 'COMMUNITY' : 'ESTATE',
    })),
  );
  const places = [...parents.keys()];
  const units = new Map<string, PlainUnit>();
  for (let count = 0; count < 20; count += 1)
    units.set(newId(), {
      territoryId: maybe(() => pick(places)),
      areaGroupId: maybe(() => pick(areas)),
      kept: chance.below(8),
    });
  await world.insert(
    'member_units',
    [...units].map(([id, unit]) => ({
      alliance_id: allianceId,
      id,
      name: id,
      kind: 'SCHOOL',
      affiliation: 'NONE',
      status: 'ACTIVE',
      territory_id: unit.territoryId,
      area_group_id: unit.areaGroupId,
    })),
  );
  // what a unit has kept: projects that it led, and those that it took part in
  const done = [...units].flatMap(([unitId, { kept }]) =>
    Array.from({ length: kept }, (_, index) => ({ id: newId(), unitId, led: index % 2 === 0 })),
  );
  await world.insert(
    'joint_projects',
    done.map(({ id, unitId, led }) => ({
      alliance_id: allianceId,
      id,
      title: '已完成',
      category: 'OTHER',
      status: 'COMPLETED',
      lead_unit_id: led ? unitId : pick([...units].filter(([, { kept }]) => kept > 4).map(([other]) => other)),
      created_at: new Date(),
      completed_at: new Date(),
      version: 1,
    })),
  );
  await world.insert(
    'project_participants',
    done
      .filter(({ led }) => !led)
      .map(({ id, unitId }) => ({
        alliance_id: allianceId,
        project_id: id,
        unit_id: unitId,
        joined_at: new Date(),
      })),
  );
  const { needs, resources } = labelled('tuning');
  const day = (most: number): string =>
    new Date(Date.now() + chance.below(most) * 86_400_000).toISOString().slice(0, 10);
  const texts = (from: readonly { title: string; description: string; category: string }[]) => {
    const [one, other] = [pick(from), pick(from)];
    return {
      title: one.title,
      description: maybe(() => `${other.description}${one.title}`),
      category: pick([one, other]).category,
    };
  };
  const plainNeeds = Array.from({ length: SIZE }, (): PlainNeed => ({
    id: newId(),
    ...texts(needs),
    unitId: maybe(() => pick([...units.keys()]), 0.9),
    territoryId: maybe(() => pick(places)),
    neededBy: maybe(() => day(120)),
    quantity: maybe(() => 1 + chance.below(20)),
  }));
  const plainResources = Array.from({ length: SIZE }, (): PlainResource => {
    const quantity = 1 + chance.below(20);
    return {
      id: newId(),
      ...texts(resources),
      unitId: pick([...units.keys()]),
      provider: maybe(() => '一位居民', 0.2),
      territoryId: maybe(() => pick(places)),
      availableFrom: maybe(() => day(60), 0.4),
      availableUntil: maybe(
        () => new Date(Date.now() + (60 + chance.below(90)) * 86_400_000).toISOString().slice(0, 10),
        0.4,
      ),
      quantity,
      booked: chance.below(quantity + 1),
    };
  });
  await world.insert(
    'needs',
    plainNeeds.map(({ id, title, description, category, unitId, territoryId, neededBy, quantity }) =>
      needRow(alliance, {
        id,
        title,
        description,
        category,
        unit_id: unitId,
        territory_id: territoryId,
        needed_by: neededBy,
        quantity,
      }),
    ),
  );
  await world.insert(
    'resources',
    plainResources.map((resource) =>
      resourceRow(alliance, {
        id: resource.id,
        title: resource.title,
        description: resource.description,
        category: resource.category,
        unit_id: resource.unitId,
        provider: resource.provider,
        territory_id: resource.territoryId,
        available_from: resource.availableFrom,
        available_until: resource.availableUntil,
        quantity: resource.quantity,
      }),
    ),
  );
  await world.insert(
    'bookings',
    plainResources.flatMap(({ id, booked }) =>
      Array.from({ length: booked }, (_, slot) => ({
        alliance_id: allianceId,
        id: newId(),
        resource_id: id,
        slot: slot + 1,
        starts_at: new Date(Date.now() + 3_600_000),
        ends_at: new Date(Date.now() + 7_200_000),
        borrower: '居民',
        status: 'CONFIRMED',
        created_at: new Date(),
      })),
    ),
  );
  const [{ today } = { today: '' }] = await world.sql<{ today: string }>(
    'select ((now() at time zone time_zone)::date)::text as today from alliances where id = $1',
    [allianceId],
  );
  return { today, needs: plainNeeds, resources: plainResources, units, parents };
}

interface Found {
  readonly id: string;
  readonly matches: readonly {
    readonly score: number;
    readonly need: { id: string };
    readonly resource: { id: string };
  }[];
}

async function matchesOf(alliance: TestAlliance, type: 'Need' | 'Resource', ids: readonly string[]): Promise<Found[]> {
  const found: Found[] = [];
  for (let from = 0; from < ids.length; from += 20) {
    const { nodes } = await alliance.as(alliance.secretariat).query<{ nodes: Found[] }>(
      `query ($ids: [ID!]!, $first: Int!) { nodes(ids: $ids) { ... on ${type} {
        id matches(first: $first) { score need { id } resource { id } } } } }`,
      { ids: ids.slice(from, from + 20).map((id) => `${type.toLowerCase()}_${id}`), first: FIRST },
    );
    found.push(...nodes);
  }
  return found;
}

it.each([1, 2])(
  'finds for each need and each resource what is best of all pairs (seed %s)',
  async (seed) => {
    const alliance = await world.alliance();
    const lists = await plantedLists(alliance, new Chance(seed));
    const { needs, resources } = lists;
    const scores = new Map<string, number>();
    for (const need of needs)
      for (const resource of resources) {
        const score = plainScore(lists, need, resource);
        if (score !== null) scores.set(`${need.id} ${resource.id}`, score);
      }
    const scoreOf = (needId: string, resourceId: string): number | null =>
      scores.get(`${needId} ${resourceId}`) ?? null;
    let compared = 0;
    const compare = ({ matches }: Found, best: readonly { readonly score: number }[]): void => {
      expect(matches.length).toBe(Math.min(best.length, FIRST));
      for (const [index, { score, need, resource }] of matches.entries()) {
        // the fourth decimal of a half may be rounded either way
        expect(Math.abs(score - (best[index]?.score ?? -1))).toBeLessThanOrEqual(0.000_11);
        expect(Math.abs(score - (scoreOf(rowId(need.id), rowId(resource.id)) ?? -1))).toBeLessThanOrEqual(0.000_11);
        compared += 1;
      }
    };
    const forNeeds = await matchesOf(
      alliance,
      'Need',
      needs.map(({ id }) => id),
    );
    for (const found of forNeeds)
      compare(
        found,
        plainRanking(resources, ({ id }) => scoreOf(rowId(found.id), id)),
      );
    const forResources = await matchesOf(
      alliance,
      'Resource',
      resources.map(({ id }) => id),
    );
    for (const found of forResources)
      compare(
        found,
        plainRanking(needs, ({ id }) => scoreOf(id, rowId(found.id))),
      );
    expect(compared).toBeGreaterThan(SIZE * FIRST);
  },
  300_000,
);
