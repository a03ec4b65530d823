import type { Answer, Sender } from '../../../../testkit/world/caller';
import type { TestAlliance } from '../../../../testkit/world/test-alliance';
import { TestWorld } from '../../../../testkit/world/test-world';

let world: TestWorld;
let alliance: TestAlliance;
let count = 0;

beforeAll(async () => {
  world = await TestWorld.open();
  alliance = await world.foundAlliance();
});
afterAll(() => world.close());

const SHOWN = 'memberUnit { id name status joinedOn leftOn statusReason contacts { name phone } }';
const secretary = () => ({ token: alliance.secretariat.token });

interface Applied {
  readonly id: string;
  readonly receipt: string;
  readonly name: string;
}

async function apply(name: string, caller: Sender = {}): Promise<Applied> {
  const answer = await world.as(caller).attempt('applyForMembership', application(name), `receipt ${SHOWN}`);
  expect(answer.userErrors).toEqual([]);
  return { id: (answer['memberUnit'] as { id: string }).id, receipt: answer['receipt'] as string, name };
}

function application(name: string, more: object = {}): object {
  return {
    allianceId: alliance.id,
    name,
    kind: 'PRIVATE_ENTERPRISE',
    affiliation: 'NONE',
    contacts: [{ name: '联系人', phone: '13800138000' }],
    ...more,
  };
}

async function asked(receipt: string, caller = {}): Promise<unknown> {
  return (
    await world
      .as(caller)
      .query<{ membershipApplication: unknown }>(
        'query ($receipt: String!) { membershipApplication(receipt: $receipt) { id name status contacts { name } statusReason } }',
        { receipt },
      )
  ).membershipApplication;
}

/** The codes and paths of what was refused. */
const faults = ({ userErrors }: Answer): string[] =>
  userErrors.map(({ code, path }) => `${code} ${(path ?? []).join('.')}`);
const unique = (name: string): string => {
  count += 1;
  return `${name}${count}`;
};

async function member(name: string, joinedOn?: string): Promise<string> {
  return world.as(secretary()).make('addMemberUnit', 'memberUnit', {
    allianceId: alliance.id,
    name,
    kind: 'SCHOOL',
    affiliation: 'NONE',
    ...(joinedOn === undefined ? {} : { joinedOn }),
  });
}

describe('an application', () => {
  it('is shown to whoever holds its receipt and to the secretariat, and to nobody else', async () => {
    const { id, receipt, name } = await apply(unique('新街书店'));
    expect(receipt).toMatch(/^gjq_[\w-]{43}$/);
    const shown = { id, name, status: 'APPLIED', contacts: [{ name: '联系人' }], statusReason: null };
    expect(await asked(receipt)).toEqual(shown);
    expect(await asked(receipt, secretary())).toEqual(shown);
    expect(await asked(`${receipt.slice(0, -1)}${receipt.endsWith('A') ? 'B' : 'A'}`)).toBeNull();
    expect(await asked('')).toBeNull();
    const byId = async (caller = {}): Promise<unknown> =>
      (await world.as(caller).query<{ node: unknown }>('query ($id: ID!) { node(id: $id) { id } }', { id })).node;
    expect([await byId(), await byId(secretary())]).toEqual([null, { id }]);
  });

  it('is not told of other units, seen or not, that bear its name or credit code', async () => {
    const name = unique('同名公司');
    await member(name);
    const first = await apply(name);
    const second = await apply(name);
    expect(first.id).not.toBe(second.id);
  });

  it('names somebody to reach, in an alliance that there is', async () => {
    const answer = async (input: object): Promise<string[]> =>
      faults(await world.as().attempt('applyForMembership', input, 'memberUnit { id }'));
    expect(await answer(application('无人', { contacts: [] }))).toEqual(['INVALID contacts']);
    expect(await answer(application('无名', { contacts: [{ name: '甲', phone: '不是电话' }] }))).toEqual([
      'INVALID contacts.0.phone',
    ]);
    expect(await answer(application('别处', { allianceId: 'alliance_0193a000-0000-7000-8000-00000000dead' }))).toEqual([
      'NOT_FOUND allianceId',
    ]);
    expect(await answer(application('  ', {}))).toEqual(['INVALID name']);
    expect(await answer(application('长'.repeat(201), {}))).toEqual(['INVALID name']);
  });
});

