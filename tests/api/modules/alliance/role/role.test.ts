import { startTestServer } from '../../../../testkit/server';
import { World, type Answer, type Caller, type FoundedAlliance } from '../world';

let world: World;
let alliance: FoundedAlliance;
beforeAll(async () => {
  world = await World.on(await startTestServer());
  alliance = await world.found();
});
afterAll(() => world.close());

const ROLES = 'person { id allianceRoles { role sectorGroup { id } areaGroup { id } territory { id } } }';

const grant = (
  personId: string,
  role: string,
  more: object = {},
  caller: Caller = alliance.secretary,
): Promise<Answer> =>
  world.run('grantAllianceRole', ROLES, { personId, allianceId: alliance.id, role, ...more }, caller);
const revoke = (
  personId: string,
  role: string,
  more: object = {},
  caller: Caller = alliance.secretary,
): Promise<Answer> =>
  world.run('revokeAllianceRole', ROLES, { personId, allianceId: alliance.id, role, ...more }, caller);
const grantUnit = (
  personId: string,
  unitId: string,
  role: string,
  caller: Caller = alliance.secretary,
): Promise<Answer> =>
  world.run('grantUnitRole', 'person { id unitRoles { role unit { id } } }', { personId, unitId, role }, caller);
const revokeUnit = (personId: string, unitId: string, caller: Caller = alliance.secretary): Promise<Answer> =>
  world.run('revokeUnitRole', 'person { id unitRoles { role unit { id } } }', { personId, unitId }, caller);

describe('roles in an alliance', () => {
  it('are granted for what they are of, once', async () => {
    const person = await world.join(alliance);
    const sectorGroupId = await world.make(
      'createSectorGroup',
      'sectorGroup',
      { allianceId: alliance.id, name: '民生服务' },
      alliance.secretary,
    );
    const expected = {
      person: {
        id: person.id,
        allianceRoles: [{ role: 'CONVENOR', sectorGroup: { id: sectorGroupId }, areaGroup: null, territory: null }],
      },
      userErrors: [],
    };
    expect(await grant(person.id, 'CONVENOR', { sectorGroupId })).toEqual(expected);
    const again = await Promise.all(Array.from({ length: 10 }, () => grant(person.id, 'CONVENOR', { sectorGroupId })));
    for (const answer of again) expect(answer).toEqual(expected);
    const groups = await world.read<{ node: object }>(
      'query ($id: ID!) { node(id: $id) { ... on SectorGroup { convenor { id } } } }',
      { id: sectorGroupId },
    );
    expect(groups.node).toEqual({ convenor: { id: person.id } });
    expect((await world.auditActions(alliance.id)).filter((action) => action === 'grantAllianceRole')).toHaveLength(1);
  });

  it('are refused without, and with the wrong, group or territory', async () => {
    const person = await world.join(alliance);
    const territoryId = await world.make(
      'createTerritory',
      'territory',
      { allianceId: alliance.id, level: 'COMMUNITY', name: '上保社区' },
      alliance.secretary,
    );
    expect(await grant(person.id, 'LIAISON')).toMatchObject({
      person: null,
      userErrors: [{ code: 'INVALID', path: ['role'] }],
    });
    expect(await grant(person.id, 'RESIDENT')).toMatchObject({
      userErrors: [{ code: 'INVALID', path: ['territoryId'] }],
    });
    expect(await grant(person.id, 'ORGANISER', { territoryId })).toMatchObject({
      userErrors: [{ code: 'INVALID', path: ['territoryId'] }],
    });
    expect((await grant(person.id, 'DISPATCHER', { territoryId })).userErrors).toEqual([]);
    expect((await grant(person.id, 'DISPATCHER')).userErrors).toEqual([]);
  });

  it('stay within their alliance', async () => {
    const elsewhere = await world.found();
    const stranger = await world.join(elsewhere);
    const theirs = await world.make(
      'createSectorGroup',
      'sectorGroup',
      { allianceId: elsewhere.id, name: '别处' },
      elsewhere.secretary,
    );
    const person = await world.join(alliance);
    expect(await grant(stranger.id, 'ORGANISER')).toMatchObject({
      person: null,
      userErrors: [{ code: 'NOT_FOUND', path: ['personId'] }],
    });
    expect(await grant(`person_${crypto.randomUUID()}`, 'ORGANISER')).toMatchObject({
      userErrors: [{ code: 'NOT_FOUND', path: ['personId'] }],
    });
    expect(await grant(person.id, 'CONVENOR', { sectorGroupId: theirs })).toMatchObject({
      userErrors: [{ code: 'NOT_FOUND', path: ['sectorGroupId'] }],
    });
    expect(await grant(person.id, 'ORGANISER', {}, elsewhere.secretary)).toMatchObject({
      person: null,
      userErrors: [{ code: 'NOT_ALLOWED' }],
    });
  });

  it('are revoked as they were granted', async () => {
    const person = await world.join(alliance);
    const territoryId = await world.make(
      'createTerritory',
      'territory',
      { allianceId: alliance.id, level: 'COMMUNITY', name: '宝石社区' },
      alliance.secretary,
    );
    await grant(person.id, 'DISPATCHER', { territoryId });
    expect(await revoke(person.id, 'DISPATCHER')).toMatchObject({
      person: null,
      userErrors: [{ code: 'WRONG_STATE' }],
    });
    expect(await revoke(person.id, 'DISPATCHER', { territoryId })).toMatchObject({
      person: { allianceRoles: [] },
      userErrors: [],
    });
  });

  it('take effect at once: who was of the secretariat is not any more', async () => {
    const second = await world.join(alliance);
    await grant(second.id, 'SECRETARIAT');
    const made = await world.run(
      'createSectorGroup',
      'sectorGroup { id }',
      { allianceId: alliance.id, name: '其一' },
      second,
    );
    expect(made.userErrors).toEqual([]);
    await revoke(second.id, 'SECRETARIAT');
    expect(
      await world.run('createSectorGroup', 'sectorGroup { id }', { allianceId: alliance.id, name: '其二' }, second),
    ).toMatchObject({ userErrors: [{ code: 'NOT_ALLOWED' }] });
  });
});

