import { randomUUID } from 'node:crypto';
import { escapeIdentifier, Pool } from 'pg';
import type { TokenScope } from '../../../src/platform/access/viewer';
import { globalId, newId } from '../../../src/platform/database/ids';
import { derivedKey } from '../../../src/platform/config';
import { createAdministrator } from '../../../src/platform/identity';
import { newSecret, SecretKind } from '../../../src/platform/identity/secrets';
import { AccessTokens } from '../../../src/platform/identity/session/access-tokens';
import { AGENDA, stateOf, type AgendaState, type MeetingWithAgenda } from '../agenda-state';
import { AUTH_SECRET, PASSWORD } from '../keys';
import { RawSocket } from '../raw-socket';
import { serveDatabase, startTestServer, type TestServer, type TestServerOptions } from '../server';
import { Watcher, type WatcherOptions } from '../watcher';
import { Caller, type Sender, type Somebody } from './caller';
import { TestAlliance } from './test-alliance';

/** A row by column names. What is left out takes the column's default. */
export type Row = Readonly<Record<string, unknown>>;

const ACCEPT = `mutation ($input: AcceptInvitationInput!) {
  acceptInvitation(input: $input) { session { accessToken viewer { person { id } } } userErrors { code message } } }`;

/**
 * A server on a database of its own, and all that a test puts there: people, units and roles are planted by SQL, or come
 * about through the API; what happens to them goes through the API.
 */
export class TestWorld {
  private readonly pool: Pool;
  private readonly watchers: Watcher[] = [];
  private readonly sockets: RawSocket[] = [];
  private readonly others: TestServer[] = [];
  private administratorOfAll: Promise<Somebody> | null = null;
  private made = 0;

  private constructor(
    database: { readonly ownerUrl: string },
    readonly url: () => string,
    private readonly own: TestServer | null,
  ) {
    this.pool = new Pool({
      connectionString: database.ownerUrl,
      options: '-c TimeZone=UTC',
      max: 4,
      idleTimeoutMillis: 2_000,
      allowExitOnIdle: true,
    });
    // the database is dropped while connections to it rest here
    this.pool.on('error', () => undefined);
  }

  static async open(options: TestServerOptions = {}): Promise<TestWorld> {
    const server = await startTestServer(options);
    return new TestWorld(server.database, () => server.url, server);
  }

  /** A world whose servers are other processes. */
  static at(database: { readonly ownerUrl: string }, url: () => string): TestWorld {
    return new TestWorld(database, url, null);
  }

  get server(): TestServer {
    if (this.own === null) throw new Error('this world’s servers are other processes');
    return this.own;
  }

  /** Runs SQL as the owner of the database, beside all rules. */
  async sql<R = Record<string, unknown>>(text: string, values: unknown[] = []): Promise<R[]> {
    return (await this.pool.query(text, values)).rows as R[];
  }

  /** Puts rows into a table as they stand; all of them name the same columns. */
  async insert(table: string, rows: readonly Row[]): Promise<void> {
    const [first] = rows;
    if (first === undefined) return;
    const columns = Object.keys(first)
      .map((name) => escapeIdentifier(name))
      .join(', ');
    const into = escapeIdentifier(table);
    await this.sql(
      `insert into ${into} (${columns})
       select ${columns}
       from jsonb_populate_recordset(null::${into}, $1)`,
      [JSON.stringify(rows)],
    );
  }

  /** All rows of a table, as PostgreSQL writes them in JSON. */
  async rows(table: string): Promise<Row[]> {
    const rows = await this.sql<{ row: Row }>(`select to_jsonb(t) as row from ${escapeIdentifier(table)} t`);
    return rows.map(({ row }) => row);
  }

  /** Requests as somebody; as nobody who is signed in when nobody is named. */
  as(sender: Sender | null = null, url: () => string = this.url): Caller {
    return new Caller(url, sender ?? {});
  }

  /** A session of a person's, by row id: its access token. */
  async signIn(personId: string): Promise<string> {
    const now = new Date();
    await this.insert('sessions', [
      {
        id: newId(),
        person_id: personId,
        started_at: now,
        last_used_at: now,
        expires_at: new Date(now.getTime() + 86_400_000),
        place: 'test',
      },
    ]);
    return this.accessToken(globalId('person', personId), now);
  }

  /** An access token of somebody's session, issued at this moment: good for ten minutes. */
  async accessToken(personId: string, at: Date): Promise<string> {
    const [session] = await this.sql<{ id: string }>(
      `
      select id
      from sessions
      where person_id = $1
        and ended_at is null
        and expires_at > now()
      order by started_at desc`,
      [rowId(personId)],
    );
    const tokens = new AccessTokens(derivedKey(AUTH_SECRET, 'access token'));
    const expiresAt = new Date(at.getTime() + 86_400_000);
    return (await tokens.issue({ personId: rowId(personId), sessionId: session?.id ?? '', expiresAt }, at)).text;
  }

  /** An API token of a person's, good for so many milliseconds. */
  async apiToken(
    personId: string,
    scopes: readonly TokenScope[],
    lasts = 3_600_000,
  ): Promise<{ id: string; secret: string }> {
    const id = newId();
    const secret = newSecret(SecretKind.apiToken);
    await this.sql(
      `insert into api_tokens (id, person_id, name, hash, scopes, created_at, expires_at)
       values ($1, $2, $3, $4, $5, now(), $6)`,
      [id, rowId(personId), `令牌 ${scopes.join()}`, secret.hash, scopes, new Date(Date.now() + lasts)],
    );
    return { id: globalId('apiToken', id), secret: secret.text };
  }

