import type { Answer, Somebody } from '../../../../testkit/world/caller';
import type { TestAlliance } from '../../../../testkit/world/test-alliance';
import { TestWorld } from '../../../../testkit/world/test-world';

let world: TestWorld;
let alliance: TestAlliance;
let secretary: Somebody;
let unit: string;
let representative: Somebody;
let territories: { street: string; community: string; grid: string };
let count = 0;

const unique = (name: string): string => {
  count += 1;
  return `${name}${count}`;
};
const faults = ({ userErrors }: Answer): string[] =>
  userErrors.map(({ code, path }) => `${code} ${(path ?? []).join('.')}`);
const NOWHERE = '0193a000-0000-7000-8000-00000000dead';

beforeAll(async () => {
  world = await TestWorld.open();
  alliance = await world.foundAlliance();
  secretary = alliance.secretariat;
  unit = await alliance.addUnit();
  representative = await alliance.joinUnit(unit, 'REPRESENTATIVE');
  const place = (level: string, name: string, parentId?: string): Promise<string> =>
    world.as(secretary).make('createTerritory', 'territory', {
      allianceId: alliance.id,
      level,
      name,
      ...(parentId === undefined ? {} : { parentId }),
    });
  const street = await place('SUBDISTRICT', '青枫街道');
  const community = await place('COMMUNITY', '松溪社区', street);
  territories = { street, community, grid: await place('GRID', '第一网格', community) };
});
afterAll(() => world.close());

async function run(
  mutation: string,
  selection: string,
  input: object,
  by: Somebody | null = secretary,
): Promise<Answer> {
  return world.as(by ?? {}).attempt(mutation, input, selection);
}

describe('governing documents', () => {
  const publish = (title: string, more: object = {}, by: Somebody = secretary): Promise<Answer> =>
    run(
      'publishGoverningDocument',
      'document { id edition }',
      { allianceId: alliance.id, kind: 'CHARTER', title, body: '第一条\n第二条', ...more },
      by,
    );
  const inForce = async (title: string, by?: Somebody): Promise<unknown> => {
    const found = await world.as(by).query<{
      alliance: { governingDocuments: { title: string; edition: number; editions: object[] }[] };
    }>('query ($slug: String!) { alliance(slug: $slug) { governingDocuments { title edition editions { edition } } } }', { slug: alliance.slug });
    return found.alliance.governingDocuments.filter((document) => document.title === title);
  };

  it('are published in editions without gaps, however many at once, and the newest is in force', async () => {
    const title = unique('章程');
    const answers = await Promise.all(Array.from({ length: 5 }, () => publish(title)));
    expect(answers.map((answer) => (answer['document'] as { edition: number }).edition).sort()).toEqual([
      1, 2, 3, 4, 5,
    ]);
    expect(await inForce(title, representative)).toEqual([
      { title, edition: 5, editions: [1, 2, 3, 4, 5].map((edition) => ({ edition })) },
    ]);
    expect(await inForce(title)).toEqual([{ title, edition: 5, editions: [{ edition: 5 }] }]);
    // not even the server's own login may
    await expect(
      world.server.running.connections.writes.query('update governing_documents set body = $1', ['别的']),
    ).rejects.toThrow(/permission denied|append-only/);
  });

  it('are acknowledged once a unit, by its own people, in the edition in force; members see by whom', async () => {
    const title = unique('工作制度');
    const first = (await publish(title))['document'] as { id: string };
    const acknowledge = (documentId: string, by: Somebody | null = representative, unitId = unit): Promise<Answer> =>
      run('acknowledgeDocument', 'document { acknowledgedBy { id } }', { documentId, unitId }, by);
    const all = await Promise.all(Array.from({ length: 4 }, () => acknowledge(first.id)));
    expect(all.map((answer) => answer['document'])).toEqual(Array(4).fill({ acknowledgedBy: [{ id: unit }] }));
    const other = await alliance.addUnit();
    expect(faults(await acknowledge(first.id, representative, other))).toEqual(['NOT_ALLOWED unitId']);
    expect(faults(await acknowledge(first.id, representative, `unit_${NOWHERE}`))).toEqual(['NOT_FOUND unitId']);
    expect(faults(await acknowledge(`document_${NOWHERE}`))).toEqual(['NOT_FOUND documentId']);
    await publish(title);
    expect(faults(await acknowledge(first.id))).toEqual(['WRONG_STATE documentId']);
    const shown = async (by?: Somebody): Promise<unknown> => {
      const { node } = await world
        .as(by)
        .query<{ node: unknown }>(
          'query ($id: ID!) { node(id: $id) { ... on GoverningDocument { body acknowledgedBy { id } } } }',
          { id: first.id },
        );
      return node;
    };
    expect(await shown(representative)).toEqual({ body: '第一条\n第二条', acknowledgedBy: [{ id: unit }] });
    expect(await shown()).toBeNull();
  });

  it('are the secretariat’s to publish, and bounded', async () => {
    expect(faults(await publish('篡改', {}, representative))).toEqual(['NOT_ALLOWED ']);
    expect(faults(await publish('过长', { body: '长'.repeat(100_001) }))).toEqual(['INVALID body']);
    expect(faults(await publish('倒写', { body: '甲方付\u202e一百元' }))).toEqual(['INVALID body']);
    expect(faults(await publish('空', { body: ' \n ' }))).toEqual(['INVALID body']);
  });

  it('are told to the representatives of active units', async () => {
    const title = unique('年度计划');
    await publish(title, { kind: 'PLAN' });
    const { viewer } = await world
      .as(representative)
      .query<{ viewer: { notifications: { nodes: { summary: string }[] } } }>(
        '{ viewer { notifications(first: 3) { nodes { summary } } } }',
        {},
      );
    expect(viewer.notifications.nodes[0]?.summary).toBe(
      `“${title}” has been published, edition 1. Confirm receipt for your unit.`,
    );
  });
});

