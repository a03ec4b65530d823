import { decodeJwt } from 'jose';
import { acceptInvitation } from '../../../../../src/platform/identity/invitation/invitation.service';
import { changePassword } from '../../../../../src/platform/identity/password/password.service';
import type { RefreshSessionInput } from '../../../../../src/platform/identity/session/session.inputs';
import { refreshSession, signIn, signOut } from '../../../../../src/platform/identity/session/session.service';
import { createTestDatabase } from '../../../../testkit/cluster';
import { PASSWORD } from '../../../../testkit/keys';
import { openIdentityKit, type Answer, type Caller, type IdentityKit, type TestRequest } from '../identity-kit';

let kit: IdentityKit;
const wrong = [{ code: 'INVALID', key: 'identity.wrongCredentials', path: null, parameters: {} }];
const over = { userErrors: [{ code: 'INVALID', key: 'identity.sessionEnded' }] };
let people = 0;

beforeAll(async () => {
  kit = await openIdentityKit(await createTestDatabase());
});
afterAll(() => kit.close());

/** Somebody with an account of their own. */
async function somebody(): Promise<{ email: string; session: NonNullable<Answer['session']> }> {
  people += 1;
  const email = `Person-${people}@demo.example`;
  const { invitation } = await kit.invite('孙明', email);
  const request = kit.request();
  const input = { invitation, password: PASSWORD };
  const answer = (await request.perform(await acceptInvitation(request, input), input)) as Answer;
  return { email, session: answer.session! };
}
const bearer = (session: Answer['session']) => ({ authorization: `Bearer ${session?.accessToken}` });
const refreshed = async (request: TestRequest, input: RefreshSessionInput): Promise<Answer> =>
  (await request.perform(await refreshSession(request, input), input)) as Answer;
const refresh = async (refreshToken: string | null | undefined, caller?: Caller): Promise<Answer> =>
  refreshed(kit.request(caller), { refreshToken });
const isOver = (session: Answer['session']) =>
  expect(kit.viewerOf(bearer(session))).rejects.toMatchObject({ code: 'CREDENTIAL_REVOKED' });

