import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import path from 'node:path';

/** The value that this share of them does not exceed. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = Float64Array.from(values).sort();
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? NaN;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = (sorted.length - 1) / 2;
  return ((sorted[Math.floor(middle)] ?? NaN) + (sorted[Math.ceil(middle)] ?? NaN)) / 2;
}

/** Three significant digits: more would say more than was measured. */
export const rounded = (value: number): number => Number(value.toPrecision(3));

export function print(line: object): void {
  process.stdout.write(`${JSON.stringify(line)}\n`);
}

/** What was measured with what: the first line of a run. */
export function conditions(bench: string, parameters: object, packages: readonly string[]): object {
  const version = (name: string): string => {
    const place = [path.join(__dirname, '../node_modules'), path.join(__dirname, 'peers/node_modules')].map((folder) =>
      path.join(folder, name, 'package.json'),
    );
    for (const file of place) {
      try {
        return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version;
      } catch {
        // it may be in the other one
      }
    }
    return 'missing';
  };
  return {
    bench,
    at: new Date().toISOString(),
    cores: availableParallelism(),
    node: process.versions.node,
    ...parameters,
    versions: Object.fromEntries(packages.map((name) => [name, version(name)])),
    ...(process.env['BENCH_NOTE'] === undefined ? {} : { note: process.env['BENCH_NOTE'] }),
  };
}

/** A number from the environment. */
export function setting(name: string, usual: number): number {
  const given = process.env[name];
  const value = given === undefined ? usual : Number(given);
  if (!Number.isInteger(value) || value < 1) throw new Error(`${name} must be a whole number from 1, not ${given}`);
  return value;
}