describe('the think tank', () => {
  const appoint = (input: object, by: Somebody = secretary): Promise<Answer> =>
    run(
      'appointExpert',
      'expert { id title fields since until person { name } unit { id } }',
      { allianceId: alliance.id, fields: ['养老', '法律', '养老'], ...input },
      by,
    );
  const experts = async (): Promise<{ id: string }[]> =>
    (
      await world
        .as()
        .query<{ alliance: { thinkTank: { name: string; experts: { id: string }[] } } }>(
          'query ($slug: String!) { alliance(slug: $slug) { thinkTank { name experts { id } } } }',
          { slug: alliance.slug },
        )
    ).alliance.thinkTank.experts;

  it('has those whose appointment lasts, each once', async () => {
    const person = await alliance.join();
    const [first, second] = await Promise.all([
      appoint({ personId: person.id, title: '教授', unitId: unit }),
      appoint({ personId: person.id, title: '教授', unitId: unit }),
    ]);
    expect(first['expert']).toEqual(second['expert']);
    expect(first['expert']).toMatchObject({ title: '教授', fields: ['养老', '法律'], until: null, unit: { id: unit } });
    const { id } = first['expert'] as { id: string };
    expect(await experts()).toContainEqual({ id });
    expect(faults(await appoint({ personId: person.id, until: '2000-01-01' }))).toEqual(['INVALID until']);
    await appoint({ personId: person.id, since: '2098-01-01' });
    expect(await experts()).not.toContainEqual({ id });
    await appoint({ personId: person.id, since: '2026-01-01' });
    // what is absent stays, and null takes it away
    expect((await appoint({ personId: person.id, until: '2099-12-31' }))['expert']).toMatchObject({
      id,
      title: '教授',
      unit: { id: unit },
      until: '2099-12-31',
    });
    expect((await appoint({ personId: person.id, title: null, unitId: null }))['expert']).toMatchObject({
      id,
      title: null,
      unit: null,
      until: '2099-12-31',
    });
    await appoint({ personId: person.id, since: '2020-01-01', until: '2020-12-31' });
    expect(await experts()).not.toContainEqual({ id });
    expect((await appoint({ personId: person.id }))['expert']).not.toMatchObject({ id });
  });

  it('takes only people that the alliance knows, and units that it has', async () => {
    const other = await world.foundAlliance();
    expect(faults(await appoint({ personId: other.secretariat.id }))).toEqual(['NOT_FOUND personId']);
    expect(faults(await appoint({ personId: representative.id, unitId: `unit_${NOWHERE}` }))).toEqual([
      'NOT_FOUND unitId',
    ]);
    expect(faults(await appoint({ personId: representative.id, fields: ['长'.repeat(61)] }))).toEqual([
      'INVALID fields.0',
    ]);
    expect(faults(await appoint({ personId: representative.id }, representative))).toEqual(['NOT_ALLOWED ']);
  });
});