describe('signIn', () => {
  it('hands out an access token of ten minutes and a refresh token, whatever the case of the address', async () => {
    const { email, session: first } = await somebody();
    const { viewer } = first;
    const { session, userErrors } = await kit.signIn(email.toUpperCase(), PASSWORD);
    expect(userErrors).toEqual([]);
    expect(session).toMatchObject({
      viewer,
      mustChangePassword: false,
      refreshToken: expect.stringMatching(/^gjr_[\w-]{43}$/),
    });
    const { iat, exp, sub } = decodeJwt(session!.accessToken!);
    expect([exp! - iat!, sub]).toEqual([600, viewer]);
    expect(new Date(session!.expiresAt).getTime()).toBe(exp! * 1000);
    expect(await kit.viewerOf(bearer(session))).toMatchObject({ personId: viewer, credential: { kind: 'session' } });
  });

  it('answers alike for a wrong password, an unknown address and somebody who is only invited', async () => {
    const { email } = await somebody();
    await kit.invite('李新', 'pending@demo.example');
    expect((await kit.signIn(email, 'not the password')).userErrors).toEqual(wrong);
    expect((await kit.signIn('nobody@demo.example', PASSWORD)).userErrors).toEqual(wrong);
    expect((await kit.signIn('pending@demo.example', PASSWORD)).userErrors).toEqual(wrong);
  });

  it('stops guessing at one place, for accounts there are and accounts there are not', async () => {
    const { email } = await somebody();
    for (const address of [email, 'nobody-else@demo.example']) {
      const answers: Answer[] = [];
      for (let count = 0; count < 21; count += 1)
        answers.push(await kit.signIn(address, 'not the password', { address: '192.0.2.40' }));
      expect(answers[19]?.userErrors).toEqual(wrong);
      expect(answers[20]?.userErrors).toMatchObject([
        { code: 'RATE_LIMITED', key: 'identity.tooManyTries', parameters: { minutes: 15 } },
      ]);
    }
    expect((await kit.signIn(email, PASSWORD, { address: '192.0.2.40' })).userErrors).toMatchObject([
      { code: 'RATE_LIMITED' },
    ]);
    expect((await kit.signIn(email, PASSWORD, { address: '192.0.2.41' })).userErrors).toEqual([]);
  });

  it('lets the owner in from a place they know while strangers everywhere guess', async () => {
    const { email } = await somebody();
    expect((await kit.signIn(email, PASSWORD, { address: '192.0.2.50' })).userErrors).toEqual([]);
    for (let count = 0; count < 100; count += 1)
      await kit.identity.limits.attempt({ address: `198.51.100.${count}` }).atAccount(email);
    expect((await kit.signIn(email, PASSWORD, { address: '192.0.2.51' })).userErrors).toMatchObject([
      { code: 'RATE_LIMITED' },
    ]);
    expect((await kit.signIn(email, PASSWORD, { address: '192.0.2.50' })).userErrors).toEqual([]);
  });

  // more often than anybody may fail: what succeeds does not count
  it('lets somebody in again and again', async () => {
    const { email } = await somebody();
    for (let count = 0; count < 130; count += 1) {
      expect((await kit.signIn(email, PASSWORD, { address: '127.0.0.1' })).userErrors).toEqual([]);
    }
  });

  it('keeps neither password nor tokens in the database', async () => {
    const { email } = await somebody();
    const { session } = await kit.signIn(email, PASSWORD);
    const [dump] = await kit.rows<{ all: string }>(`select concat(
      (select json_agg(p)::text from persons p), (select json_agg(s)::text from sessions s),
      (select json_agg(t)::text from refresh_tokens t), (select json_agg(e)::text from audit_entries e)) as all`);
    expect(dump?.all).toContain('argon2id');
    expect(dump?.all).not.toContain(PASSWORD);
    expect(dump?.all).not.toContain(session!.refreshToken!.slice(4));
    const hexed = Buffer.from(session!.refreshToken!).toString('hex');
    expect(dump?.all).not.toContain(hexed);
  });

  it('puts the tokens into cookies when asked, for pages that may use them', async () => {
    const { email, session: first } = await somebody();
    const { viewer } = first;
    const input = { email, password: PASSWORD, cookie: true };
    const page = kit.request({ headers: { origin: 'http://localhost:4000' } });
    const answer = (await page.perform(await signIn(page, input), input)) as Answer;
    expect(answer.session).toMatchObject({ accessToken: null, refreshToken: null, viewer });
    expect(page.sent).toEqual([
      expect.stringMatching(/^gongjian_access=ey.+; HttpOnly; SameSite=Strict$/),
      expect.stringMatching(/^gongjian_refresh=gjr_/),
    ]);
    await expect(signIn(kit.request({ headers: { origin: 'https://evil.example' } }), input)).rejects.toMatchObject({
      code: 'FORBIDDEN',
    });
    await expect(signIn(kit.request(), input)).rejects.toMatchObject({ code: 'FORBIDDEN' });
  });
});