describe('the review', () => {
  it('admits: the unit is a member from today on, and its receipt shows what the public sees', async () => {
    const { id, receipt } = await apply(unique('新街药房'));
    const answer = await world.as(secretary()).attempt('reviewMembership', { unitId: id, admit: true }, SHOWN);
    const today = new Intl.DateTimeFormat('en-CA', { timeZone: 'Asia/Shanghai' }).format(new Date());
    expect(answer['memberUnit']).toMatchObject({ status: 'ACTIVE', joinedOn: today });
    expect(await asked(receipt)).toMatchObject({ id, status: 'ACTIVE', contacts: null });
    expect(
      faults(await world.as(secretary()).attempt('reviewMembership', { unitId: id, admit: false }, SHOWN)),
    ).toEqual(['WRONG_STATE unitId']);
  });

  it('declines, and the applicant reads why', async () => {
    const { id, receipt } = await apply(unique('新街影院'));
    await world.as(secretary()).attempt('reviewMembership', { unitId: id, admit: false, reason: '材料不全' }, SHOWN);
    expect(await asked(receipt)).toMatchObject({ status: 'DECLINED', statusReason: '材料不全' });
  });

  it('finds that another member bears the name, however many are admitted at once', async () => {
    const name = unique('争名公司');
    const applied = await Promise.all([apply(name), apply(name), apply(name)]);
    const answers = await Promise.all(
      applied.map(({ id }) => world.as(secretary()).attempt('reviewMembership', { unitId: id, admit: true }, SHOWN)),
    );
    expect(answers.map(faults).sort()).toEqual([[], ['CONFLICT unitId'], ['CONFLICT unitId']]);
  });

  it('is the secretariat’s alone', async () => {
    const { id } = await apply(unique('新街茶馆'));
    const other = await world.foundAlliance();
    for (const [mutation, input] of [
      ['reviewMembership', { unitId: id, admit: true }],
      ['suspendMembership', { unitId: id, reason: '试' }],
      ['endMembership', { unitId: id, leftOn: '2026-01-01' }],
      ['reinstateMembership', { unitId: id }],
      ['recordVisit', { unitId: id, visitedOn: '2026-01-01', visitor: '某人' }],
    ] as const) {
      const answer = await world.as({ token: other.secretariat.token }).attempt(mutation, input, 'memberUnit { id }');
      expect([mutation, faults(answer)]).toEqual([mutation, [`NOT_FOUND ${'unitId' in input ? 'unitId' : 'unitId'}`]]);
    }
  });
});