describe('the last of the secretariat', () => {
  it('cannot be revoked', async () => {
    const own = await world.found();
    const input = { personId: own.secretary.id, allianceId: own.id, role: 'SECRETARIAT' };
    expect(await world.run('revokeAllianceRole', ROLES, input, own.secretary)).toMatchObject({
      person: null,
      userErrors: [{ code: 'LIMIT_REACHED', path: ['personId'] }],
    });
  });

  it('cannot be revoked for somebody who has not taken up the invitation', async () => {
    const own = await world.found();
    const invited = await world.make(
      'registerPerson',
      'person',
      { allianceId: own.id, name: '未到', email: 'late@test.example' },
      own.secretary,
    );
    await world.make(
      'grantAllianceRole',
      'person',
      { personId: invited, allianceId: own.id, role: 'SECRETARIAT' },
      own.secretary,
    );
    const input = { personId: own.secretary.id, allianceId: own.id, role: 'SECRETARIAT' };
    expect(await world.run('revokeAllianceRole', ROLES, input, own.secretary)).toMatchObject({
      userErrors: [{ code: 'LIMIT_REACHED' }],
    });
    expect(
      (await world.run('revokeAllianceRole', ROLES, { ...input, personId: invited }, own.secretary)).userErrors,
    ).toEqual([]);
  });

  it('stays when two revoke each other at the same moment', async () => {
    for (let round = 0; round < 5; round += 1) {
      const own = await world.found();
      const second = await world.join(own);
      await world.make(
        'grantAllianceRole',
        'person',
        { personId: second.id, allianceId: own.id, role: 'SECRETARIAT' },
        own.secretary,
      );
      const against = (personId: string, caller: Caller) =>
        world.run('revokeAllianceRole', 'person { id }', { personId, allianceId: own.id, role: 'SECRETARIAT' }, caller);
      const answers = await Promise.all([against(second.id, own.secretary), against(own.secretary.id, second)]);
      expect(answers.filter(({ userErrors }) => userErrors.length === 0)).toHaveLength(1);
      const { alliance: after } = await world.read<{ alliance: { secretariat: unknown[] } }>(
        'query ($slug: String!) { alliance(slug: $slug) { secretariat { role } } }',
        { slug: own.slug },
      );
      expect(after.secretariat).toHaveLength(1);
    }
  });
});

