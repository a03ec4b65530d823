import type { Answer, Sender } from '../../../../testkit/world/caller';
import type { TestAlliance } from '../../../../testkit/world/test-alliance';
import { TestWorld } from '../../../../testkit/world/test-world';

let world: TestWorld;
let alliance: TestAlliance;
beforeAll(async () => {
  world = await TestWorld.open();
  alliance = await world.foundAlliance();
});
afterAll(() => world.close());

const ROLES = 'person { id allianceRoles { role sectorGroup { id } areaGroup { id } territory { id } } }';

const grant = (
  personId: string,
  role: string,
  more: object = {},
  caller: Sender = alliance.secretariat,
): Promise<Answer> =>
  world.as(caller).attempt('grantAllianceRole', { personId, allianceId: alliance.id, role, ...more }, ROLES);
const revoke = (
  personId: string,
  role: string,
  more: object = {},
  caller: Sender = alliance.secretariat,
): Promise<Answer> =>
  world.as(caller).attempt('revokeAllianceRole', { personId, allianceId: alliance.id, role, ...more }, ROLES);
const grantUnit = (
  personId: string,
  unitId: string,
  role: string,
  caller: Sender = alliance.secretariat,
): Promise<Answer> =>
  world.as(caller).attempt('grantUnitRole', { personId, unitId, role }, 'person { id unitRoles { role unit { id } } }');
const revokeUnit = (personId: string, unitId: string, caller: Sender = alliance.secretariat): Promise<Answer> =>
  world.as(caller).attempt('revokeUnitRole', { personId, unitId }, 'person { id unitRoles { role unit { id } } }');

describe('roles in an alliance', () => {
  it('are granted for what they are of, once', async () => {
    const person = await alliance.join();
    const sectorGroupId = await world
      .as(alliance.secretariat)
      .make('createSectorGroup', 'sectorGroup', { allianceId: alliance.id, name: '民生服务' });
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
    const groups = await world
      .as()
      .query<{ node: object }>('query ($id: ID!) { node(id: $id) { ... on SectorGroup { convenor { id } } } }', {
        id: sectorGroupId,
      });
    expect(groups.node).toEqual({ convenor: { id: person.id } });
    expect((await alliance.auditActions()).filter((action) => action === 'grantAllianceRole')).toHaveLength(1);
  });

  it('are refused without, and with the wrong, group or territory', async () => {
    const person = await alliance.join();
    const territoryId = await world
      .as(alliance.secretariat)
      .make('createTerritory', 'territory', { allianceId: alliance.id, level: 'COMMUNITY', name: '上保社区' });
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
    const elsewhere = await world.foundAlliance();
    const stranger = await elsewhere.join();
    const theirs = await world
      .as(elsewhere.secretariat)
      .make('createSectorGroup', 'sectorGroup', { allianceId: elsewhere.id, name: '别处' });
    const person = await alliance.join();
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
    expect(await grant(person.id, 'ORGANISER', {}, elsewhere.secretariat)).toMatchObject({
      person: null,
      userErrors: [{ code: 'NOT_ALLOWED' }],
    });
  });

  it('are revoked as they were granted', async () => {
    const person = await alliance.join();
    const territoryId = await world
      .as(alliance.secretariat)
      .make('createTerritory', 'territory', { allianceId: alliance.id, level: 'COMMUNITY', name: '宝石社区' });
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
    const second = await alliance.join();
    await grant(second.id, 'SECRETARIAT');
    const made = await world
      .as(second)
      .attempt('createSectorGroup', { allianceId: alliance.id, name: '其一' }, 'sectorGroup { id }');
    expect(made.userErrors).toEqual([]);
    await revoke(second.id, 'SECRETARIAT');
    expect(
      await world
        .as(second)
        .attempt('createSectorGroup', { allianceId: alliance.id, name: '其二' }, 'sectorGroup { id }'),
    ).toMatchObject({ userErrors: [{ code: 'NOT_ALLOWED' }] });
  });
});