describe('a membership', () => {
  it('is suspended, holds again, and ends; each step once', async () => {
    const id = await member(unique('新街小学'), '2011-06-01');
    const step = async (mutation: string, input: object): Promise<Answer> =>
      world.as(secretary()).attempt(mutation, { unitId: id, ...input }, SHOWN);
    expect((await step('suspendMembership', { reason: '整改中' }))['memberUnit']).toMatchObject({
      status: 'SUSPENDED',
      statusReason: '整改中',
    });
    expect(faults(await step('suspendMembership', { reason: '再来' }))).toEqual(['WRONG_STATE unitId']);
    expect((await step('reinstateMembership', {}))['memberUnit']).toMatchObject({
      status: 'ACTIVE',
      statusReason: null,
    });
    expect(faults(await step('reinstateMembership', {}))).toEqual(['WRONG_STATE unitId']);
    expect(faults(await step('endMembership', { leftOn: '2011-05-31' }))).toEqual(['INVALID leftOn']);
    expect(faults(await step('endMembership', { leftOn: '2999-01-01' }))).toEqual(['INVALID leftOn']);
    expect((await step('endMembership', { leftOn: '2020-12-31', reason: '合并' }))['memberUnit']).toMatchObject({
      status: 'LEFT',
      leftOn: '2020-12-31',
    });
    expect(faults(await step('endMembership', { leftOn: '2020-12-31' }))).toEqual(['WRONG_STATE unitId']);
  });

  it('that has ended is to the unit’s people what it is to the public: neither why it left, nor its assessment', async () => {
    const id = await member(unique('新街医院'), '2011-06-01');
    const person = await alliance.joinUnit(id, 'REPRESENTATIVE');
    const seen = (by: { token: string }): Promise<unknown> =>
      world
        .as(by)
        .node(
          id,
          '... on MemberUnit { statusReason assessment(from: "2026-01-01", to: "2026-02-01") { meetingsInvited } }',
        );
    const nobodyElse = { statusReason: null, assessment: null };
    await world.as(secretary()).mutate('suspendMembership', { unitId: id, reason: '整改' });
    const all = { statusReason: '整改', assessment: { meetingsInvited: 0 } };
    expect(await seen(person)).toEqual(all);
    await world.as(secretary()).mutate('endMembership', { unitId: id, leftOn: '2020-12-31', reason: '合并' });
    expect(await seen(person)).toEqual(nobodyElse);
    expect(await seen(await alliance.join())).toEqual(nobodyElse);
    expect(await world.as(secretary()).node(id, '... on MemberUnit { statusReason }')).toEqual({
      statusReason: '合并',
    });
  });

  it('is told of to the unit’s people, whose rights go with it at once', async () => {
    const id = await member(unique('新街中学'));
    const person = await alliance.joinUnit(id, 'REPRESENTATIVE');
    const contacts = async (): Promise<unknown> =>
      (
        await world
          .as({ token: person.token })
          .query<{ alliance: { memberUnits: { nodes: { contacts: unknown }[] } } }>(
            'query ($slug: String!) { alliance(slug: $slug) { memberUnits(first: 1) { nodes { contacts { name } } } } }',
            { slug: alliance.slug },
          )
      ).alliance.memberUnits.nodes[0]?.contacts;
    expect(await contacts()).not.toBeNull();
    await world.as(secretary()).attempt('suspendMembership', { unitId: id, reason: '整改' }, SHOWN);
    expect(await contacts()).toBeNull();
    await world.as(secretary()).attempt('reinstateMembership', { unitId: id }, SHOWN);
    expect(await contacts()).not.toBeNull();
    const { viewer } = await world
      .as({ token: person.token })
      .query<{ viewer: { notifications: { nodes: { kind: string; summary: string }[] } } }>(
        '{ viewer { notifications { nodes { kind summary } } } }',
        {},
      );
    expect(viewer.notifications.nodes.map(({ summary }) => summary.replace(/“.*”/, '“”')).slice(0, 2)).toEqual([
      'The membership of “” holds again.',
      'The membership of “” has been suspended.',
    ]);
  });
});

describe('visits', () => {
  it('are recorded up to today, newest first, and seen by members', async () => {
    const id = await member(unique('新街医院'));
    for (const visitedOn of ['2026-03-01', '2026-05-01']) {
      expect(
        faults(
          await world
            .as(secretary())
            .attempt(
              'recordVisit',
              { unitId: id, visitedOn, visitor: '张主任', note: '听取意见' },
              'memberUnit { id }',
            ),
        ),
      ).toEqual([]);
    }
    expect(
      faults(
        await world
          .as(secretary())
          .attempt('recordVisit', { unitId: id, visitedOn: '2999-01-01', visitor: '张主任' }, 'memberUnit { id }'),
      ),
    ).toEqual(['INVALID visitedOn']);
    const visits = async (caller = {}): Promise<unknown> =>
      (
        await world
          .as(caller)
          .query<{ memberUnit: { visits: unknown } }>(
            'query ($id: ID!) { memberUnit(id: $id) { visits { totalCount nodes { visitedOn visitor note } } } }',
            { id },
          )
      ).memberUnit.visits;
    expect(await visits()).toBeNull();
    expect(await visits(secretary())).toEqual({
      totalCount: 2,
      nodes: ['2026-05-01', '2026-03-01'].map((visitedOn) => ({ visitedOn, visitor: '张主任', note: '听取意见' })),
    });
  });
});

