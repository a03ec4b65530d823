import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import type { ServerLogins } from '../../../src/platform/database/cluster';
import { AUTH_SECRET, SEAL_KEY } from '../keys';

const MAIN = path.resolve(__dirname, '../../../src/main.ts');
const RUN_TYPESCRIPT = path.resolve(__dirname, '../run-typescript.cjs');

/** The server as a process of its own, as an installation runs it. */
export class ServerProcess {
  /** All that it wrote: its announcement, and what it logged. */
  output = '';
  private readonly exited: Promise<unknown>;

  private constructor(private readonly child: ChildProcessWithoutNullStreams) {
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (text: string) => {
        this.output += text;
      });
    this.exited = once(child, 'exit');
  }

  /**
   * Starts one on a migrated database, and waits until it serves.
   * @param entry runs `src/main.ts`, where it is not that itself
   */
  static async start(database: ServerLogins, entry = MAIN, env: NodeJS.ProcessEnv = {}): Promise<ServerProcess> {
    const child = spawn(process.execPath, ['-r', RUN_TYPESCRIPT, entry], {
      env: {
        PATH: process.env.PATH,
        DATABASE_SERVER_URL: database.serverUrl,
        DATABASE_READER_URL: database.readerUrl,
        DATABASE_IDENTITY_URL: database.identityUrl,
        AUTH_SECRET,
        SEAL_KEY,
        PORT: '0',
        HOST: '127.0.0.1',
        DEMO: '0',
        LOG_LEVEL: 'error',
        ...env,
      },
    });
    const server = new ServerProcess(child);
    while (!server.output.includes('GraphiQL')) {
      await Promise.race([once(child.stdout, 'data'), server.exited]);
      if (child.exitCode !== null) throw new Error(`the server did not start: ${server.output}`);
    }
    return server;
  }

  get url(): string {
    return /http:\S+\/graphql/.exec(this.output)?.[0] ?? '';
  }

  get webSocketUrl(): string {
    return this.url.replace(/^http/, 'ws');
  }

  /** Waits until it has come to an end by itself; answers by which signal. */
  async ended(): Promise<NodeJS.Signals | null> {
    await this.exited;
    return this.child.signalCode;
  }

  get isRunning(): boolean {
    return this.child.exitCode === null && this.child.signalCode === null;
  }

  signal(signal: NodeJS.Signals): void {
    this.child.kill(signal);
  }

  /** As a power cut does. */
  async kill(): Promise<void> {
    this.child.kill('SIGKILL');
    await this.exited;
  }

  /** In order; answers the exit code. */
  async stop(): Promise<number | null> {
    this.child.kill('SIGTERM');
    await this.exited;
    return this.child.exitCode;
  }
}