describe('bodies and posts', () => {
  it('run several territories, stand under one another, and are held by people of units', async () => {
    const branch = await world.as(secretary).make('createTerritoryBody', 'body', {
      allianceId: alliance.id,
      kind: 'PARTY_ORGANISATION',
      name: '松溪总支',
      territoryIds: [territories.community, territories.grid],
    });
    const council = await world.as(secretary).make('createTerritoryBody', 'body', {
      allianceId: alliance.id,
      kind: 'COUNCIL',
      name: '网格议事会',
      territoryIds: [territories.grid],
      parentId: branch,
      unitId: unit,
    });
    const post = await world.as(secretary).make('appointPost', 'post', {
      holder: '王书记',
      title: '楼栋长',
      bodyId: council,
      territoryId: territories.grid,
      homeUnitId: unit,
      contactOfIds: [territories.grid, territories.community],
      since: '2026-01-01',
    });
    const { node } = await world.as().query<{ node: unknown }>(
      `query ($id: ID!) { node(id: $id) { ... on Territory {
      bodies { name kind parent { name } territories { name } posts { holder homeUnit { id } contactOf { name } } } posts { title } } } }`,
      { id: territories.grid },
    );
    expect(node).toEqual({
      bodies: [
        {
          name: '松溪总支',
          kind: 'PARTY_ORGANISATION',
          parent: null,
          territories: [{ name: '松溪社区' }, { name: '第一网格' }],
          posts: [],
        },
        {
          name: '网格议事会',
          kind: 'COUNCIL',
          parent: { name: '松溪总支' },
          territories: [{ name: '第一网格' }],
          posts: [
            { holder: '王书记', homeUnit: { id: unit }, contactOf: [{ name: '松溪社区' }, { name: '第一网格' }] },
          ],
        },
      ],
      posts: [{ title: '楼栋长' }],
    });
    expect(faults(await run('endPost', 'post { until }', { postId: post, until: '2025-12-31' }))).toEqual([
      'INVALID until',
    ]);
    const ends = await Promise.all(
      [1, 2].map(() => run('endPost', 'post { until }', { postId: post, until: '2026-06-30' })),
    );
    expect(ends.map(faults).sort()).toEqual([[], ['WRONG_STATE postId']]);
  });

  it('refuse what has no place', async () => {
    const body = (input: object): Promise<Answer> =>
      run('createTerritoryBody', 'body { id }', {
        allianceId: alliance.id,
        kind: 'COUNCIL',
        name: '议事会',
        territoryIds: [],
        ...input,
      });
    expect(faults(await body({}))).toEqual(['INVALID territoryIds']);
    expect(faults(await body({ territoryIds: [territories.grid, `territory_${NOWHERE}`] }))).toEqual([
      'NOT_FOUND territoryIds.1',
    ]);
    expect(faults(await run('appointPost', 'post { id }', { holder: '甲', title: '乙' }))).toEqual(['INVALID bodyId']);
    expect(
      faults(
        await run(
          'appointPost',
          'post { id }',
          { holder: '甲', title: '乙', territoryId: territories.grid },
          representative,
        ),
      ),
    ).toEqual(['NOT_ALLOWED ']);
    const other = await world.foundAlliance();
    expect(
      faults(
        await run(
          'appointPost',
          'post { id }',
          { holder: '甲', title: '乙', territoryId: territories.grid },
          other.secretariat,
        ),
      ),
    ).toEqual(['NOT_ALLOWED ']);
  });
});