describe('roles in a unit', () => {
  it('are given and changed by the secretariat, one for each person', async () => {
    const unitId = await world.addUnit(alliance);
    const person = await world.join(alliance);
    expect(await grantUnit(person.id, unitId, 'STAFF')).toMatchObject({
      person: { unitRoles: [{ role: 'STAFF', unit: { id: unitId } }] },
      userErrors: [],
    });
    expect(await grantUnit(person.id, unitId, 'REPRESENTATIVE')).toMatchObject({
      person: { unitRoles: [{ role: 'REPRESENTATIVE' }] },
      userErrors: [],
    });
    expect(await revokeUnit(person.id, unitId)).toMatchObject({ person: { unitRoles: [] }, userErrors: [] });
    expect(await revokeUnit(person.id, unitId)).toMatchObject({ person: null, userErrors: [{ code: 'WRONG_STATE' }] });
  });

  it('leave a representative the staff, and the staff alone', async () => {
    const unitId = await world.addUnit(alliance);
    const representative = await world.joinUnit(alliance, unitId, 'REPRESENTATIVE');
    const colleague = await world.joinUnit(alliance, unitId, 'REPRESENTATIVE');
    const newcomer = await world.join(alliance);
    expect((await grantUnit(newcomer.id, unitId, 'STAFF', representative)).userErrors).toEqual([]);
    expect(await grantUnit(newcomer.id, unitId, 'REPRESENTATIVE', representative)).toMatchObject({
      userErrors: [{ code: 'NOT_ALLOWED', path: ['role'] }],
    });
    expect(await grantUnit(colleague.id, unitId, 'STAFF', representative)).toMatchObject({
      userErrors: [{ code: 'NOT_ALLOWED' }],
    });
    expect(await revokeUnit(colleague.id, unitId, representative)).toMatchObject({
      userErrors: [{ code: 'NOT_ALLOWED' }],
    });
    expect((await revokeUnit(newcomer.id, unitId, representative)).userErrors).toEqual([]);
    expect(await grantUnit(newcomer.id, await world.addUnit(alliance), 'STAFF', representative)).toMatchObject({
      userErrors: [{ code: 'NOT_ALLOWED', path: null }],
    });
  });

  it('are not for staff to give', async () => {
    const unitId = await world.addUnit(alliance);
    const staff = await world.joinUnit(alliance, unitId, 'STAFF');
    const newcomer = await world.join(alliance);
    expect(await grantUnit(newcomer.id, unitId, 'STAFF', staff)).toMatchObject({
      person: null,
      userErrors: [{ code: 'NOT_ALLOWED' }],
    });
  });

  it('end up as one of two that are given at the same moment', async () => {
    const unitId = await world.addUnit(alliance);
    const person = await world.join(alliance);
    await Promise.all(
      Array.from({ length: 8 }, (_, index) =>
        grantUnit(person.id, unitId, index % 2 === 0 ? 'STAFF' : 'REPRESENTATIVE'),
      ),
    );
    const rows = await world.rows('select role from unit_roles where person_id = $1', [person.id.split('_')[1]]);
    expect(rows).toHaveLength(1);
  });

  it("hide a unit that is not the viewer's to see", async () => {
    const elsewhere = await world.found();
    const unitId = await world.addUnit(elsewhere);
    await world.rows(`update member_units set status = 'SUSPENDED' where id = $1`, [unitId.split('_')[1]]);
    const person = await world.join(alliance);
    expect(await grantUnit(person.id, unitId, 'STAFF')).toMatchObject({
      userErrors: [{ code: 'NOT_FOUND', path: ['unitId'] }],
    });
    const visible = await world.addUnit(elsewhere);
    expect(await grantUnit(person.id, visible, 'STAFF')).toMatchObject({ userErrors: [{ code: 'NOT_ALLOWED' }] });
    expect(await grantUnit(person.id, visible, 'STAFF', elsewhere.secretary)).toMatchObject({
      userErrors: [{ code: 'NOT_FOUND', path: ['personId'] }],
    });
  });
});
