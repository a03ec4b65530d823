import { AGENDA, stateOf, type AgendaState, type MeetingWithAgenda } from './agenda-state';
import { Hall, type Somebody } from './hall';
import { RawSocket } from './raw-socket';
import { serveDatabase, startTestServer, type TestServer } from './server';
import { Watcher, type WatcherOptions } from './watcher';

/** A server, an alliance on it, and one of each kind of viewer of its meetings; with all who watch, to be sent home after each test. */
export class Stage {
  private readonly watchers: Watcher[] = [];
  private readonly sockets: RawSocket[] = [];
  private readonly others: TestServer[] = [];

  private constructor(
    readonly server: TestServer,
    readonly hall: Hall,
    /** Invited wherever a participant is wanted. */
    readonly unitId: string,
    readonly member: Somebody,
    readonly participant: Somebody,
  ) {}

  static async open(env: NodeJS.ProcessEnv = {}, clock?: () => Date): Promise<Stage> {
    const server = await startTestServer({ env, ...(clock === undefined ? {} : { clock }) });
    const hall = await Hall.open(server.database, server.url);
    const unitId = await hall.unit('青枫小学');
    return new Stage(
      server,
      hall,
      unitId,
      await hall.person('观察员', ['OBSERVER']),
      await hall.person('参会代表', [], [unitId]),
    );
  }

  /** One more server on the same database. */
  async another(env: NodeJS.ProcessEnv = {}): Promise<TestServer> {
    const other = await serveDatabase(this.server.database, env);
    let stopped: Promise<void> | null = null;
    const once = { ...other, stop: () => (stopped ??= other.stop()) };
    this.others.push(once);
    return once;
  }

  watch(meetingId: string, by: Somebody | null, options: Partial<WatcherOptions> = {}): Watcher {
    const watcher = new Watcher({
      url: this.server.webSocketUrl,
      meetingId,
      ...(by === null ? {} : { token: by.token }),
      ...options,
    });
    this.watchers.push(watcher);
    return watcher;
  }

  async socket(
    by: Somebody | null = null,
    payload: Readonly<Record<string, unknown>> = {},
    headers: Readonly<Record<string, string>> = {},
  ): Promise<RawSocket> {
    const authorization = by === null ? {} : { authorization: `Bearer ${by.token}` };
    const socket = await RawSocket.connected(this.server.webSocketUrl, { ...authorization, ...payload }, headers);
    this.sockets.push(socket);
    return socket;
  }

  /** What the query answers this viewer. */
  async asked(meetingId: string, by: Somebody | null): Promise<AgendaState> {
    const { meeting } = await this.hall.query<{ meeting: MeetingWithAgenda }>(by?.token ?? null, AGENDA, { meetingId });
    return stateOf(meeting);
  }

  /** Waits until a watcher has been told of all there is, and expects that it then has what the query answers its viewer. */
  async settle(meetingId: string, ...all: readonly (readonly [Watcher, Somebody | null])[]): Promise<void> {
    const revision = await this.hall.revision(meetingId);
    for (const [watcher, by] of all) {
      await watcher.reached(revision);
      expect(watcher.state).toEqual(await this.asked(meetingId, by));
      expect(watcher.misfits).toBe(0);
      expect(watcher.over).toBeNull();
    }
  }

  /** After each test. */
  async clear(): Promise<void> {
    for (const socket of this.sockets.splice(0)) socket.close();
    await Promise.all(this.watchers.splice(0).map((watcher) => watcher.stop()));
    await Promise.all(this.others.splice(0).map((other) => other.stop()));
  }

  async close(): Promise<void> {
    await this.clear();
    await this.server.stop();
  }
}
