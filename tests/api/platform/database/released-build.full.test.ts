import { execFile } from 'node:child_process';
import { mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { type Cluster, startCluster } from '../../../../src/platform/database/cluster';
import { withSession } from '../../../../src/platform/database/cluster/session';
import { createLogger } from '../../../../src/platform/observability/logger';
import { fetchData } from '../../../testkit/graphql';
import { AUTH_SECRET, SEAL_KEY } from '../../../testkit/keys';
import { command } from '../../../testkit/operations/command';
import { ServerProcess } from '../../../testkit/random-run/server-process';

/*
 * What a release served goes on while the schema is already that of the next: the sources of the last release with other migrations
 * are taken from the history, and their server is left running while the database is migrated and a new server comes beside it.
 */

jest.setTimeout(300_000);

const root = path.resolve(__dirname, '../../../..');
const run = promisify(execFile);
const git = async (...args: string[]): Promise<string> => (await run('git', args, { cwd: root })).stdout.trim();

/** The last commit that wrote what a release has, and whose migrations are not all that there are; null without history. */
async function lastRelease(): Promise<string | null> {
  const present = await git('ls-tree', '--name-only', 'HEAD', 'migrations/').catch(() => '');
  const commits = await git('log', '--format=%H', '--', '.ci/released-tables.json').catch(() => '');
  for (const commit of commits.split('\n').filter(Boolean))
    if ((await git('ls-tree', '--name-only', commit, 'migrations/')) !== present) return commit;
  return null;
}

let folder: string;
let cluster: Cluster;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'gongjian-released-'));
  cluster = await startCluster({ dataDir: path.join(folder, 'data'), durable: false, log: createLogger('silent') });
  await withSession(cluster.adminUrl, (session) =>
    session.query("create database released template template0 encoding 'UTF8' locale 'C.UTF-8'"),
  );
});
afterAll(async () => {
  await cluster.stop();
  await rm(folder, { recursive: true, force: true });
});

const NO_LOGINS = { serverUrl: '', readerUrl: '', identityUrl: '' };
const SIGN_IN = `mutation { signIn(input: { email: "secretariat@demo.example", password: "demo-gongjian" }) {
  session { accessToken } userErrors { message } } }`;
const CREATE = `mutation ($input: CreateSectorGroupInput!) { createSectorGroup(input: $input) { sectorGroup { id } userErrors { message } } }`;
const READ = `{ alliances(first: 1) { nodes { id sectorGroups { name } memberUnits(first: 5) { nodes { name } } agreements(first: 5) { nodes { title } }
  meetings(first: 5) { nodes { title } } } } }`;

interface SignedIn {
  readonly signIn: { readonly session: { readonly accessToken: string } | null };
}
interface Read {
  readonly alliances: { readonly nodes: readonly { readonly id: string; readonly sectorGroups: { name: string }[] }[] };
}

test('a server of the last release reads and writes on the migrated schema, beside a new one', async () => {
  const release = await lastRelease();
  if (release === null) {
    console.warn('skipped: this clone has no history that a release could be taken from');
    return;
  }
  const sources = path.join(folder, 'sources');
  await run('sh', ['-c', `mkdir "$1" && git archive "$2" | tar -x -C "$1"`, 'sh', sources, release], { cwd: root });
  await symlink(path.join(root, 'node_modules'), path.join(sources, 'node_modules'));
  const env = { DATABASE_URL: cluster.adminUrl.replace(/postgres$/, 'released'), AUTH_SECRET, SEAL_KEY, DEMO: '1' };
  const old = await ServerProcess.start(NO_LOGINS, path.join(sources, 'src/main.ts'), env);
  const signIn = async (server: ServerProcess): Promise<string> =>
    (await fetchData<SignedIn>(server.url, { query: SIGN_IN })).signIn.session?.accessToken ?? '';
  await signIn(old);
  expect(await command('migrate', [], env)).toMatchObject({ code: 0 });
  const young = await ServerProcess.start(NO_LOGINS, undefined, env);
  try {
    const created: string[] = [];
    for (const [index, [writer, reader]] of [[old, young] as const, [young, old] as const].entries()) {
      const token = await signIn(writer);
      const { alliances } = await fetchData<Read>(writer.url, { query: READ, token });
      const [alliance] = alliances.nodes;
      created.push(`界别${index}`);
      const input = { allianceId: alliance?.id, name: `界别${index}` };
      expect(await fetchData(writer.url, { query: CREATE, variables: { input }, token })).toMatchObject({
        createSectorGroup: { userErrors: [] },
      });
      const seen = await fetchData<Read>(reader.url, { query: READ, token });
      expect(seen.alliances.nodes[0]?.sectorGroups.map(({ name }) => name)).toEqual(expect.arrayContaining(created));
    }
  } finally {
    expect([await old.stop(), await young.stop()]).toEqual([0, 0]);
  }
});
