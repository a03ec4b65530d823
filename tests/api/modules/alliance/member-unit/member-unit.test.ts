import type { Answer, Sender, Somebody } from '../../../../testkit/world/caller';
import type { TestAlliance } from '../../../../testkit/world/test-alliance';
import { TestWorld } from '../../../../testkit/world/test-world';

let world: TestWorld;
let alliance: TestAlliance;
let staff: Somebody;
let staffUnit: string;
beforeAll(async () => {
  world = await TestWorld.open();
  alliance = await world.foundAlliance();
  staffUnit = await alliance.addUnit({ name: '青枫中学', contacts: [{ name: '张三', phone: '139 8855 2897' }] });
  staff = await alliance.joinUnit(staffUnit, 'STAFF');
});
afterAll(() => world.close());

const FIELDS = `memberUnit { id name shortName kind affiliation creditCode status host joinedOn version
  territory { id } areaGroup { id } sectorGroups { id } pairedTerritories { id }
  contactOfficial contacts { name title phone email } }`;

const add = (more: object, caller: Sender = alliance.secretariat): Promise<Answer> =>
  world
    .as(caller)
    .attempt('addMemberUnit', { allianceId: alliance.id, kind: 'HOSPITAL', affiliation: 'MUNICIPAL', ...more }, FIELDS);
const update = (unitId: string, more: object, caller: Sender = alliance.secretariat): Promise<Answer> =>
  world.as(caller).attempt('updateMemberUnit', { unitId, ...more }, FIELDS);

const make = (mutation: string, field: string, input: object) =>
  world.as(alliance.secretariat).make(mutation, field, { allianceId: alliance.id, ...input });