  /** An alliance with a secretariat and an organiser, planted. */
  async alliance(name = '青枫联合会'): Promise<TestAlliance> {
    const id = newId();
    const slug = `alliance-${randomUUID()}`;
    await this.insert('alliances', [{ id, slug, name }]);
    return TestAlliance.planted(this, globalId('alliance', id), slug);
  }

  /** An alliance that came about through the API: by the administrator, and a secretary who took up the invitation. */
  async foundAlliance(more: object = {}): Promise<TestAlliance> {
    const number = this.next();
    const slug = `alliance-${number}`;
    const { alliance, invitation } = await this.as(await this.administrator()).mutate<{
      alliance: { id: string };
      invitation: string;
    }>(
      'createAlliance',
      {
        slug,
        name: `第${number}联合会`,
        secretariat: { name: '秘书', email: `secretary-${number}@test.example` },
        ...more,
      },
      'invitation alliance { id }',
    );
    const secretary = await this.accept(invitation);
    return new TestAlliance(this, alliance.id, slug, secretary, secretary);
  }

  /** Of the installation; the first call makes them. */
  administrator(): Promise<Somebody> {
    this.administratorOfAll ??= createAdministrator(
      { manager: this.server.running.connections.identity.manager, now: new Date() },
      { name: '管理员', email: 'administrator@test.example' },
    ).then(({ invitation }) => this.accept(invitation));
    return this.administratorOfAll;
  }

  /** Takes up an invitation to an account. */
  async accept(invitation: string): Promise<Somebody> {
    const { acceptInvitation } = await this.as().query<{
      acceptInvitation: { session: { accessToken: string; viewer: { person: { id: string } } } | null };
    }>(ACCEPT, { input: { invitation, password: PASSWORD } });
    const { session } = acceptInvitation;
    if (session === null) throw new Error(JSON.stringify(acceptInvitation));
    return { id: session.viewer.person.id, token: session.accessToken };
  }

  /** A number that nothing here has been named by yet. */
  next(): number {
    this.made += 1;
    return this.made;
  }

  /** So many things, twenty at a time: more tries at once from one address look like an attack. */
  async many<T>(count: number, make: (index: number) => Promise<T>): Promise<T[]> {
    const made: T[] = [];
    while (made.length < count) {
      const first = made.length;
      const batch = Array.from({ length: Math.min(20, count - first) }, (_, index) => make(first + index));
      made.push(...(await Promise.all(batch)));
    }
    return made;
  }

  /** One more server on the same database, until the end of the test. */
  async anotherServer(env: NodeJS.ProcessEnv = {}, clock?: () => Date): Promise<TestServer> {
    const other = await serveDatabase(this.server.database, env, undefined, clock);
    let stopped: Promise<void> | null = null;
    const once = { ...other, stop: () => (stopped ??= other.stop()) };
    this.others.push(once);
    return once;
  }

  /** Follows a meeting as somebody, until the end of the test. */
  watch(meetingId: string, by: Sender | null, options: Partial<WatcherOptions> = {}): Watcher {
    const watcher = new Watcher({
      url: this.server.webSocketUrl,
      meetingId,
      ...(typeof by?.token === 'string' ? { token: by.token } : {}),
      ...options,
    });
    this.watchers.push(watcher);
    return watcher;
  }

  /** A socket of somebody's that speaks the protocol word by word, until the end of the test. */
  async socket(
    by: Sender | null = null,
    payload: Readonly<Record<string, unknown>> = {},
    headers: Readonly<Record<string, string>> = {},
    url: string = this.server.webSocketUrl,
  ): Promise<RawSocket> {
    const authorization = typeof by?.token === 'string' ? { authorization: `Bearer ${by.token}` } : {};
    const socket = await RawSocket.connected(url, { ...authorization, ...payload }, headers);
    this.sockets.push(socket);
    return socket;
  }

  /** What the query answers somebody of a meeting. */
  async agendaState(meetingId: string, by: Sender | null): Promise<AgendaState> {
    const { meeting } = await this.as(by).query<{ meeting: MeetingWithAgenda }>(AGENDA, { meetingId });
    return stateOf(meeting);
  }

  /** The meeting's last revision, whoever may see what came with it. */
  async revision(meetingId: string): Promise<number> {
    const [row] = await this.sql<{ revision: number }>('select revision from joint_meetings where id = $1', [
      rowId(meetingId),
    ]);
    return row?.revision ?? 0;
  }

  /** Waits until watchers have got all there is, and expects that each then has what the query answers its viewer. */
  async settle(meetingId: string, ...all: readonly (readonly [Watcher, Sender | null])[]): Promise<void> {
    const revision = await this.revision(meetingId);
    for (const [watcher, by] of all) {
      await watcher.reached(revision);
      expect(watcher.state).toEqual(await this.agendaState(meetingId, by));
      expect(watcher.misfits).toBe(0);
      expect(watcher.over).toBeNull();
    }
  }

  /** After each test: sends home all who watch, and stops the other servers. */
  async clear(): Promise<void> {
    for (const socket of this.sockets.splice(0)) socket.close();
    await Promise.all(this.watchers.splice(0).map((watcher) => watcher.stop()));
    await Promise.all(this.others.splice(0).map((other) => other.stop()));
  }

  async close(): Promise<void> {
    await this.clear();
    await this.pool.end();
    await this.own?.stop();
  }
}

/** The row id in a global id. */
export function rowId(id: string): string {
  return id.slice(id.lastIndexOf('_') + 1);
}
