import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, symlink, writeFile, copyFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** The project's folder. */
export const root = path.resolve(__dirname, '../..');

/** A small project of a test's own, under the rules of this one. */
export interface Project {
  readonly folder: string;
  /** Runs one of the tools; what it prints, whatever its exit code. */
  run(tool: string, ...options: string[]): Promise<{ code: number; output: string }>;
  remove(): Promise<void>;
}

/**
 * @param files texts by their paths
 * @param configurations of this project's, copied
 */
export async function plant(
  files: Readonly<Record<string, string>>,
  configurations: readonly string[],
): Promise<Project> {
  const folder = await mkdtemp(path.join(tmpdir(), 'gongjian-planted-'));
  await symlink(path.join(root, 'node_modules'), path.join(folder, 'node_modules'));
  for (const name of configurations) await copyFile(path.join(root, name), path.join(folder, name));
  for (const [name, text] of Object.entries(files)) {
    await mkdir(path.dirname(path.join(folder, name)), { recursive: true });
    await writeFile(path.join(folder, name), text);
  }
  return {
    folder,
    run: (tool, ...options) =>
      new Promise((resolve) => {
        const child = execFile(
          process.execPath,
          [path.join(root, 'node_modules', tool), ...options],
          { cwd: folder, maxBuffer: 16 * 1024 * 1024 },
          (_, output) => {
            resolve({ code: child.exitCode ?? -1, output });
          },
        );
      }),
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}
