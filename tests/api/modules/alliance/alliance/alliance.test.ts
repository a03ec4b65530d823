import { TestWorld } from '../../../../testkit/world/test-world';

let world: TestWorld;
beforeAll(async () => {
  world = await TestWorld.open();
});
afterAll(() => world.close());

const input = (slug: string) => ({
  slug,
  name: '青枫街道党建共建联合会',
  secretariat: { name: '陈明', email: `${slug}@test.example` },
});

describe('createAlliance', () => {
  it('founds an alliance whose secretariat takes up the invitation', async () => {
    const alliance = await world.foundAlliance();
    const viewer = await world
      .as(alliance.secretariat)
      .query<{ viewer: { allianceRoles: unknown } }>(
        '{ viewer { allianceRoles { role alliance { id } sectorGroup { id } } } }',
        {},
      );
    expect(viewer.viewer.allianceRoles).toEqual([
      { role: 'SECRETARIAT', alliance: { id: alliance.id }, sectorGroup: null },
    ]);
    expect(await alliance.auditActions()).toEqual(['createAlliance', 'acceptInvitation']);
  });

  it("is an administrator's alone", async () => {
    const alliance = await world.foundAlliance();
    const answer = await world
      .as(alliance.secretariat)
      .attempt('createAlliance', input('not-mine'), 'invitation alliance { id }');
    expect(answer).toMatchObject({
      alliance: null,
      invitation: null,
      userErrors: [{ code: 'NOT_ALLOWED', path: null }],
    });
    expect(await world.as().query('{ alliance(slug: "not-mine") { id } }')).toEqual({ alliance: null });
  });

  it('gives each name in URLs once, also of twenty at the same moment', async () => {
    const answers = await Promise.all(
      Array.from({ length: 20 }, async () =>
        world.as(await world.administrator()).attempt('createAlliance', input('the-one'), 'alliance { slug }'),
      ),
    );
    const refused = answers.filter((answer) => answer.userErrors.length > 0);
    expect(refused).toHaveLength(19);
    for (const { userErrors } of refused) expect(userErrors).toMatchObject([{ code: 'CONFLICT', path: ['slug'] }]);
  });

  it('names every field at fault', async () => {
    const wrong = { slug: 'Grüne Ahorn', name: '\u200b', secretariat: { name: ' ', email: 'a@test.example' } };
    const { userErrors } = await world
      .as(await world.administrator())
      .attempt('createAlliance', wrong, 'alliance { slug }');
    expect(userErrors.map((error) => [error.code, error.path])).toEqual([
      ['INVALID', ['slug']],
      ['INVALID', ['name']],
      ['INVALID', ['secretariat', 'name']],
    ]);
  });

  it('takes no Idempotency-Key, for it hands out an invitation', async () => {
    const { errors } = await world
      .as({ ...(await world.administrator()), key: 'c8f1d3f0-5d9b-4e22-9d1c-3d1a1f1f7a11' })
      .send('mutation ($input: CreateAllianceInput!) { createAlliance(input: $input) { invitation } }', {
        input: input('repeatable'),
      });
    expect(errors?.[0]?.extensions.code).toBe('BAD_USER_INPUT');
  });
});

/** An alliance that nobody has entered, and the invitation of its first secretariat. */
async function founded(slug: string): Promise<{ id: string; invitation: string }> {
  const { alliance, invitation } = await world
    .as(await world.administrator())
    .mutate<{ alliance: { id: string }; invitation: string }>(
      'createAlliance',
      input(slug),
      'invitation alliance { id }',
    );
  return { id: alliance.id, invitation };
}

