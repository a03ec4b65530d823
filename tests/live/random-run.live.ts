import { randomRun } from '../testkit/random-run/random-run';

// jest takes it from `--seed`, or makes one up
const seed = process.env.SEED === undefined ? jest.getSeed() : Number(process.env.SEED);

it(`the random run with seed ${seed} leaves every watcher with what the query answers it`, async () => {
  process.stdout.write(`seed ${seed}: to play it again, npm run test:live -- --seed ${seed}\n`);
  await randomRun({ seed, changes: 500, watchers: 20 });
}, 300_000);
