#!/usr/bin/env node
// `npx gongjian verify FILE`: runs the command as it was built from src/app/commands/verify.ts.
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

const built = new URL('../dist/src/app/commands/verify.js', import.meta.url);
if (!existsSync(built)) {
  console.error('gongjian is not built: run npm ci, or npm run build');
  process.exit(2);
}
const { verify } = createRequire(import.meta.url)(fileURLToPath(built));
const { code, output } = verify(process.argv.slice(2), process.env);
(code === 2 ? process.stderr : process.stdout).write(output);
process.exitCode = code;