describe('member reports', () => {
  const SHOWN = 'report { id name skills reviewScore reviewNote unit { id } territory { id } }';
  const report = (input: object = {}, by: Somebody = representative): Promise<Answer> =>
    run(
      'reportMember',
      SHOWN,
      {
        unitId: unit,
        territoryId: territories.grid,
        name: '党员甲',
        reportedOn: '2026-05-01',
        skills: ['修水管'],
        ...input,
      },
      by,
    );
  const reviewing = (reportId: string, by: Somebody, score = 4): Promise<Answer> =>
    run('reviewMemberReport', SHOWN, { reportId, score, note: '热心' }, by);
  const dispatcher = async (territoryId: string | null, role = 'DISPATCHER'): Promise<Somebody> => {
    const person = await alliance.join();
    await run('grantAllianceRole', 'person { id }', {
      personId: person.id,
      allianceId: alliance.id,
      role,
      ...(territoryId === null ? {} : { territoryId }),
    });
    return person;
  };

  it('are made by the unit, judged by dispatchers there and above, and named to those alone', async () => {
    const { id } = (await report())['report'] as { id: string };
    const [above, there, everywhere, elsewhere] = [
      await dispatcher(territories.street),
      await dispatcher(territories.grid),
      await dispatcher(null),
      await dispatcher(
        await world.as(secretary).make('createTerritory', 'territory', {
          allianceId: alliance.id,
          level: 'COMMUNITY',
          name: unique('别处社区'),
          parentId: territories.street,
        }),
      ),
    ];
    for (const by of [above, there, everywhere])
      expect((await reviewing(id, by))['report']).toMatchObject({ name: '党员甲', reviewScore: 4, reviewNote: '热心' });
    expect(faults(await reviewing(id, elsewhere))).toEqual(['NOT_ALLOWED reportId']);
    expect(faults(await reviewing(id, representative))).toEqual(['NOT_ALLOWED reportId']);
    expect(faults(await reviewing(id, above, 6))).toEqual(['INVALID score']);
    const seen = async (by: Somebody | null): Promise<unknown> =>
      (
        await world
          .as(by ?? {})
          .query<{ node: unknown }>(
            'query ($id: ID!) { node(id: $id) { ... on MemberReport { name skills reviewScore reportedOn } } }',
            { id },
          )
      ).node;
    expect(await seen(null)).toEqual({ name: null, skills: [], reviewScore: null, reportedOn: '2026-05-01' });
    expect(await seen(elsewhere)).toEqual({
      name: null,
      skills: ['修水管'],
      reviewScore: null,
      reportedOn: '2026-05-01',
    });
    expect(await seen(representative)).toEqual({
      name: '党员甲',
      skills: ['修水管'],
      reviewScore: 4,
      reportedOn: '2026-05-01',
    });
  });

  it('are judged by the convenor of their community, and not by one of another place, nor by a liaison', async () => {
    const community = (name: string): Promise<string> =>
      world.as(secretary).make('createTerritory', 'territory', {
        allianceId: alliance.id,
        level: 'COMMUNITY',
        name: unique(name),
        parentId: territories.street,
      });
    const [own, other] = [await community('本社区'), await community('邻社区')];
    const { id } = (await report({ territoryId: own, reportedOn: '2026-04-01' }))['report'] as { id: string };
    const inStreet = (await report({ territoryId: territories.street, reportedOn: '2026-04-01' }))['report'] as {
      id: string;
    };
    const convenor = await dispatcher(own, 'CONVENOR');
    for (const by of [
      await dispatcher(own, 'LIAISON'),
      await dispatcher(other, 'CONVENOR'),
      await dispatcher(territories.street, 'CONVENOR'),
    ])
      expect(faults(await reviewing(id, by))).toEqual(['NOT_ALLOWED reportId']);
    expect(faults(await reviewing(inStreet.id, await dispatcher(territories.street, 'CONVENOR')))).toEqual([
      'NOT_ALLOWED reportId',
    ]);
    expect(faults(await reviewing(id, convenor, 5))).toEqual([]);
    expect(await world.as(representative).node<object>(id, '... on MemberReport { reviewScore }')).toEqual({
      reviewScore: 5,
    });
  });

  it('count in the unit’s assessment', async () => {
    const { memberUnit } = await world
      .as(representative)
      .query<{ memberUnit: { assessment: unknown } }>(
        'query ($id: ID!) { memberUnit(id: $id) { assessment(from: "2026-05-01", to: "2026-05-01") { membersReported } } }',
        { id: unit },
      );
    expect(memberUnit.assessment).toEqual({ membersReported: 1 });
  });

  it('refuse the future, other units and places that are not there', async () => {
    expect(faults(await report({ reportedOn: '2999-01-01' }))).toEqual(['INVALID reportedOn']);
    expect(faults(await report({ territoryId: `territory_${NOWHERE}` }))).toEqual(['NOT_FOUND territoryId']);
    expect(faults(await report({ unitId: await alliance.addUnit() }))).toEqual(['NOT_ALLOWED unitId']);
    expect(faults(await report({ name: '\u0007' }))).toEqual(['INVALID name']);
  });
});

