import { NO_PAYLOAD } from '../../../../../src/platform/writes/writer';
import { tellFittingUnits, type Offered } from '../../../../../src/modules/projects/opportunity/opportunity.notices';
import { anonymous } from '../../../../../src/platform/access/viewer';
import { newId } from '../../../../../src/platform/database/ids';
import { untilJoined } from '../../../../testkit/joined';
import type { RawSocket } from '../../../../testkit/raw-socket';
import type { Somebody } from '../../../../testkit/world/caller';
import type { Partner, TestAlliance } from '../../../../testkit/world/test-alliance';
import { TestProjects } from '../../../../testkit/world/test-projects';
import { rowId, TestWorld } from '../../../../testkit/world/test-world';
import { quickOrFull } from '../../../../quick-or-full';
import { needRow, resourceRow } from '../match/planted';

/*
 * What is planted here is what the services of needs and projects write; then they call `tellFittingUnits` in the same transaction.
 */

let world: TestWorld;
let alliance: TestAlliance;
let asker: Partner;
let clinic: Partner;
let school: Partner;
beforeAll(async () => {
  world = await TestWorld.open();
});
beforeEach(async () => {
  alliance = await world.alliance();
  [asker, clinic, school] = (await alliance.partners('东溪社区', '中心医院', '青枫小学')) as [
    Partner,
    Partner,
    Partner,
  ];
  await world.insert('resources', [
    resourceRow(alliance, { unit_id: rowId(clinic.unitId), title: '内科义诊队', category: 'HEALTH' }),
    resourceRow(alliance, { unit_id: rowId(clinic.unitId), title: '健康义诊讲座', category: 'HEALTH' }),
    resourceRow(alliance, { unit_id: rowId(school.unitId), title: '操场开放', category: 'CULTURE_SPORTS' }),
  ]);
});
afterEach(() => world.clear());
afterAll(() => world.close());

const allianceId = (): string => rowId(alliance.id);

/** A transaction that writes rows, and then tells of them as a service does. */
async function tell(
  offered: Offered,
  write: { readonly sql: string; readonly values: unknown[] } | null = null,
): Promise<void> {
  const origin = { requestId: 'test', address: 'test', client: null, locale: 'en' } as const;
  await world.server.running.writer.perform(
    { viewer: anonymous, origin, repeatable: null },
    async (tx) => {
      if (write !== null) await tx.manager.query(write.sql, write.values);
      await tellFittingUnits(tx, offered);
      return {};
    },
    {},
    NO_PAYLOAD,
  );
}

async function publish(more: object = {}): Promise<string> {
  const row = needRow(alliance, { unit_id: rowId(asker.unitId), title: '老年人义诊', ...more });
  await world.insert('needs', [row]);
  await tell({ allianceId: allianceId(), needId: row.id });
  return row.id;
}

async function post(more: object = {}): Promise<string> {
  const id = newId();
  await world.insert('joint_projects', [
    {
      alliance_id: allianceId(),
      id,
      title: '社区义诊日',
      category: 'HEALTH',
      status: 'POSTED',
      created_at: new Date(),
      posted_at: new Date(),
      version: 1,
      ...more,
    },
  ]);
  await tell({ allianceId: allianceId(), projectId: id });
  return id;
}

const edit = (needId: string, set: string): Promise<void> =>
  tell(
    { allianceId: allianceId(), needId },
    {
      sql: `update needs set ${set}, version = version + 1 where alliance_id = $1 and id = $2`,
      values: [allianceId(), needId],
    },
  );

interface Update {
  readonly cursor: string;
  readonly subject: { readonly id: string; readonly title: string };
  readonly reasons: readonly string[];
}

const DOCUMENT = `subscription ($unitId: ID!, $after: String) { opportunities(unitId: $unitId, after: $after) {
  cursor reasons subject { ... on Need { id title unit { name } } ... on JointProject { id title claimBy } } } }`;

/** A socket that follows a unit's opportunities. */
class Follower {
  private constructor(private readonly socket: RawSocket) {}