describe('an alliance that nobody has entered', () => {
  const right = { name: '陈明', email: 'right@test.example' };

  it('has the mistyped address of its first secretariat mended, and the invitation before is good no more', async () => {
    const { id, invitation } = await founded('mistyped');
    const administrator = world.as(await world.administrator());
    const again = await administrator.mutate<{ invitation: string }>(
      'replaceFirstSecretariat',
      { allianceId: id, secretariat: right },
      'invitation',
    );
    await expect(world.accept(invitation)).rejects.toThrow('INVALID');
    const secretary = await world.accept(again.invitation);
    const { viewer } = await world
      .as(secretary)
      .query<{ viewer: unknown }>('{ viewer { person { name email } allianceRoles { role alliance { slug } } } }');
    expect(viewer).toEqual({
      person: right,
      allianceRoles: [{ role: 'SECRETARIAT', alliance: { slug: 'mistyped' } }],
    });
    for (const [mutation, given] of [
      ['replaceFirstSecretariat', { allianceId: id, secretariat: { name: '某人', email: 'third@test.example' } }],
      ['deleteAlliance', { allianceId: id }],
    ] as const)
      expect((await administrator.attempt(mutation, given)).userErrors).toMatchObject([
        { code: 'WRONG_STATE', path: ['allianceId'] },
      ]);
  });

  it('is deleted, with what came to it from outside, and its name is free again', async () => {
    const { id, invitation } = await founded('never-entered');
    await world.as().mutate('applyForMembership', {
      allianceId: id,
      name: '申请单位',
      kind: 'SCHOOL',
      affiliation: 'DISTRICT',
      contacts: [{ name: '联系人', phone: '13988552897' }],
    });
    const administrator = world.as(await world.administrator());
    await administrator.mutate('deleteAlliance', { allianceId: id });
    expect(await world.as().query('{ alliance(slug: "never-entered") { id } }')).toEqual({ alliance: null });
    await expect(world.accept(invitation)).rejects.toThrow('INVALID');
    expect((await administrator.attempt('deleteAlliance', { allianceId: id })).userErrors).toMatchObject([
      { code: 'NOT_FOUND', path: ['allianceId'] },
    ]);
    const audited = await world.sql(
      'select alliance_id, details from audit_entries where subject = $1 and action = $2',
      [id, 'deleteAlliance'],
    );
    expect(audited).toEqual([{ alliance_id: null, details: { slug: 'never-entered' } }]);
    await founded('never-entered');
  });

  it('is entered or deleted, whoever comes first at the same moment', async () => {
    for (let round = 0; round < 6; round += 1) {
      const { id, invitation } = await founded(`raced-${round}`);
      const administrator = world.as(await world.administrator());
      const [deleted, accepted] = await Promise.allSettled([
        administrator.mutate('deleteAlliance', { allianceId: id }),
        world.accept(invitation),
      ]);
      const stands = (await world.sql('select from alliances where slug = $1', [`raced-${round}`])).length === 1;
      expect([deleted.status, accepted.status]).toEqual(stands ? ['rejected', 'fulfilled'] : ['fulfilled', 'rejected']);
    }
  });

  it('is mended and deleted by administrators alone', async () => {
    const { id } = await founded('not-theirs');
    const { secretariat } = await world.foundAlliance();
    for (const [mutation, given] of [
      ['replaceFirstSecretariat', { allianceId: id, secretariat: right }],
      ['deleteAlliance', { allianceId: id }],
    ] as const)
      expect((await world.as(secretariat).attempt(mutation, given)).userErrors).toMatchObject([
        { code: 'NOT_ALLOWED', path: null },
      ]);
  });
});

describe('registerPerson', () => {
  const register = (allianceId: string, email: string, caller: { token: string }) =>
    world
      .as(caller)
      .attempt('registerPerson', { allianceId, name: '李雷', email }, 'invitation person { id name email }');

  it('invites a person, whose address nobody sees before the invitation is taken up', async () => {
    const alliance = await world.foundAlliance();
    const answer = await register(alliance.id, 'lilei@test.example', alliance.secretariat);
    expect(answer).toMatchObject({
      invitation: expect.any(String),
      person: { name: '李雷', email: null },
      userErrors: [],
    });
    const { rows } = {
      rows: await world.sql<{ details: object }>(`select details from audit_entries where action = 'registerPerson'`),
    };
    expect(JSON.stringify(rows)).not.toMatch(/李雷|lilei/);
  });

  it('gives the same answer for a known address', async () => {
    const [one, other] = [await world.foundAlliance(), await world.foundAlliance()];
    await register(one.id, 'known@test.example', one.secretariat);
    const again = await register(other.id, 'known@test.example', other.secretariat);
    expect(again).toMatchObject({
      invitation: expect.any(String),
      person: { name: '李雷', email: null },
      userErrors: [],
    });
  });

  it("is the secretariat's of that alliance alone", async () => {
    const [one, other] = [await world.foundAlliance(), await world.foundAlliance()];
    expect(await register(one.id, 'x@test.example', other.secretariat)).toMatchObject({
      person: null,
      invitation: null,
      userErrors: [{ code: 'NOT_ALLOWED' }],
    });
    expect(await register(`alliance_${crypto.randomUUID()}`, 'x@test.example', other.secretariat)).toMatchObject({
      userErrors: [{ code: 'NOT_FOUND', path: ['allianceId'] }],
    });
    const unsigned = await world
      .as()
      .send('mutation ($input: RegisterPersonInput!) { registerPerson(input: $input) { invitation } }', {
        input: { allianceId: one.id, name: '李雷', email: 'x@test.example' },
      });
    expect(unsigned.errors?.[0]?.extensions.code).toBe('UNAUTHENTICATED');
  });
});
