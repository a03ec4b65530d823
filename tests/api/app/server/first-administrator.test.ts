import { firstAdministratorPath } from '../../../../src/app/server/first-administrator';
import { PASSWORD } from '../../../testkit/keys';
import { startTestServer, type TestServer } from '../../../testkit/server';
import { ACCEPT, ask } from '../../platform/identity/client';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.stop());

const invited = async (): Promise<string | null> => {
  const path = await firstAdministratorPath(server.running.writer);
  return path && (/^\/set-password#(gji_[\w-]{43}):email$/.exec(path)?.[1] ?? '');
};
const accept = async (invitation: string, more: object) =>
  (await ask(server, ACCEPT, { input: { invitation, password: PASSWORD, ...more } })).data?.['acceptInvitation'];

it('invites at each start, until one of those who come with a link is the administrator', async () => {
  const [one, other] = [await invited(), await invited()];
  expect(one).not.toBe(other);
  expect((await accept(one ?? '', {})).userErrors).toMatchObject([{ code: 'INVALID', path: ['email'] }]);
  const answers = await Promise.all(
    [one, other].map((invitation, index) => accept(invitation ?? '', { email: `first-${index}@test.example` })),
  );
  const [first, ...more] = answers.filter(({ session }) => session !== null);
  expect(more).toEqual([]);
  expect(first.session.viewer.person.email).toMatch(/^first-\d@test\.example$/);
  expect(answers.find(({ session }) => session === null).userErrors).toMatchObject([
    { code: 'INVALID', path: ['invitation'] },
  ]);
  expect(await invited()).toBeNull();
  const rows = await server.running.connections.reads.query(
    'select from persons where administrator and email is not null',
  );
  expect(rows.rows).toHaveLength(1);
});
