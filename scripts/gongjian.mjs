#!/usr/bin/env node
// `npx gongjian verify …`, `verify-audit …` and `verify-checkpoint …`: runs a command as it was built from src/app/commands.
// `npx gongjian --version` says which version this is.
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

const args = process.argv.slice(2);
if (args[0] === '--version') {
  console.log(JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')).version);
  process.exit(0);
}
const commands = { verify: 'verify', 'verify-audit': 'verifyAudit', 'verify-checkpoint': 'verifyCheckpoint' };
const command = Object.hasOwn(commands, args[0]) ? args[0] : 'verify';
const built = new URL(`../dist/src/app/commands/${command}.js`, import.meta.url);
if (!existsSync(built)) {
  console.error('gongjian is not built: run npm ci, or npm run build');
  process.exit(2);
}
const { [commands[command]]: run } = createRequire(import.meta.url)(fileURLToPath(built));
const { code, output } = await run(args, process.env);
(code === 2 ? process.stderr : process.stdout).write(output);
process.exitCode = code;
