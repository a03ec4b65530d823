import { readFileSync } from 'node:fs';
import path from 'node:path';

/** The project's folder: sources run from src/, builds from dist/src/. */
export const projectFolder = path.resolve(
  __dirname,
  __dirname.includes(`${path.sep}dist${path.sep}`) ? '../../../..' : '../../..',
);

/** Of this code, as package.json says it. */
export const VERSION = (
  JSON.parse(readFileSync(path.join(projectFolder, 'package.json'), 'utf8')) as { version: string }
).version;