  static async of(
    { unitId, representative }: Partner,
    after?: string,
    by: Somebody = representative,
  ): Promise<Follower> {
    const socket = await world.socket(by);
    await untilJoined(() => socket.subscribe('1', DOCUMENT, { unitId, after }));
    return new Follower(socket);
  }

  get updates(): Update[] {
    return this.socket.messages.flatMap(({ type, payload }) =>
      type === 'next' ? [(payload as { data: { opportunities: Update } }).data.opportunities] : [],
    );
  }

  get titles(): string[] {
    return this.updates.map(({ subject }) => subject.title);
  }

  async told(title: string): Promise<void> {
    await this.socket.message(() => this.titles.includes(title));
  }
}

describe('opportunities', () => {
  it('are the needs and posted projects that fit what a unit offers, with their reasons', async () => {
    const [of, other] = [await Follower.of(clinic), await Follower.of(school)];
    const needId = await publish();
    await publish({ title: '书法', category: 'CULTURE_SPORTS', description: '操场开放' });
    const projectId = await post();
    await of.told('社区义诊日');
    await other.told('书法');
    expect(of.updates).toEqual([
      {
        cursor: expect.any(String) as string,
        subject: { id: `need_${needId}`, title: '老年人义诊', unit: { name: '东溪社区' } },
        reasons: ['都提到：义诊', '类别相同', '不限区域', '所需时间内均可提供', '余量充足：1'],
      },
      {
        cursor: expect.any(String) as string,
        subject: { id: `project_${projectId}`, title: '社区义诊日', claimBy: null },
        reasons: expect.arrayContaining(['都提到：义诊']) as string[],
      },
    ]);
    expect(other.titles).toEqual(['书法']);
  });

  it('come of what people do: a need that is published, edited or opened again, a project that is posted', async () => {
    const of = await Follower.of(clinic);
    const as = world.as(asker.representative);
    const need = (title: string, category: string) =>
      as.make('publishNeed', 'need', { allianceId: alliance.id, unitId: asker.unitId, title, category });
    await need('公布的义诊', 'HEALTH');
    await of.told('公布的义诊');
    const edited = await need('足球', 'CULTURE_SPORTS');
    await as.mutate('updateNeed', { needId: edited, title: '改成的义诊', category: 'HEALTH' });
    await of.told('改成的义诊');
    const opened = await need('篮球', 'CULTURE_SPORTS');
    await as.mutate('updateNeed', { needId: opened, status: 'WITHDRAWN' });
    await as.mutate('updateNeed', { needId: opened, title: '重开的义诊', category: 'HEALTH' });
    expect(of.titles).not.toContain('重开的义诊');
    await as.mutate('updateNeed', { needId: opened, status: 'OPEN' });
    await of.told('重开的义诊');
    await new TestProjects(alliance).posted({ title: '发布的义诊项目', category: 'HEALTH' });
    await of.told('发布的义诊项目');
    expect(of.titles).toHaveLength(4);
  });

  it('come of imports too, the next time that timed work is done, each once', async () => {
    const of = await Follower.of(clinic);
    const load = (rows: string) =>
      world.as(alliance.secretariat).mutate('importNeeds', {
        allianceId: alliance.id,
        format: 'CSV',
        dryRun: false,
        contentBase64: Buffer.from(`需求名称,需求单位,类别,说明\n${rows}`).toString('base64'),
      });
    await load('导入的义诊,东溪社区,健康,\n导入的足球,东溪社区,文体活动,\n');
    await world.server.running.timedWork.catchUp();
    await of.told('导入的义诊');
    await load('导入的义诊,东溪社区,健康,请内科医生来\n导入的足球,东溪社区,健康,义诊讲座\n');
    await world.server.running.timedWork.catchUp();
    await of.told('导入的足球');
    await world.server.running.timedWork.catchUp();
    expect(of.titles).toEqual(['导入的义诊', '导入的足球']);
  });

  it('are told once, however often a need is edited, and when an edit makes it fit', async () => {
    const of = await Follower.of(clinic);
    const needId = await publish();
    const laterId = await publish({ title: '足球', category: 'CULTURE_SPORTS' });
    await edit(needId, `description = '请内科医生来'`);
    await edit(needId, `title = '老年人义诊和讲座'`);
    await edit(laterId, `title = '义诊讲座', category = 'HEALTH'`);
    await edit(laterId, `description = '急'`);
    await publish({ title: '最后的义诊' });
    await of.told('最后的义诊');
    expect(of.updates.map(({ subject }) => subject.id)).toEqual(
      expect.arrayContaining([`need_${needId}`, `need_${laterId}`]),
    );
    expect(of.updates).toHaveLength(3);
  });

  it('go on from a cursor, nothing twice and nothing lost; one that is withdrawn or met meanwhile is left out', async () => {
    const before = await Follower.of(clinic);
    await publish({ title: '第一次义诊' });
    await before.told('第一次义诊');
    const [{ cursor }] = before.updates as [Update];
    const ids = [];
    for (const number of ['二', '三', '四', '五']) ids.push(await publish({ title: `第${number}次义诊` }));
    await edit(ids[0] ?? '', `status = 'WITHDRAWN'`);
    await edit(ids[1] ?? '', `title = '第三次改期的义诊'`);
    await edit(ids[2] ?? '', `status = 'MET'`);
    const again = await Follower.of(clinic, cursor);
    await again.told('第五次义诊');
    expect(again.titles).toEqual(['第三次改期的义诊', '第五次义诊']);
    const last = again.updates.at(-1)?.cursor;
    const end = await Follower.of(clinic, last);
    await publish({ title: '第六次义诊' });
    await end.told('第六次义诊');
    expect(end.titles).toEqual(['第六次义诊']);
  });

  it('are none of a project whose time for claims is over, that takes the unit in already, or of its own', async () => {
    const of = await Follower.of(clinic);
    await post({ title: '过期的义诊', claim_by: new Date(Date.now() - 1_000) });
    await publish({ title: '自己的义诊', unit_id: rowId(clinic.unitId) });
    const joined = await post({ title: '参加的义诊', status: 'PROPOSED' });
    await world.insert('project_participants', [
      { alliance_id: allianceId(), project_id: joined, unit_id: rowId(clinic.unitId), joined_at: new Date() },
    ]);
    await tell(
      { allianceId: allianceId(), projectId: joined },
      { sql: `update joint_projects set status = 'POSTED', version = 2 where id = $1`, values: [joined] },
    );
    await post({ title: '最后的义诊' });
    await of.told('最后的义诊');
    expect(of.titles).toEqual(['最后的义诊']);
  });

  it('are for the people of the unit and the secretariat; for others there is nothing to follow', async () => {
    const asSecretariat = await Follower.of(clinic, undefined, alliance.secretariat);
    await publish();
    await asSecretariat.told('老年人义诊');
    for (const by of [asker.representative, alliance.organiser]) {
      const socket = await world.socket(by);
      socket.subscribe('1', DOCUMENT, { unitId: clinic.unitId });
      const { payload } = await socket.message(({ type }) => type === 'error');
      expect(payload).toMatchObject([{ extensions: { code: 'NOT_FOUND' } }]);
    }
  });

  it('end for a person who leaves the unit', async () => {
    const of = await Follower.of(clinic);
    await publish();
    await of.told('老年人义诊');
    const second = await alliance.person('另一位代表', [], [clinic.unitId]);
    await alliance
      .as(alliance.secretariat)
      .mutate('revokeUnitRole', { personId: clinic.representative.id, unitId: clinic.unitId });
    const stays = await Follower.of(clinic, undefined, second);
    await publish({ title: '义诊之后' });
    await stays.told('义诊之后');
    expect(of.titles).toEqual(['老年人义诊']);
  });

  it('are counted without gaps though many are told at once', async () => {
    const count = quickOrFull(10, 100);
    const of = await Follower.of(clinic);
    await Promise.all(Array.from({ length: count }, (_, index) => publish({ title: `同时的义诊${index}` })));
    for (let index = 0; index < count; index += 1) await of.told(`同时的义诊${index}`);
    expect(of.updates).toHaveLength(count);
    expect(new Set(of.updates.map(({ subject }) => subject.id)).size).toBe(count);
  });
});
