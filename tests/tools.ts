import { existsSync } from 'node:fs';
import path from 'node:path';

/** Which of these programs the machine lacks. */
export function missingTools(tools: readonly string[]): readonly string[] {
  const folders = (process.env['PATH'] ?? '').split(path.delimiter);
  return tools.filter((tool) => !folders.some((each) => existsSync(path.join(each, tool))));
}

/**
 * Whether a check by hand can be tried: whoever runs the tests may not have its tools; where everything must hold before a change
 * lands, they must be there, and it fails without them.
 */
export function isTriedWithout(missing: readonly string[]): boolean {
  return missing.length === 0 || process.env['CI'] !== undefined;
}