describe('volunteer teams', () => {
  const SHOWN =
    'team { id name core memberCount parent { name } volunteers { name skills contact } sizes { memberCount } }';
  const create = (input: object, by: Somebody = secretary): Promise<Answer> =>
    run('createVolunteerTeam', SHOWN, { allianceId: alliance.id, ...input }, by);

  it('stand under a corps, grow, and name those who agreed', async () => {
    const corps = await create({ name: unique('志愿者服务总队'), core: true });
    const { id: parentId, name } = corps['team'] as { id: string; name: string };
    const team = await create({
      name: unique('邻里队'),
      parentId,
      memberCount: 20,
      volunteers: [{ name: '张三', skills: ['理发'], contact: '13800138000' }],
    });
    expect(team['team']).toMatchObject({
      core: false,
      memberCount: 20,
      parent: { name },
      volunteers: [{ name: '张三', skills: ['理发'], contact: '13800138000' }],
    });
    const { id } = team['team'] as { id: string };
    expect((await run('updateVolunteerTeam', SHOWN, { teamId: id, memberCount: 200 }))['team']).toMatchObject({
      memberCount: 200,
      sizes: [{ memberCount: 200 }],
    });
    expect(faults(await run('updateVolunteerTeam', SHOWN, { teamId: id, memberCount: 0 }))).toEqual([
      'INVALID memberCount',
    ]);
    expect(
      (await run('updateVolunteerTeam', SHOWN, { teamId: id, volunteers: null, memberCount: 0 }))['team'],
    ).toMatchObject({ memberCount: 0, volunteers: [] });
    const { alliance: found } = await world
      .as()
      .query<{ alliance: { volunteerTeams: { nodes: { name: string }[] } } }>(
        'query ($slug: String!) { alliance(slug: $slug) { volunteerTeams { nodes { name } } } }',
        { slug: alliance.slug },
      );
    expect(found.volunteerTeams.nodes.map((each) => each.name)).toContain(name);
  });

  it('show contacts to members alone', async () => {
    const { id } = (
      await create({ name: unique('夜巡队'), volunteers: [{ name: '李四', skills: [], contact: '13900139000' }] })
    )['team'] as { id: string };
    const seen = async (by: Somebody | null): Promise<unknown> =>
      (
        await world
          .as(by ?? {})
          .query<{ node: unknown }>(
            'query ($id: ID!) { node(id: $id) { ... on VolunteerTeam { memberCount volunteers { name contact } } } }',
            { id },
          )
      ).node;
    expect(await seen(null)).toEqual({ memberCount: 1, volunteers: [{ name: '李四', contact: null }] });
    expect(await seen(representative)).toEqual({
      memberCount: 1,
      volunteers: [{ name: '李四', contact: '13900139000' }],
    });
  });

  it('have names of their own, and no fewer members than they name', async () => {
    const name = unique('重名队');
    const answers = await Promise.all([create({ name }), create({ name })]);
    expect(answers.map(faults).sort()).toEqual([[], ['CONFLICT name']]);
    expect(
      faults(await create({ name: unique('少人队'), memberCount: 0, volunteers: [{ name: '王五', skills: [] }] })),
    ).toEqual(['INVALID memberCount']);
    expect(faults(await create({ name: unique('无门队'), parentId: `team_${NOWHERE}` }))).toEqual([
      'NOT_FOUND parentId',
    ]);
    expect(faults(await create({ name: unique('无权队') }, representative))).toEqual(['NOT_ALLOWED ']);
  });
});
