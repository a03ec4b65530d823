import { setImmediate as turn } from 'node:timers/promises';
import pino from 'pino';
import type { Viewer } from '../../../../src/platform/access/viewer';
import type { Queryable } from '../../../../src/platform/reads/statement';
import type { Feed, FeedPlan, Standing, Update, UpdateRequest } from '../../../../src/platform/live/feed';
import { Hub } from '../../../../src/platform/live/hub';
import { Watcher } from '../../../../src/platform/live/watcher';
import { Exchange, type Line } from './line';

/** The feed's stream is in memory, so nothing here asks a database. */
const nowhere = {
  query: () => {
    throw new Error('there is no database here');
  },
} as unknown as Queryable;

let exchange: Exchange;
beforeAll(async () => {
  exchange = await Exchange.open();
});
afterAll(() => exchange.close());

/** A point where work waits until it is let go on. */
class Barrier {
  private open: () => void = () => undefined;
  private arrive: () => void = () => undefined;
  readonly arrived = new Promise<void>((resolve) => {
    this.arrive = resolve;
  });
  private readonly opened = new Promise<void>((resolve) => {
    this.open = resolve;
  });

  async pass(): Promise<void> {
    this.arrive();
    await this.opened;
  }

  release(): void {
    this.open();
  }
}

interface Told {
  readonly previous: number | null;
  readonly revision: number;
  readonly level: number;
  readonly snapshot: boolean;
}

/** One stream in memory, whose readings can be held up. */
class Stage {
  revision = 1;
  rightsRevision = 1;
  accessRevision = 0;
  readonly levels = new Map<string, number | null>();
  holdUpdate: Barrier | null = null;
  holdStanding: Barrier | null = null;
  failing = false;
  updates = 0;
  /** The clock of rights as the process knows it. */
  known = 0;
  readonly hub: Hub;

  constructor() {
    this.hub = new Hub({
      database: nowhere,
      log: pino({ level: 'silent' }),
      accessRevision: () => this.known,
      catchUpOnAccess: () => this.catchUp(),
    });
  }

  private readonly plan: FeedPlan = {
    viewerParameters: [],
    cost: 1,
    update: (_, request) => this.update(request),
  };

  private readonly feed: Feed = {
    field: 'stream',
    subject: () => null,
    compile: () => this.plan,
    standing: (_, __, viewer) => this.standing(viewer),
    heads: async () => new Map([['stream', { revision: this.revision, rightsRevision: this.rightsRevision }]]),
  };

  async join(
    person: string,
    level: number,
    after: number | null = null,
    standing: Standing = { level, resumable: after !== null },
  ): Promise<{ line: Line; watcher: Watcher; ended: string[] }> {
    this.levels.set(person, level);
    const line = await exchange.line();
    const ended: string[] = [];
    const watcher = new Watcher(line.near, 'id', 'stream', viewerOf(person), '', after, (error) =>
      ended.push(error?.message ?? ''),
    );
    this.hub.join(watcher, this.feed, 'stream', 'document', this.plan, standing, this.rightsRevision);
    return { line, watcher, ended };
  }

  /** Something happens in the stream. */
  change(): void {
    this.revision += 1;
    this.hub.wake(['stream']);
  }

  /** Everybody's rights are looked at anew, as after a change that the database tells. */
  async catchUp(): Promise<void> {
    await this.hub.regrade(
      () => true,
      async (viewer) => viewerOf(viewer.personId ?? ''),
    );
    this.known = this.accessRevision;
  }

  private async standing({ personId }: Viewer): Promise<Standing | null> {
    const level = this.levels.get(personId ?? '') ?? null;
    const barrier = this.holdStanding;
    this.holdStanding = null;
    await barrier?.pass();
    if (this.failing) throw new Error('the database is away');
    return level === null ? null : { level, resumable: false };
  }

  private async update({ level, after, previously }: UpdateRequest): Promise<Update> {
    this.updates += 1;
    const { revision, rightsRevision, accessRevision } = this;
    const barrier = this.holdUpdate;
    this.holdUpdate = null;
    await barrier?.pass();
    const told: Told = { previous: after ?? previously, revision, level, snapshot: after === null };
    return { revision, rightsRevision, accessRevision, texts: [JSON.stringify(told)] };
  }
}

function viewerOf(personId: string): Viewer {
  return {
    personId,
    credential: { kind: 'session', sessionId: personId },
    expiresAt: null,
    parameters: { person: personId },
  };
}

const told = ({ frames }: Line): Told[] =>
  frames.map((frame) => (JSON.parse(frame) as { payload: { data: { stream: Told } } }).payload.data.stream);

