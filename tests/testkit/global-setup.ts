import 'reflect-metadata';
import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { migrateAll } from '../../src/app/server/migrations';
import { type TestCluster, openTestCluster } from './cluster';

interface Selection {
  readonly rootDir: string;
  /** What was given on the command line; empty for all tests. */
  readonly testPathPatterns: { readonly patterns: readonly string[] };
}

/** Carries the cluster to the tear-down: same process, but modules of its own. */
export const runs = globalThis as typeof globalThis & { gongjianTestCluster?: TestCluster };

/** Jest's globalSetup: opens the database of the run, unless the tests that were asked for do without. */
export default async function globalSetup(selection: Selection): Promise<void> {
  if (!needsDatabase(selection)) return;
  runs.gongjianTestCluster = await openTestCluster((ownerUrl) => migrateAll(ownerUrl));
}

/** Test files reach a database through the test kit alone. */
function needsDatabase({ rootDir, testPathPatterns: { patterns } }: Selection): boolean {
  if (patterns.length === 0) return true;
  const wanted = patterns.map((pattern) => new RegExp(pattern, 'i'));
  return readdirSync(path.join(rootDir, 'tests'), { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.(test|chaos)\.ts$/.test(name))
    .map((name) => path.join(rootDir, 'tests', name))
    .filter((file) => wanted.some((pattern) => pattern.test(file)))
    .some((file) => /from '[^']*\/testkit\//.test(readFileSync(file, 'utf8')));
}