describe('addMemberUnit', () => {
  it('makes a member of a unit, with all that belongs to it', async () => {
    const territoryId = await make('createTerritory', 'territory', { level: 'COMMUNITY', name: '上保社区' });
    const areaGroupId = await make('createAreaGroup', 'areaGroup', { name: '上保' });
    const sectorGroupIds = [
      await make('createSectorGroup', 'sectorGroup', { name: '民生服务' }),
      await make('createSectorGroup', 'sectorGroup', { name: '经济发展' }),
    ];
    const answer = await add({
      name: '青枫医院',
      shortName: '青医',
      creditCode: '12339901100000008r',
      joinedOn: '2011-10-18',
      territoryId,
      areaGroupId,
      sectorGroupIds: [...sectorGroupIds, sectorGroupIds[0]],
      pairedTerritoryIds: [territoryId],
      contactOfficial: '王主任',
      contacts: [{ name: '李四', title: '主任', phone: '0571 84024092', email: 'li@test.example' }, { name: '王五' }],
    });
    expect(answer.userErrors).toEqual([]);
    expect(answer['memberUnit']).toMatchObject({
      name: '青枫医院',
      shortName: '青医',
      kind: 'HOSPITAL',
      affiliation: 'MUNICIPAL',
      creditCode: '12339901100000008R',
      status: 'ACTIVE',
      host: false,
      joinedOn: '2011-10-18',
      version: 1,
      territory: { id: territoryId },
      areaGroup: { id: areaGroupId },
      sectorGroups: sectorGroupIds.map((id) => ({ id })),
      pairedTerritories: [{ id: territoryId }],
      contactOfficial: '王主任',
      contacts: [
        { name: '李四', title: '主任', phone: '0571-84024092', email: 'li@test.example' },
        { name: '王五', title: null, phone: null, email: null },
      ],
    });
  });

  it('takes a host for what it is', async () => {
    expect((await add({ name: '青枫街道办事处', host: true }))['memberUnit']).toMatchObject({
      host: true,
      joinedOn: null,
    });
    expect((await add({ name: '无主', host: null }))['memberUnit']).toMatchObject({ host: false });
  });

  it('names each thing that it does not find, by its place in the list', async () => {
    const elsewhere = await world.foundAlliance();
    const theirs = await world
      .as(elsewhere.secretariat)
      .make('createSectorGroup', 'sectorGroup', { allianceId: elsewhere.id, name: '别处' });
    const ours = await make('createSectorGroup', 'sectorGroup', { name: '文化交流' });
    const answer = await add({ name: '寻找', sectorGroupIds: [ours, theirs, 'sector_x'], areaGroupId: ours });
    expect(answer).toMatchObject({ memberUnit: null });
    expect(answer.userErrors.map(({ code, path }) => [code, path])).toEqual([
      ['NOT_FOUND', ['areaGroupId']],
      ['NOT_FOUND', ['sectorGroupIds', '1']],
      ['NOT_FOUND', ['sectorGroupIds', '2']],
    ]);
  });

  // at any moment it is another day in one of these zones than where alliances usually are
  it.each(['Asia/Shanghai', 'Pacific/Kiritimati', 'Pacific/Midway'])(
    'lets no unit have joined tomorrow, where the alliance is: %s',
    async (timeZone) => {
      const { id: allianceId, secretariat } = await world.foundAlliance({ timeZone });
      const day = (ahead: number) =>
        new Intl.DateTimeFormat('en-CA', { timeZone }).format(Date.now() + ahead * 86_400_000);
      const joined = (name: string, joinedOn: string) =>
        world
          .as(secretariat)
          .attempt(
            'addMemberUnit',
            { allianceId, name, kind: 'SCHOOL', affiliation: 'NONE', joinedOn },
            'memberUnit { joinedOn }',
          );
      const imported = (name: string, joinedOn: string) =>
        world.as(secretariat).attempt(
          'importMemberUnits',
          {
            allianceId,
            format: 'CSV',
            dryRun: true,
            contentBase64: Buffer.from(`单位名称,单位性质,隶属,加入时间\r\n${name},学校,区,${joinedOn}`).toString(
              'base64',
            ),
          },
          'created rowErrors { row }',
        );
      expect(await joined('今日', day(0))).toMatchObject({ memberUnit: { joinedOn: day(0) }, userErrors: [] });
      expect(await joined('明日', day(1))).toMatchObject({
        memberUnit: null,
        userErrors: [{ code: 'INVALID', path: ['joinedOn'] }],
      });
      expect(await imported('今日', day(0))).toMatchObject({ created: 0, rowErrors: [] });
      expect(await imported('明日', day(1))).toMatchObject({ created: 0, rowErrors: [{ row: 2 }] });
    },
  );

  it('tells which contact has no telephone number', async () => {
    const { userErrors } = await add({ name: '联系', contacts: [{ name: '甲' }, { name: '', phone: '12345' }] });
    expect(userErrors).toMatchObject([{ code: 'INVALID', path: ['contacts', '1', 'name'] }]);
    const { userErrors: others } = await add({
      name: '联系',
      contacts: [{ name: '甲' }, { name: '乙', phone: '打不通' }],
    });
    expect(others).toMatchObject([{ code: 'INVALID', path: ['contacts', '1', 'phone'] }]);
  });

  it('gives a name and a credit code once, also of ten units at the same moment', async () => {
    const named = await Promise.all(Array.from({ length: 10 }, () => add({ name: '唯一单位' })));
    expect(named.filter(({ userErrors }) => userErrors.length === 0)).toHaveLength(1);
    expect(
      new Set(named.flatMap(({ userErrors }) => userErrors.map(({ code, path }) => `${code} ${path?.join('.')}`))),
    ).toEqual(new Set(['CONFLICT name']));
    const coded = await Promise.all(
      Array.from({ length: 5 }, (_, index) => add({ name: `同码${index}`, creditCode: '913399011000791902' })),
    );
    expect(coded.filter(({ userErrors }) => userErrors.length === 0)).toHaveLength(1);
    expect(
      new Set(coded.flatMap(({ userErrors }) => userErrors.map(({ code, path }) => `${code} ${path?.join('.')}`))),
    ).toEqual(new Set(['CONFLICT creditCode']));
  });

  it("is the secretariat's alone", async () => {
    expect(await add({ name: '外来' }, staff)).toMatchObject({
      memberUnit: null,
      userErrors: [{ code: 'NOT_ALLOWED', path: null }],
    });
  });
});