describe('the hub', () => {
  it('reads one update for all who stand alike', async () => {
    const stage = new Stage();
    const joined = await Promise.all(['a', 'b', 'c'].map((person) => stage.join(person, 1)));
    await Promise.all(joined.map(({ line }) => line.received(1)));
    const before = stage.updates;
    stage.change();
    await Promise.all(joined.map(({ line }) => line.received(2)));
    expect(stage.updates).toBe(before + 1);
    expect(told(joined[2]?.line as Line)).toEqual([
      { previous: null, revision: 1, level: 1, snapshot: true },
      { previous: 1, revision: 2, level: 1, snapshot: false },
    ]);
  });

  it('sends nothing that was read before rights changed', async () => {
    const stage = new Stage();
    const { line } = await stage.join('a', 3);
    await line.received(1);
    const barrier = (stage.holdUpdate = new Barrier());
    stage.change();
    await barrier.arrived;
    stage.levels.set('a', 1);
    stage.accessRevision = 1;
    await stage.catchUp();
    barrier.release();
    await line.received(2);
    expect(told(line)[1]).toEqual({ previous: 1, revision: 2, level: 1, snapshot: true });
  });

  it('catches up on rights before it sends what was read after they changed', async () => {
    const stage = new Stage();
    const { line } = await stage.join('a', 3);
    await line.received(1);
    stage.levels.set('a', 1);
    stage.accessRevision = 1;
    stage.change();
    await line.received(2);
    expect(told(line)[1]).toEqual({ previous: 1, revision: 2, level: 1, snapshot: true });
  });

  it('goes by the newest rights when they change while standings are being looked up', async () => {
    const stage = new Stage();
    const { line } = await stage.join('a', 2);
    await line.received(1);
    stage.levels.set('a', 3);
    const barrier = (stage.holdStanding = new Barrier());
    await stage.catchUp();
    await barrier.arrived;
    // the standing that is being looked up is out of date by the time that it is known
    stage.levels.set('a', 1);
    await stage.catchUp();
    barrier.release();
    stage.change();
    await line.received(2);
    expect(told(line)[1]).toMatchObject({ level: 1, snapshot: true });
  });

  it('grades those who join while the others are being graded', async () => {
    const stage = new Stage();
    const { line: first } = await stage.join('a', 2);
    await first.received(1);
    const barrier = (stage.holdStanding = new Barrier());
    const before = stage.rightsRevision;
    stage.rightsRevision = 2;
    stage.change();
    await barrier.arrived;
    // whose standing was found before the rights changed
    stage.rightsRevision = before;
    const { line: late } = await stage.join('b', 3);
    stage.rightsRevision = 2;
    stage.levels.set('b', 1);
    barrier.release();
    await late.received(1);
    expect(told(late)[0]).toMatchObject({ level: 1 });
  });

  it('tells those who lose the stream, and nobody else', async () => {
    const stage = new Stage();
    const [gone, staying] = [await stage.join('a', 2), await stage.join('b', 2)];
    await Promise.all([gone.line.received(1), staying.line.received(1)]);
    stage.levels.set('a', null);
    stage.rightsRevision = 2;
    stage.change();
    await staying.line.received(2);
    expect(gone.ended).toEqual(['input.notFound']);
    expect(staying.ended).toEqual([]);
    expect(told(gone.line)).toHaveLength(1);
    expect(stage.hub.watchers).toBe(1);
  });

  it('keeps in mind what a watcher had when its rights change twice before it is sent anything', async () => {
    const stage = new Stage();
    const { line } = await stage.join('a', 1);
    await line.received(1);
    const barrier = (stage.holdUpdate = new Barrier());
    stage.levels.set('a', 2);
    await stage.catchUp();
    await barrier.arrived;
    stage.levels.set('a', 3);
    await stage.catchUp();
    barrier.release();
    await line.received(2);
    expect(told(line)[1]).toEqual({ previous: 1, revision: 1, level: 3, snapshot: true });
  });

  it('tells by a snapshot what a watcher that cannot resume had', async () => {
    const stage = new Stage();
    const { line } = await stage.join('a', 1, 77, { level: 1, resumable: false });
    await line.received(1);
    expect(told(line)[0]).toEqual({ previous: 77, revision: 1, level: 1, snapshot: true });
  });

  it('sends nothing to one that resumes at the newest revision, though a round that saw less is under way', async () => {
    const stage = new Stage();
    const { line: first } = await stage.join('a', 1);
    await first.received(1);
    const barrier = (stage.holdUpdate = new Barrier());
    stage.change();
    await barrier.arrived;
    stage.revision = 3;
    const { line: late } = await stage.join('b', 1, 3);
    barrier.release();
    await first.received(3);
    stage.change();
    await late.received(1);
    expect(told(late)).toEqual([{ previous: 3, revision: 4, level: 1, snapshot: false }]);
  });

  it('sends nothing while it cannot know how watchers stand, and goes on at the next poll', async () => {
    const stage = new Stage();
    const { line } = await stage.join('a', 3);
    await line.received(1);
    stage.failing = true;
    stage.levels.set('a', 1);
    await stage.catchUp();
    stage.change();
    await stage.hub.poll();
    expect(line.frames).toHaveLength(1);
    stage.failing = false;
    // as the process does every two seconds
    while (line.frames.length < 2) {
      await stage.hub.poll();
      await turn();
    }
    expect(told(line)[1]).toEqual({ previous: 1, revision: 2, level: 1, snapshot: true });
  });
});
