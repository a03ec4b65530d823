import { randomRun } from '../testkit/random-run/random-run';

it('a short random run leaves every watcher with what the query answers it', async () => {
  await randomRun({ seed: jest.getSeed(), changes: 40, watchers: 6 });
});
