import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';

const root = path.resolve(__dirname, '../../..');

export interface CommandEnd {
  /** Null where a signal ended it. */
  readonly code: number | null;
  /** What it wrote, on both streams. */
  readonly output: string;
}

/**
 * Runs a command of `src/app/commands` as it stands, in a process of its own.
 * @param killAt kills it, as a power cut does, as soon as it has written this
 */
export async function command(
  name: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv,
  killAt?: RegExp,
): Promise<CommandEnd> {
  const hook = path.join(root, 'tests/testkit/run-typescript.cjs');
  const child = spawn(process.execPath, ['-r', hook, `src/app/commands/${name}.ts`, ...args], {
    cwd: root,
    env: { PATH: process.env.PATH, LOG_LEVEL: 'error', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text;
      if (killAt?.test(output)) child.kill('SIGKILL');
    });
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, output: output.trim() };
}