describe('updateMemberUnit', () => {
  it('keeps what is absent, clears what is null, and counts versions', async () => {
    const id = await alliance.addUnit({ name: '青枫银行', shortName: '青银', contactOfficial: '王主任' });
    expect((await update(id, { shortName: null, kind: 'STATE_ENTERPRISE' }))['memberUnit']).toMatchObject({
      name: '青枫银行',
      shortName: null,
      kind: 'STATE_ENTERPRISE',
      contactOfficial: '王主任',
      version: 2,
    });
    expect((await update(id, { kind: 'STATE_ENTERPRISE' }))['memberUnit']).toMatchObject({ version: 2 });
    expect(await update(id, { kind: null, affiliation: null, name: null })).toMatchObject({
      userErrors: [
        { code: 'INVALID', path: ['name'] },
        { code: 'INVALID', path: ['kind'] },
        { code: 'INVALID', path: ['affiliation'] },
      ],
    });
  });

  it('lets one of twenty win who expect the same version', async () => {
    const id = await alliance.addUnit();
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, index) => update(id, { expectedVersion: 1, shortName: `简称${index}` })),
    );
    expect(answers.filter(({ userErrors }) => userErrors.length === 0)).toHaveLength(1);
    for (const { userErrors } of answers)
      if (userErrors.length > 0) expect(userErrors).toMatchObject([{ code: 'CONFLICT', path: ['expectedVersion'] }]);
  });

  it('refuses a name that another member bears', async () => {
    const id = await alliance.addUnit({ name: '旧名' });
    expect(await update(id, { name: '青枫中学' })).toMatchObject({
      memberUnit: null,
      userErrors: [{ code: 'CONFLICT', path: ['name'] }],
    });
  });

  it("lets the unit's staff change its contacts and nothing else", async () => {
    expect(
      (await update(staffUnit, { contacts: [{ name: '赵六', phone: '13988552897、12345' }] }, staff))['memberUnit'],
    ).toMatchObject({ contacts: [{ name: '赵六', phone: '13988552897、12345' }] });
    expect(await update(staffUnit, { contacts: [], name: '改名' }, staff)).toMatchObject({
      memberUnit: null,
      userErrors: [{ code: 'NOT_ALLOWED', path: ['name'] }],
    });
    const other = await alliance.addUnit();
    expect(await update(other, { contacts: [] }, staff)).toMatchObject({
      memberUnit: null,
      userErrors: [{ code: 'NOT_ALLOWED', path: null }],
    });
  });

  it('lets an API token do what staff may, be its person the secretariat', async () => {
    const tokenOf = async (scopes: string[], caller: Sender) => {
      const input = { name: 'test', scopes, expiresAt: new Date(Date.now() + 86_400_000).toISOString() };
      return { token: (await world.as(caller).attempt('createApiToken', input, 'secret'))['secret'] as string };
    };
    const managing = await tokenOf(['MANAGE_UNIT'], staff);
    expect((await update(staffUnit, { contacts: [{ name: '钱七' }] }, managing)).userErrors).toEqual([]);
    expect(await update(staffUnit, { shortName: '青' }, managing)).toMatchObject({
      userErrors: [{ code: 'NOT_ALLOWED', path: ['shortName'] }],
    });
    expect(
      await update(staffUnit, { contacts: [] }, await tokenOf(['MANAGE_UNIT'], alliance.secretariat)),
    ).toMatchObject({ userErrors: [{ code: 'NOT_ALLOWED' }] });
    const reading = await world
      .as(await tokenOf(['READ_MEMBER'], staff))
      .send(
        `mutation { updateMemberUnit(input: { unitId: "${staffUnit}", contacts: [] }) { userErrors { code } } }`,
        {},
      );
    expect(reading.errors?.[0]?.extensions.code).toBe('FORBIDDEN');
    const naming = await world
      .as(managing)
      .send(
        `mutation { revokeUnitRole(input: { personId: "${staff.id}", unitId: "${staffUnit}" }) { userErrors { code } } }`,
        {},
      );
    expect(naming.errors?.[0]?.extensions.code).toBe('FORBIDDEN');
  });

  it('does not tell a suspended unit from one that is not there', async () => {
    const id = await alliance.addUnit({ name: '暂停单位' });
    await world.sql(`update member_units set status = 'SUSPENDED' where id = $1`, [id.split('_')[1]]);
    const outsider = (await world.foundAlliance()).secretariat;
    const hidden = await update(id, { contacts: [] }, outsider);
    const absent = await update(`unit_${crypto.randomUUID()}`, { contacts: [] }, outsider);
    expect(hidden).toEqual(absent);
    expect(hidden).toMatchObject({ userErrors: [{ code: 'NOT_FOUND', path: ['unitId'] }] });
    expect((await update(id, { contactOfficial: '李主任' })).userErrors).toEqual([]);
    expect(await add({ name: '暂停单位' })).toMatchObject({ userErrors: [{ code: 'CONFLICT', path: ['name'] }] });
  });

  it('leaves a unit that has left as it is, and its name to others', async () => {
    const id = await alliance.addUnit({ name: '退出单位' });
    await world.sql(`update member_units set status = 'LEFT' where id = $1`, [id.split('_')[1]]);
    expect(await update(id, { shortName: '退' })).toMatchObject({ userErrors: [{ code: 'WRONG_STATE' }] });
    expect((await add({ name: '退出单位' })).userErrors).toEqual([]);
  });

  it('repeats its answer for the same Idempotency-Key', async () => {
    const key = 'a-key-of-the-secretariat';
    const input = { allianceId: alliance.id, name: '重复单位', kind: 'OTHER', affiliation: 'NONE' };
    const first = await world.as({ ...alliance.secretariat, key }).attempt('addMemberUnit', input, 'memberUnit { id }');
    const again = await world.as({ ...alliance.secretariat, key }).attempt('addMemberUnit', input, 'memberUnit { id }');
    expect(first.userErrors).toEqual([]);
    expect(again).toEqual(first);
  });
});