describe('refreshSession', () => {
  it('hands out new tokens of the same session for a token that is good once', async () => {
    const { session: first } = await somebody();
    const { session: second } = await refresh(first.refreshToken);
    expect(second).toMatchObject({ viewer: first.viewer, refreshToken: expect.stringMatching(/^gjr_/) });
    expect(second!.refreshToken).not.toBe(first.refreshToken);
    expect(decodeJwt(second!.accessToken!)['sid']).toBe(decodeJwt(first.accessToken!)['sid']);
    expect((await refresh(second!.refreshToken)).userErrors).toEqual([]);
  });

  it('ends the session, and says so in the audit log, when a token comes twice', async () => {
    const { email, session: first } = await somebody();
    const { session: other } = await kit.signIn(email, PASSWORD);
    const { session: second } = await refresh(first.refreshToken);
    expect(await refresh(first.refreshToken)).toMatchObject(over);
    expect(await refresh(second!.refreshToken)).toMatchObject(over);
    await isOver(second);
    expect(await kit.viewerOf(bearer(other))).toMatchObject({ personId: first.viewer });
    const reuse = await kit.rows(
      `select action, subject, details from audit_entries where details ->> 'reused' = 'true' and subject = $1`,
      [`person_${first.viewer}`],
    );
    expect(reuse).toEqual([
      {
        action: 'refreshSession',
        subject: `person_${first.viewer}`,
        details: { session: decodeJwt(first.accessToken!)['sid'], reused: true },
      },
    ]);
    expect(await kit.rows('select person_id from access_changes where person_id = $1', [first.viewer])).not.toEqual([]);
  });

  it('ends the session though the one who comes again shows its access token', async () => {
    const { session } = await somebody();
    const { session: second } = await refresh(session.refreshToken);
    expect(await refresh(session.refreshToken, { viewer: await kit.viewerOf(bearer(second)) })).toMatchObject(over);
    await isOver(second);
  });

  it('lets one of twenty at once win, and ends the session', async () => {
    const { session } = await somebody();
    const answers = await Promise.all(Array.from({ length: 20 }, () => refresh(session.refreshToken)));
    const winners = answers.filter((answer) => answer.userErrors.length === 0);
    expect(winners).toHaveLength(1);
    await isOver(winners[0]?.session);
    expect(await refresh(winners[0]?.session?.refreshToken)).toMatchObject(over);
  });

  it('knows no token that is over, unknown or missing', async () => {
    const { session } = await somebody();
    await kit.rows(`update refresh_tokens set expires_at = now() - interval '1 second' where session_id = $1`, [
      decodeJwt(session.accessToken!)['sid'],
    ]);
    expect(await refresh(session.refreshToken)).toMatchObject(over);
    expect(await refresh('gjr_unknown')).toMatchObject({ userErrors: [{ path: ['refreshToken'] }] });
    expect(await refresh(null)).toMatchObject({ userErrors: [{ key: 'identity.sessionEnded', path: null }] });
  });

  it('limits an address that keeps trying', async () => {
    const answers: Answer[] = [];
    for (let count = 0; count < 301; count += 1) answers.push(await refresh('gjr_unknown', { address: '192.0.2.60' }));
    expect(answers[299]).toMatchObject(over);
    expect(answers[300]).toMatchObject({ userErrors: [{ code: 'RATE_LIMITED' }] });
  });

  it('takes the token from the cookie and puts the next one there', async () => {
    const { session } = await somebody();
    const headers = { cookie: `gongjian_refresh=${session.refreshToken}`, origin: 'http://localhost:4000' };
    await expect(refresh(null, { headers: { ...headers, origin: 'https://evil.example' } })).rejects.toMatchObject({
      code: 'FORBIDDEN',
    });
    const page = kit.request({ headers });
    const answer = await refreshed(page, {});
    expect(answer.session).toMatchObject({ accessToken: null, refreshToken: null, viewer: session.viewer });
    const next = /^gongjian_refresh=(gjr_[\w-]+)/.exec(page.sent[1] ?? '')?.[1];
    expect((await refresh(next)).userErrors).toEqual([]);
  });
});

describe('signOut', () => {
  it('ends the session that it came by, and no other', async () => {
    const { email, session } = await somebody();
    const { session: other } = await kit.signIn(email, PASSWORD);
    const request = kit.request({ viewer: await kit.viewerOf(bearer(session)) });
    await request.perform(await signOut(request, {}), {});
    await isOver(session);
    expect(await refresh(session.refreshToken)).toMatchObject(over);
    expect(await kit.viewerOf(bearer(other))).toMatchObject({ personId: session.viewer });
  });

  it('ends the session of the cookies and clears them, though its access token is over', async () => {
    const { session } = await somebody();
    const headers = {
      cookie: `gongjian_access=old; gongjian_refresh=${session.refreshToken}`,
      origin: 'http://localhost:4000',
    };
    const request = kit.request({ headers });
    await request.perform(await signOut(request, {}), {});
    await isOver(session);
    expect(request.sent).toEqual([
      expect.stringContaining('gongjian_access=; Path=/; Max-Age=0'),
      expect.stringContaining('gongjian_refresh=; '),
    ]);
  });

  it('is nothing to nobody', async () => {
    const request = kit.request();
    expect(await request.perform(await signOut(request, {}), {})).toEqual({ userErrors: [] });
  });
});

