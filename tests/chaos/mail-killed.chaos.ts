import path from 'node:path';
import { createLogger } from '../../src/platform/observability/logger';
import { request } from '../testkit/graphql';
import { MailServer } from '../testkit/mail-server';
import { ServerProcess } from '../testkit/random-run/server-process';
import { TestWorld } from '../testkit/world/test-world';

const FALLING_SERVER = path.resolve(__dirname, 'falling-server.process.ts');
const REGISTER =
  'mutation ($input: RegisterPersonInput!) { registerPerson(input: $input) { person { id } userErrors { code } } }';

/** The one that stays up, and sends no mail. */
let world: TestWorld;
let mails: MailServer;
let env: NodeJS.ProcessEnv;
beforeAll(async () => {
  [world, mails] = await Promise.all([TestWorld.open({ log: createLogger('silent') }), MailServer.open()]);
  env = { SMTP_URL: mails.url, MAIL_FROM: 'gongjian@test.example' };
});
afterAll(() => Promise.all([world.close(), mails.close()]));

it('a letter outlives the server that is killed between its commit and its sending, and is sent once', async () => {
  const alliance = await world.alliance();
  const falling = await ServerProcess.start(world.server.database, FALLING_SERVER, { ...env, FALLS: 'after COMMIT' });
  const input = { allianceId: alliance.id, name: '周遗', email: 'left-behind@test.example' };
  const sent = request(falling.url, { query: REGISTER, variables: { input }, token: alliance.secretariat.token });
  expect(await sent.catch(() => null)).toBeNull();
  expect(await falling.ended()).toBe('SIGKILL');
  expect(mails.received).toEqual([]);
  const servers = await Promise.all([1, 2].map(() => ServerProcess.start(world.server.database, undefined, env)));
  const mail = await mails.to(input.email);
  expect(mail.text).toMatch(/gji_[\w-]{43}/);
  expect(await Promise.all(servers.map((server) => server.stop()))).toEqual([0, 0]);
  expect(mails.received).toHaveLength(1);
}, 120_000);
