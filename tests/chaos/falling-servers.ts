import { randomUUID } from 'node:crypto';
import path from 'node:path';
import type { Chance } from '../testkit/random-run/chance';
import { ServerProcess } from '../testkit/random-run/server-process';
import type { Answer, Sender } from '../testkit/world/caller';
import type { TestWorld } from '../testkit/world/test-world';

const FALLING_SERVER = path.resolve(__dirname, 'falling-server.process.ts');
/** It falls before one of so many statements of those that its first mutation's connection sends. */
const STATEMENTS = 400;

/**
 * Two servers on one database: the world's own, which stays up, and one that falls in the midst of some change, and then another one.
 * Whoever asks for a change asks again with the same key until there is an answer, as the docs tell clients to.
 */
export class FallingServers {
  private falling: ServerProcess | null = null;
  private starting: Promise<void> | null = null;

  constructor(
    private readonly world: TestWorld,
    private readonly chance: Chance,
  ) {}

  /** Has one started, while the world goes on, where there is none that may fall. */
  keep(): void {
    if (this.starting !== null || this.falling?.isRunning === true) return;
    this.starting = this.start();
  }

  /** Either server's address: one that is running, as far as is known. */
  url = (): string => (this.isElsewhere() ? (this.falling?.url ?? '') : this.world.server.url);

  webSocketUrl = (): string =>
    this.isElsewhere() ? (this.falling?.webSocketUrl ?? '') : this.world.server.webSocketUrl;

  ask = async (by: Sender, mutation: string, input: object, select: string): Promise<Answer<object>> => {
    const caller = this.world.as({ ...by, key: randomUUID() }, this.url);
    for (;;) {
      try {
        const answer = await caller.attempt<object>(mutation, input, select);
        // asked once more, by somebody who did not get it
        if (this.chance.percent(8)) expect(await caller.attempt<object>(mutation, input, select)).toEqual(answer);
        return answer;
      } catch (error) {
        // the server that was asked is gone: whether it has done it is not known
        if ((error as Error).name !== 'TypeError') throw error;
      }
    }
  };

  async close(): Promise<void> {
    await this.starting;
    await this.falling?.kill();
    expect(this.falling?.output).not.toContain('"level"');
  }

  private async start(): Promise<void> {
    expect(this.falling?.output ?? '').not.toContain('"level"');
    this.falling = await ServerProcess.start(this.world.server.database, FALLING_SERVER, {
      FALLS: `before ${1 + this.chance.below(STATEMENTS)}`,
      LIVE_UPDATES_PER_SECOND: '1000',
    });
    this.starting = null;
  }

  private isElsewhere(): boolean {
    return this.falling?.isRunning === true && this.chance.percent(50);
  }
}
