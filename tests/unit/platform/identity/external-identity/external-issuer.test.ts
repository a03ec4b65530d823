import type { Viewer } from '../../../../../src/platform/access/viewer';
import { bindExternalIdentity } from '../../../../../src/platform/identity/external-identity/external-identity.service';
import { acceptInvitation } from '../../../../../src/platform/identity/invitation/invitation.service';
import { createTestDatabase } from '../../../../testkit/cluster';
import { PASSWORD } from '../../../../testkit/keys';
import { openIdentityKit, type Answer, type IdentityKit } from '../identity-kit';
import { Issuer } from './issuer';

let issuer: Issuer;
let kit: IdentityKit;
let person: Viewer;
const headers = (token: string) => ({ authorization: `Bearer ${token}` });

async function somebody(email: string): Promise<Viewer> {
  const { invitation } = await kit.invite('周平', email);
  const request = kit.request();
  const input = { invitation, password: PASSWORD };
  const { session } = (await request.perform(await acceptInvitation(request, input), input)) as Answer;
  return kit.viewerOf(headers(session!.accessToken!));
}
const bind = async (idToken: string, viewer = person, password = PASSWORD): Promise<Answer> => {
  const request = kit.request({ viewer });
  const input = { idToken, password };
  return (await request.perform(await bindExternalIdentity(request, input), input)) as Answer;
};

beforeAll(async () => {
  issuer = await new Issuer().open();
  kit = await openIdentityKit(await createTestDatabase(), { oidc: { issuer: issuer.url, audience: 'gongjian' } });
  person = await somebody('zhou@demo.example');
});
afterAll(async () => {
  await kit.close();
  await issuer.close();
});

describe('an external issuer', () => {
  it('is asked again when it could not be reached, and nobody is taken for the public meanwhile', async () => {
    issuer.reachable = false;
    await expect(kit.viewerOf(headers(await issuer.token()))).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    issuer.reachable = true;
    issuer.claimedIssuer = 'https://somebody-else.example';
    await expect(kit.viewerOf(headers(await issuer.token()))).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    issuer.claimedIssuer = null;
    await expect(kit.viewerOf(headers(await issuer.token()))).rejects.toMatchObject({
      code: 'UNAUTHENTICATED',
      key: 'identity.externalUnbound',
    });
  });

  it('lets somebody in once they have bound their account there', async () => {
    expect(await bind(await issuer.token())).toEqual({ viewer: person.personId, userErrors: [] });
    expect(await bind(await issuer.token())).toEqual({ viewer: person.personId, userErrors: [] });
    const viewer = await kit.viewerOf(headers(await issuer.token({ email: 'somebody-else@demo.example' })));
    expect(viewer).toMatchObject({
      personId: person.personId,
      credential: { kind: 'external', issuer: issuer.url, subject: 'subject-1' },
    });
  });

  it('is not believed about mail addresses: another subject with the same address is nobody', async () => {
    const token = await issuer.token({ sub: 'subject-2', email: 'zhou@demo.example', email_verified: true });
    await expect(kit.viewerOf(headers(token))).rejects.toMatchObject({ key: 'identity.externalUnbound' });
  });

  it.each([
    ['another audience', 'MALFORMED', () => issuer.token({ aud: 'another' })],
    ['an end that has passed', 'EXPIRED', () => issuer.token({}, { expires: '-1m' })],
    ['no subject', 'MALFORMED', () => issuer.token({ sub: '' })],
    ['another issuer', 'MALFORMED', () => issuer.token({ iss: 'https://evil.example' })],
    ['a signature by a shared key', 'MALFORMED', () => issuer.forged()],
    ['a signature that does not fit', 'MALFORMED', async () => `${(await issuer.token()).slice(0, -6)}AAAAAA`],
  ])('has no say by a token with %s', async (_, code, token) => {
    await expect(kit.viewerOf(headers(await token()))).rejects.toMatchObject({ code: `CREDENTIAL_${code}` });
    expect(await bind(await token())).toMatchObject({
      userErrors: [{ code: 'INVALID', key: 'identity.externalInvalid', path: ['idToken'] }],
    });
  });

  it('binds by a fresh token made out to this platform, not by an old one or one for another client', async () => {
    const refused = { userErrors: [{ key: 'identity.externalInvalid' }] };
    expect(await bind(await issuer.token({ sub: 'subject-3' }, { issued: '-11m', expires: '1h' }))).toMatchObject(
      refused,
    );
    expect(await bind(await issuer.token({ sub: 'subject-3', azp: 'another-client' }))).toMatchObject(refused);
    expect((await bind(await issuer.token({ sub: 'subject-3', azp: 'gongjian' }))).userErrors).toEqual([]);
  });

  it('binds an account to one person only, also when two come at once', async () => {
    const [one, two] = [await somebody('one@demo.example'), await somebody('two@demo.example')];
    expect(await bind(await issuer.token(), one)).toMatchObject({
      userErrors: [{ code: 'CONFLICT', key: 'identity.externalTaken', path: ['idToken'] }],
    });
    const token = await issuer.token({ sub: 'subject-4' });
    const answers = await Promise.all([one, two].flatMap((viewer) => [bind(token, viewer), bind(token, viewer)]));
    expect(
      new Set(answers.filter((answer) => answer.userErrors.length === 0).map((answer) => answer['viewer'])).size,
    ).toBe(1);
    expect(await kit.rows(`select person_id from external_identities where subject = 'subject-4'`)).toHaveLength(1);
  });

  it('binds for sessions only', async () => {
    const external = await kit.viewerOf(headers(await issuer.token()));
    await expect(bind(await issuer.token({ sub: 'subject-5' }), external)).rejects.toMatchObject({
      code: 'UNAUTHENTICATED',
    });
  });

  it('is discovered once, and its keys are fetched once', async () => {
    const before = issuer.fetched.length;
    for (let count = 0; count < 5; count += 1) await kit.viewerOf(headers(await issuer.token({ jti: String(count) })));
    expect(issuer.fetched.length).toBe(before);
    expect(issuer.fetched.filter((path) => path === '/keys')).toHaveLength(1);
  });
});