describe('the report', () => {
  const report = async (
    of: TestAlliance,
    from: string,
    to: string,
    selection: string,
    caller = {},
  ): Promise<Record<string, unknown>> =>
    (
      await world
        .as(caller)
        .query<{ alliance: { report: Record<string, unknown> } }>(
          `query ($slug: String!, $from: Date!, $to: Date!) { alliance(slug: $slug) { report(from: $from, to: $to) { ${selection} } } }`,
          { slug: of.slug, from, to },
        )
    ).alliance.report;

  it('gives the members of two dates: 63 at the founding in 2011, 104 now, and not those who left (scenario A)', async () => {
    const union = await world.foundAlliance();
    const caller = { token: union.secretariat.token };
    const rows = Array.from(
      { length: 105 },
      (_, index) => `第${index + 1}单位,学校,市,,${index < 63 ? '2011-06-01' : `20${12 + (index % 14)}-03-01`}`,
    );
    const roster = ['单位名称,单位性质,隶属,统一社会信用代码,加入时间', ...rows].join('\n');
    const imported = await world.as(caller).attempt(
      'importMemberUnits',
      {
        allianceId: union.id,
        format: 'CSV',
        contentBase64: Buffer.from(roster).toString('base64'),
        dryRun: false,
      },
      'created rowErrors { message }',
    );
    expect(imported).toMatchObject({ created: 105, rowErrors: [] });
    const { alliance: found } = await world
      .as(caller)
      .query<{ alliance: { memberUnits: { nodes: { id: string }[] } } }>(
        'query ($slug: String!) { alliance(slug: $slug) { memberUnits(filter: { text: "第80单位" }) { nodes { id } } } }',
        { slug: union.slug },
      );
    await world
      .as(caller)
      .attempt('endMembership', { unitId: found.memberUnits.nodes[0]?.id, leftOn: '2026-06-30' }, 'memberUnit { id }');
    await world.as(caller).make('addMemberUnit', 'memberUnit', {
      allianceId: union.id,
      name: '街道办事处',
      kind: 'GOVERNMENT',
      affiliation: 'SUBDISTRICT',
      host: true,
    });
    expect(await report(union, '2011-01-01', '2011-12-31', 'memberUnits')).toEqual({ memberUnits: 63 });
    expect(await report(union, '2026-01-01', '2026-06-29', 'memberUnits')).toEqual({ memberUnits: 105 });
    expect(await report(union, '2026-01-01', '2026-06-30', 'memberUnits')).toEqual({ memberUnits: 104 });
  });

  it('names for members the units that nobody visited in the period', async () => {
    const place = await world.foundAlliance();
    const caller = { token: place.secretariat.token };
    const [seen, unseen] = await Promise.all(
      ['走访单位', '未访单位'].map((name) =>
        world
          .as(caller)
          .make('addMemberUnit', 'memberUnit', { allianceId: place.id, name, kind: 'SCHOOL', affiliation: 'NONE' }),
      ),
    );
    await world
      .as(caller)
      .attempt('recordVisit', { unitId: seen, visitedOn: '2026-05-01', visitor: '张主任' }, 'memberUnit { id }');
    expect(await report(place, '2026-01-01', '2026-05-01', 'unvisited { id }', caller)).toEqual({
      unvisited: [{ id: unseen }],
    });
    expect(await report(place, '2026-05-02', '2026-06-01', 'unvisited { id }', caller)).toEqual({
      unvisited: expect.arrayContaining([{ id: seen }, { id: unseen }]) as unknown,
    });
    expect(await report(place, '2026-01-01', '2026-05-01', 'unvisited { id }')).toEqual({ unvisited: null });
  });

  it('asks for a period that begins before it ends, each time it is asked', async () => {
    const query =
      'query ($from: Date!, $to: Date!) { alliance(slug: "none") { report(from: $from, to: $to) { memberUnits } } }';
    expect((await world.as().send(query, { from: '2026-01-01', to: '2026-12-31' })).errors).toBeUndefined();
    const { errors } = await world.as().send(query, { from: '2026-12-31', to: '2026-01-01' });
    expect(errors?.[0]).toMatchObject({
      message: 'The period must not end before it begins.',
      extensions: { code: 'INVALID', inputPath: ['to'] },
    });
  });
});
