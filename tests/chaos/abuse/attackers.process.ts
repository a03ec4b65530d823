/* Runs one attack until it is killed. It stands for other machines, and so leaves the processors to the server. */
import { setPriority } from 'node:os';
import { attacks, listen } from './attacks';
import { targetOf } from './target';

setPriority(19);
const attack = attacks[process.argv[2] ?? ''];
if (attack === undefined) throw new Error(`there is no attack ${process.argv[2]}`);
const answers = new Map<string, number>();
listen((answer) => {
  const kind = answer.replace(/[0-9a-f-]{36}/g, '').slice(0, 140);
  if (!answers.has(kind) && answers.size < 5) process.stdout.write(`${kind}\n`);
  answers.set(kind, (answers.get(kind) ?? 0) + 1);
});
process.on('uncaughtException', () => undefined);
void attack(targetOf(process.argv)).catch(() => undefined);