describe('changePassword', () => {
  const change = async (session: Answer['session'], currentPassword: string, newPassword: string): Promise<Answer> => {
    const request = kit.request({ viewer: await kit.viewerOf(bearer(session)) });
    const input = { currentPassword, newPassword };
    return (await request.perform(await changePassword(request, input), input)) as Answer;
  };

  it('sets the new password and ends the other sessions', async () => {
    const { email, session } = await somebody();
    const { session: other } = await kit.signIn(email, PASSWORD);
    expect(await change(session, PASSWORD, 'another horse battery')).toEqual({
      viewer: session.viewer,
      userErrors: [],
    });
    expect(await kit.viewerOf(bearer(session))).toMatchObject({ personId: session.viewer });
    await isOver(other);
    expect((await kit.signIn(email, PASSWORD)).userErrors).toEqual(wrong);
    expect((await kit.signIn(email, 'another horse battery')).userErrors).toEqual([]);
  });

  it('needs the current password and a good new one, and says which is at fault', async () => {
    const { email, session } = await somebody();
    expect(await change(session, 'not the password', 'another horse battery')).toMatchObject({
      userErrors: [{ code: 'INVALID', key: 'identity.passwordWrong', path: ['currentPassword'] }],
    });
    expect(await change(session, PASSWORD, email)).toMatchObject({
      userErrors: [{ code: 'INVALID', key: 'identity.passwordIsEmail', path: ['newPassword'] }],
    });
    expect((await kit.signIn(email, PASSWORD)).userErrors).toEqual([]);
  });

  it('is a way to guess no more than signing in', async () => {
    const { session } = await somebody();
    const answers: Answer[] = [];
    for (let count = 0; count < 21; count += 1)
      answers.push(await change(session, `guess number ${count}`, 'another horse battery'));
    expect(answers[20]).toMatchObject({ userErrors: [{ code: 'RATE_LIMITED' }] });
  });

  it('waits for a session that is being opened with the old password, and ends it', async () => {
    const { email, session } = await somebody();
    const credentials = { email, password: PASSWORD };
    const signing = kit.request();
    const service = await signIn(signing, credentials);
    let commit: () => void = () => undefined;
    const mayCommit = new Promise<void>((resolve) => {
      commit = resolve;
    });
    const opened = new Promise<Answer>((resolve, reject) => {
      const held: typeof service = async (transaction, input) => {
        const answer = await service(transaction, input);
        resolve(answer as unknown as Answer);
        await mayCommit;
        return answer;
      };
      void signing.perform(held, credentials).catch(reject);
    });
    const { session: late } = await opened;
    let done = false;
    const changing = change(session, PASSWORD, 'another horse battery').finally(() => {
      done = true;
    });
    const waiting = async () =>
      (await kit.rows(`select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`))
        .length > 0;
    while (!done && !(await waiting()));
    commit();
    expect((await changing).userErrors).toEqual([]);
    await isOver(late);
    expect(await kit.viewerOf(bearer(session))).toMatchObject({ personId: session.viewer });
  });

  it('opens no session for a password that was changed while it was being checked', async () => {
    const { email, session } = await somebody();
    const credentials = { email, password: PASSWORD };
    const signing = kit.request();
    const service = await signIn(signing, credentials);
    await change(session, PASSWORD, 'another horse battery');
    expect(await signing.perform(service, credentials)).toMatchObject({
      userErrors: [{ code: 'CONFLICT', key: 'identity.tryAgain' }],
    });
  });

  it('is not for whoever is not signed in by a session', async () => {
    const input = { currentPassword: PASSWORD, newPassword: 'another horse battery' };
    await expect(changePassword(kit.request(), input)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
  });
});
