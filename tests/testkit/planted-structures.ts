import { newId } from '../../src/platform/database/ids';
import type { Planter } from './plant';

/** What structures are planted in. */
export interface StructureGround {
  readonly allianceId: string;
  /** The subdistrict, its two communities, and an estate in the first. */
  readonly territories: readonly [string, string, string, string];
  readonly units: readonly string[];
  readonly people: readonly [string, string];
  readonly serial: () => number;
}

/** Documents in editions, experts of now and of before, bodies and posts, member reports of several units, teams over time. */
export async function plantStructures(
  planter: Planter,
  { allianceId, territories, units, people, serial }: StructureGround,
): Promise<void> {
  const row = () => ({ alliance_id: allianceId, id: newId() });
  const [, community, other, estate] = territories;
  const plan = `计划${serial()}`;
  const documents = [
    { kind: 'CHARTER', title: `章程${serial()}`, edition: 1 },
    { kind: 'PLAN', title: plan, edition: 1 },
    { kind: 'PLAN', title: plan, edition: 2 },
  ].map((document) => ({
    ...row(),
    ...document,
    body: `制度正文${serial()}`,
    adopted_on: document.edition === 1 ? '2020-01-01' : null,
  }));
  await planter.insert('governing_documents', documents);
  await planter.insert(
    'document_acknowledgements',
    documents.flatMap(({ id }) =>
      units.slice(0, 3).map((unit_id) => ({
        alliance_id: allianceId,
        document_id: id,
        unit_id,
        acknowledged_at: '2026-01-01T00:00:00Z',
      })),
    ),
  );
  await planter.insert(
    'experts',
    people.map((person_id, index) => ({
      ...row(),
      person_id,
      title: `职称${serial()}`,
      unit_id: units[index + 1],
      fields: [`领域${serial()}`],
      since: `2020-01-0${index + 1}`,
      until: index === 0 ? null : '2021-01-01',
    })),
  );
  const bodies = [null, estate].map((_, index) => ({
    ...row(),
    kind: 'COUNCIL',
    name: `议事会${serial()}`,
    unit_id: units[index + 1],
  }));
  await planter.insert(
    'territory_bodies',
    bodies.map((body, index) => ({ ...body, parent_id: index === 0 ? null : bodies[0]?.id })),
  );
  await planter.insert(
    'body_territories',
    [
      [bodies[0]?.id, community],
      [bodies[0]?.id, other],
      [bodies[1]?.id, estate],
    ].map(([body_id, territory_id]) => ({ alliance_id: allianceId, body_id, territory_id })),
  );
  const posts = [
    { body_id: bodies[0]?.id, territory_id: null },
    { body_id: bodies[1]?.id, territory_id: estate },
    { body_id: null, territory_id: community },
  ].map((post, index) => ({
    ...row(),
    ...post,
    holder: `任职人${serial()}`,
    title: `职务${serial()}`,
    home_unit_id: units[index],
    since: '2020-01-01',
    until: index === 2 ? '2021-01-01' : null,
  }));
  await planter.insert('posts', posts);
  await planter.insert(
    'post_contacts',
    posts.map(({ id }) => ({ alliance_id: allianceId, post_id: id, territory_id: estate })),
  );
  await planter.insert(
    'member_reports',
    [community, estate, other].flatMap((territory_id) =>
      units.slice(0, 3).map((unit_id, index) => ({
        ...row(),
        unit_id,
        territory_id,
        name: `报到人${serial()}`,
        reported_on: `2026-0${index + 1}-01`,
        skills: [`特长${serial()}`],
        review_score: index === 0 ? 5 : null,
        review_note: index === 0 ? `评语${serial()}` : null,
      })),
    ),
  );
  const teams = [
    { core: true, territory_id: null, unit_id: null },
    { core: false, territory_id: community, unit_id: units[1] },
  ].map((team) => ({
    ...row(),
    ...team,
    name: `队伍${serial()}`,
    specialty: `专长${serial()}`,
    leader: `队长${serial()}`,
    member_count: 200,
  }));
  await planter.insert(
    'volunteer_teams',
    teams.map((team, index) => ({ ...team, parent_id: index === 0 ? null : teams[0]?.id })),
  );
  await planter.insert(
    'volunteers',
    teams.flatMap(({ id }) =>
      [0, 1].map((position) => ({
        ...row(),
        team_id: id,
        position,
        name: `志愿者${serial()}`,
        skills: [`服务${serial()}`],
        contact: `1380000${serial()}`,
      })),
    ),
  );
  await planter.insert(
    'team_sizes',
    teams.flatMap(({ id }) =>
      [
        ['2020-01-01', 20],
        ['2026-01-01', 200],
      ].map(([on, member_count]) => ({ alliance_id: allianceId, team_id: id, on, member_count })),
    ),
  );
}
