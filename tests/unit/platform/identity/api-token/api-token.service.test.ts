import type { TokenScope, Viewer } from '../../../../../src/platform/access/viewer';
import { createApiToken, revokeApiToken } from '../../../../../src/platform/identity/api-token/api-token.service';
import {
  CreateApiTokenInput,
  RevokeApiTokenInput,
} from '../../../../../src/platform/identity/api-token/api-token.inputs';
import { acceptInvitation } from '../../../../../src/platform/identity/invitation/invitation.service';
import { createTestDatabase } from '../../../../testkit/cluster';
import { PASSWORD } from '../../../../testkit/keys';
import { openIdentityKit, type Answer, type IdentityKit } from '../identity-kit';

const DAY_MS = 86_400_000;
let kit: IdentityKit;
let owner: Viewer;
let stranger: Viewer;

async function somebody(email: string): Promise<Viewer> {
  const { invitation } = await kit.invite('赵云', email);
  const request = kit.request();
  const input = { invitation, password: PASSWORD };
  const { session } = (await request.perform(await acceptInvitation(request, input), input)) as Answer;
  return kit.viewerOf({ authorization: `Bearer ${session?.accessToken}` });
}
beforeAll(async () => {
  kit = await openIdentityKit(await createTestDatabase());
  [owner, stranger] = [await somebody('owner@demo.example'), await somebody('stranger@demo.example')];
});
afterAll(() => kit.close());

interface Made {
  readonly apiToken: string;
  readonly secret: string;
  readonly userErrors: Answer['userErrors'];
}
const create = async (
  scopes: TokenScope[],
  more: { days?: number; name?: string; viewer?: Viewer } = {},
): Promise<Made> => {
  const { days = 30, name = '展示屏', viewer = owner } = more;
  const input = Object.assign(new CreateApiTokenInput(), {
    name,
    scopes,
    expiresAt: new Date(Date.now() + days * DAY_MS),
  });
  const request = kit.request({ viewer });
  return (await request.perform(await createApiToken(request, input), input)) as Made;
};
const revoke = async (id: string, viewer = owner): Promise<Answer> =>
  (await kit
    .request({ viewer })
    .perform(revokeApiToken, Object.assign(new RevokeApiTokenInput(), { apiTokenId: `apiToken_${id}` }))) as Answer;
const viewerBy = (secret: string) => kit.viewerOf({ authorization: `Bearer ${secret}` });

describe('createApiToken', () => {
  it('makes a token that stands for its person, shown once and stored hashed', async () => {
    const { apiToken, secret } = await create(['READ_MEMBER']);
    expect(secret).toMatch(/^gjt_[\w-]{43}$/);
    expect(await viewerBy(secret)).toMatchObject({
      personId: owner.personId,
      credential: { kind: 'token', tokenId: apiToken, scopes: ['READ_MEMBER'] },
    });
    const [dump] = await kit.rows<{ all: string }>(
      `select concat((select json_agg(t)::text from api_tokens t),
        (select json_agg(e)::text from audit_entries e)) as all`,
    );
    expect(dump?.all).not.toContain(secret.slice(4));
  });

  it('makes one that only reads as the public stand for nobody', async () => {
    const { secret } = await create(['READ_PUBLIC']);
    expect(await viewerBy(secret)).toMatchObject({
      personId: null,
      credential: { kind: 'token', scopes: ['READ_PUBLIC'] },
    });
  });

  it('wants scopes, a name, and an end within a year', async () => {
    const errors = async (made: Promise<Made>) =>
      (await made).userErrors.map(({ code, path }) => [code, ...(path ?? [])]);
    expect(await errors(create([]))).toEqual([['INVALID', 'scopes']]);
    expect(await errors(create(['READ_MEMBER', 'READ_MEMBER']))).toEqual([['INVALID', 'scopes']]);
    expect(await errors(create(['READ_MEMBER'], { name: '  ' }))).toEqual([['INVALID', 'name']]);
    expect(await errors(create(['READ_MEMBER'], { days: -1 }))).toEqual([['INVALID', 'expiresAt']]);
    expect(await errors(create(['READ_MEMBER'], { days: 367 }))).toEqual([['INVALID', 'expiresAt']]);
    expect(await errors(create(['READ_MEMBER'], { days: 365 }))).toEqual([]);
  });

  it('allows fifty in use at once, however they are made', async () => {
    const viewer = await somebody('collector@demo.example');
    const made = await Promise.all(Array.from({ length: 55 }, () => create(['READ_PUBLIC'], { viewer })));
    expect(made.filter(({ userErrors }) => userErrors.length === 0)).toHaveLength(50);
    expect(made.find(({ userErrors }) => userErrors.length > 0)?.userErrors).toMatchObject([{ code: 'LIMIT_REACHED' }]);
  });

  it('is for sessions, not for tokens', async () => {
    const { secret } = await create(['READ_MEMBER', 'MANAGE_UNIT']);
    const viewer = await viewerBy(secret);
    await expect(create(['READ_MEMBER'], { viewer })).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
    await expect(revoke('0193a000-0000-7000-8000-000000000009', viewer)).rejects.toMatchObject({
      code: 'UNAUTHENTICATED',
    });
  });
});

describe('revokeApiToken', () => {
  it('takes effect at once, though the token was just used', async () => {
    const { apiToken, secret } = await create(['READ_MEMBER']);
    await viewerBy(secret);
    expect(await revoke(apiToken)).toMatchObject({ apiToken, userErrors: [] });
    await expect(viewerBy(secret)).rejects.toMatchObject({ code: 'CREDENTIAL_REVOKED' });
    expect(await revoke(apiToken)).toMatchObject({ apiToken, userErrors: [] });
    expect(
      await kit.rows(`select id from audit_entries where action = 'revokeApiToken' and subject = $1`, [
        `apiToken_${apiToken}`,
      ]),
    ).toHaveLength(1);
  });

  it('knows nothing of other people’s tokens', async () => {
    const { apiToken, secret } = await create(['READ_MEMBER']);
    expect(await revoke(apiToken, stranger)).toMatchObject({
      userErrors: [{ code: 'NOT_FOUND', path: ['apiTokenId'] }],
    });
    expect(await viewerBy(secret)).toMatchObject({ personId: owner.personId });
  });
});

describe('the use of a token', () => {
  it('is noted, once a minute at the most', async () => {
    const { apiToken, secret } = await create(['READ_MEMBER']);
    const used = async () => {
      await viewerBy(secret);
      await kit.identity.authenticator.settled();
      return (await kit.rows<{ at: Date }>('select last_used_at as at from api_tokens where id = $1', [apiToken]))[0]
        ?.at;
    };
    const first = await used();
    expect(Math.abs(Date.now() - first!.getTime())).toBeLessThan(60_000);
    expect(await used()).toEqual(first);
    expect(kit.faults).toEqual([]);
  });
});