describe('the last of the secretariat', () => {
  it('cannot be revoked', async () => {
    const own = await world.foundAlliance();
    const input = { personId: own.secretariat.id, allianceId: own.id, role: 'SECRETARIAT' };
    expect(await world.as(own.secretariat).attempt('revokeAllianceRole', input, ROLES)).toMatchObject({
      person: null,
      userErrors: [{ code: 'LIMIT_REACHED', path: ['personId'] }],
    });
  });

  it('cannot be revoked for somebody who has not taken up the invitation', async () => {
    const own = await world.foundAlliance();
    const invited = await world
      .as(own.secretariat)
      .make('registerPerson', 'person', { allianceId: own.id, name: '未到', email: 'late@test.example' });
    await world
      .as(own.secretariat)
      .make('grantAllianceRole', 'person', { personId: invited, allianceId: own.id, role: 'SECRETARIAT' });
    const input = { personId: own.secretariat.id, allianceId: own.id, role: 'SECRETARIAT' };
    expect(await world.as(own.secretariat).attempt('revokeAllianceRole', input, ROLES)).toMatchObject({
      userErrors: [{ code: 'LIMIT_REACHED' }],
    });
    expect(
      (await world.as(own.secretariat).attempt('revokeAllianceRole', { ...input, personId: invited }, ROLES))
        .userErrors,
    ).toEqual([]);
  });

  it('stays when two revoke each other at the same moment', async () => {
    for (let round = 0; round < 5; round += 1) {
      const own = await world.foundAlliance();
      const second = await own.join();
      await world
        .as(own.secretariat)
        .make('grantAllianceRole', 'person', { personId: second.id, allianceId: own.id, role: 'SECRETARIAT' });
      const against = (personId: string, caller: Sender) =>
        world
          .as(caller)
          .attempt('revokeAllianceRole', { personId, allianceId: own.id, role: 'SECRETARIAT' }, 'person { id }');
      const answers = await Promise.all([against(second.id, own.secretariat), against(own.secretariat.id, second)]);
      expect(answers.filter(({ userErrors }) => userErrors.length === 0)).toHaveLength(1);
      const { alliance: after } = await world
        .as()
        .query<{ alliance: { secretariat: unknown[] } }>(
          'query ($slug: String!) { alliance(slug: $slug) { secretariat { role } } }',
          { slug: own.slug },
        );
      expect(after.secretariat).toHaveLength(1);
    }
  });
});

describe('roles in a unit', () => {
  it('are given and changed by the secretariat, one for each person', async () => {
    const unitId = await alliance.addUnit();
    const person = await alliance.join();
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
    const unitId = await alliance.addUnit();
    const representative = await alliance.joinUnit(unitId, 'REPRESENTATIVE');
    const colleague = await alliance.joinUnit(unitId, 'REPRESENTATIVE');
    const newcomer = await alliance.join();
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
    expect(await grantUnit(newcomer.id, await alliance.addUnit(), 'STAFF', representative)).toMatchObject({
      userErrors: [{ code: 'NOT_ALLOWED', path: null }],
    });
  });

  it('are not for staff to give', async () => {
    const unitId = await alliance.addUnit();
    const staff = await alliance.joinUnit(unitId, 'STAFF');
    const newcomer = await alliance.join();
    expect(await grantUnit(newcomer.id, unitId, 'STAFF', staff)).toMatchObject({
      person: null,
      userErrors: [{ code: 'NOT_ALLOWED' }],
    });
  });

  it('end up as one of two that are given at the same moment', async () => {
    const unitId = await alliance.addUnit();
    const person = await alliance.join();
    await Promise.all(
      Array.from({ length: 8 }, (_, index) =>
        grantUnit(person.id, unitId, index % 2 === 0 ? 'STAFF' : 'REPRESENTATIVE'),
      ),
    );
    const rows = await world.sql('select role from unit_roles where person_id = $1', [person.id.split('_')[1]]);
    expect(rows).toHaveLength(1);
  });

  it("hide a unit that is not the viewer's to see", async () => {
    const elsewhere = await world.foundAlliance();
    const unitId = await elsewhere.addUnit();
    await world.sql(`update member_units set status = 'SUSPENDED' where id = $1`, [unitId.split('_')[1]]);
    const person = await alliance.join();
    expect(await grantUnit(person.id, unitId, 'STAFF')).toMatchObject({
      userErrors: [{ code: 'NOT_FOUND', path: ['unitId'] }],
    });
    const visible = await elsewhere.addUnit();
    expect(await grantUnit(person.id, visible, 'STAFF')).toMatchObject({ userErrors: [{ code: 'NOT_ALLOWED' }] });
    expect(await grantUnit(person.id, visible, 'STAFF', elsewhere.secretariat)).toMatchObject({
      userErrors: [{ code: 'NOT_FOUND', path: ['personId'] }],
    });
  });
});
