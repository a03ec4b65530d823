/**
 * Changes what its modules work with, and so has them within the sandbox.
 *
 * @jest-environment node
 */
import { setImmediate as turn } from 'node:timers/promises';
import pino from 'pino';
import type { Viewer } from '../../../../src/platform/access/viewer';
import type { Queryable } from '../../../../src/platform/reads/statement';
import type { Feed, FeedPlan, StreamAccess, Update, UpdateRequest } from '../../../../src/platform/live/feed';
import { Hub } from '../../../../src/platform/live/hub';
import { Outbox, Unread } from '../../../../src/platform/live/outbox';
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
  holdAccess: Barrier | null = null;
  failing = false;
  /** Whether updates cannot be read. */
  failingUpdates = false;
  updates = 0;
  /** How often the stream's head was read. */
  heads = 0;
  /** The clock of rights as the process knows it. */
  known = 0;
  readonly hub: Hub;

  constructor(spacingMs = 0) {
    this.hub = new Hub({
      database: nowhere,
      log: pino({ level: 'silent' }),
      tracing: null,
      spacingMs,
      accessRevision: () => this.known,
      catchUpOnAccess: () => this.catchUp(),
    });
  }

  private readonly plan: FeedPlan = {
    viewerParameters: [],
    size: 1,
    update: (_, request) => this.update(request),
  };

  private readonly feed: Feed = this.feedOf('stream');

  /** A feed of the stage's stream under some name. */
  private feedOf(field: string): Feed {
    return {
      field,
      subject: () => null,
      compile: () => this.plan,
      access: (_, __, viewer) => this.access(viewer),
      position: () => Promise.reject(new Error('no cursors here')),
      heads: async () => {
        this.heads += 1;
        return new Map([['stream', { revision: this.revision, rightsRevision: this.rightsRevision }]]);
      },
    };
  }

  async join(
    person: string,
    level: number,
    after: number | null = null,
    access: StreamAccess = { accessLevel: level, resumable: after !== null },
    field = 'stream',
  ): Promise<{ line: Line; watcher: Watcher; ended: string[] }> {
    this.levels.set(person, level);
    const line = await exchange.line();
    const ended: string[] = [];
    const outbox = new Outbox(line.near, line.stream, '', new Unread());
    const watcher = new Watcher(outbox, 'id', viewerOf(person), after, (error) => ended.push(error?.message ?? ''));
    this.hub.join(watcher, {
      feed: field === 'stream' ? this.feed : this.feedOf(field),
      streamId: 'stream',
      planKey: 'document',
      plan: this.plan,
      responseKey: 'stream',
      own: false,
      access,
      authorisedAt: this.rightsRevision,
    });
    return { line, watcher, ended };
  }

  /** Something happens in the stream. */
  change(): void {
    this.revision += 1;
    this.hub.wake(['stream:stream']);
  }

  /** Everybody's rights are looked at anew, as after a change that the database tells. */
  async catchUp(): Promise<void> {
    await this.hub.rightsChanged(
      () => true,
      async (viewer) => viewerOf(viewer.personId ?? ''),
    );
    this.known = this.accessRevision;
  }

  private async access({ personId }: Viewer): Promise<StreamAccess | null> {
    const level = this.levels.get(personId ?? '') ?? null;
    const barrier = this.holdAccess;
    this.holdAccess = null;
    await barrier?.pass();
    if (this.failing) throw new Error('the database is away');
    return level === null ? null : { accessLevel: level, resumable: false };
  }

  private async update({ accessLevel: level, after, previously }: UpdateRequest): Promise<Update> {
    this.updates += 1;
    const { revision, rightsRevision, accessRevision } = this;
    const barrier = this.holdUpdate;
    this.holdUpdate = null;
    await barrier?.pass();
    if (this.failingUpdates) throw new Error('the database is away');
    const told: Told = { previous: after ?? previously, revision, level, snapshot: after === null };
    return { revision, rightsRevision, accessRevision, texts: [JSON.stringify(told)] };
  }
}

function viewerOf(personId: string): Viewer {
  return {
    personId,
    credential: { kind: 'session', sessionId: personId },
    expiresAt: null,
    rightsAsOf: null,
    parameters: { person: personId },
  };
}

const told = ({ frames }: Line): Told[] =>
  frames.map((frame) => (JSON.parse(frame) as { payload: { data: { stream: Told } } }).payload.data.stream);

describe('the hub', () => {
  it('reads one update for all with the same access', async () => {
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

  it('goes by the newest rights when they change while access is being looked up', async () => {
    const stage = new Stage();
    const { line } = await stage.join('a', 2);
    await line.received(1);
    stage.levels.set('a', 3);
    const barrier = (stage.holdAccess = new Barrier());
    await stage.catchUp();
    await barrier.arrived;
    // the access that is being looked up is out of date by the time that it is known
    stage.levels.set('a', 1);
    await stage.catchUp();
    barrier.release();
    stage.change();
    await line.received(2);
    expect(told(line)[1]).toMatchObject({ level: 1, snapshot: true });
  });

  it('reauthorises those who join while the others are being reauthorised', async () => {
    const stage = new Stage();
    const { line: first } = await stage.join('a', 2);
    await first.received(1);
    const barrier = (stage.holdAccess = new Barrier());
    const before = stage.rightsRevision;
    stage.rightsRevision = 2;
    stage.change();
    await barrier.arrived;
    // whose access was found before the rights changed
    stage.rightsRevision = before;
    const { line: late } = await stage.join('b', 3);
    stage.rightsRevision = 2;
    stage.levels.set('b', 1);
    barrier.release();
    await late.received(1);
    expect(told(late)[0]).toMatchObject({ level: 1 });
  });

  it('ends the subscriptions of those who lose the stream, and of nobody else', async () => {
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
    const { line } = await stage.join('a', 1, 77, { accessLevel: 1, resumable: false });
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

  it('sends nothing while it cannot know what watchers may see, and goes on at the next poll', async () => {
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

  it('reads again for those whose rights change while the last of several updates is read, and sends nobody anything twice', async () => {
    const stage = new Stage();
    stage.revision = 3;
    const behind = await stage.join('a', 2, 1);
    await behind.line.received(1);
    const barrier = (stage.holdUpdate = new Barrier());
    const [second, last] = [await stage.join('b', 2, 2), await stage.join('c', 2, 1)];
    await barrier.arrived;
    // the first of the two is read already; the other one's rights are looked at before it is sent anything
    stage.levels.set('c', 1);
    stage.accessRevision = 1;
    await stage.catchUp();
    barrier.release();
    await Promise.all([second.line.received(1), last.line.received(1)]);
    stage.change();
    await Promise.all([behind, second, last].map(({ line }) => line.received(2)));
    expect(told(second.line).map(({ previous, revision }) => [previous, revision])).toEqual([
      [2, 3],
      [3, 4],
    ]);
    expect(told(last.line)).toEqual([
      { previous: 1, revision: 3, level: 1, snapshot: true },
      { previous: 3, revision: 4, level: 1, snapshot: false },
    ]);
  });

  describe('with updates that are spaced', () => {
    const SPACING_MS = 200;
    // what waits is let go on by the test; nothing else of the clock matters here
    beforeEach(() => {
      jest.useFakeTimers({
        doNotFake: [
          'Date',
          'hrtime',
          'nextTick',
          'queueMicrotask',
          'setImmediate',
          'clearImmediate',
          'setInterval',
          'clearInterval',
        ],
      });
    });
    afterEach(() => jest.useRealTimers());

    it('sends a change at once, and what happens soon after it in one update when its time has come', async () => {
      const stage = new Stage(SPACING_MS);
      const { line } = await stage.join('a', 1);
      await line.received(1);
      stage.change();
      await line.received(2);
      for (let times = 0; times < 200; times += 1) stage.change();
      // by the time that a newcomer has been served, a round has passed by the one that waits
      const { line: late } = await stage.join('b', 1);
      await late.received(1);
      expect(told(late)).toEqual([{ previous: null, revision: 202, level: 1, snapshot: true }]);
      expect(line.frames).toHaveLength(2);
      jest.advanceTimersByTime(SPACING_MS);
      await line.received(3);
      expect(told(line).slice(1)).toEqual([
        { previous: 1, revision: 2, level: 1, snapshot: false },
        { previous: 2, revision: 202, level: 1, snapshot: false },
      ]);
    });

    it('does not look at the stream for each of the changes that wait for their time', async () => {
      const stage = new Stage(SPACING_MS);
      const { line } = await stage.join('a', 1);
      await line.received(1);
      stage.change();
      await line.received(2);
      const before = stage.heads;
      for (let times = 0; times < 20; times += 1) {
        stage.change();
        await turn();
      }
      expect(stage.heads).toBe(before);
      jest.advanceTimersByTime(SPACING_MS);
      await line.received(3);
      expect(told(line)[2]).toMatchObject({ previous: 2, revision: 22 });
    });

    it('rests after a round for as long as it took', async () => {
      const stage = new Stage(SPACING_MS);
      const { line } = await stage.join('a', 1);
      await line.received(1);
      const barrier = (stage.holdUpdate = new Barrier());
      stage.change();
      await barrier.arrived;
      jest.advanceTimersByTime(2 * SPACING_MS);
      barrier.release();
      await line.received(2);
      stage.change();
      jest.advanceTimersByTime(SPACING_MS);
      // by the time that a newcomer has been served, a round has passed by the one that waits
      await (await stage.join('b', 1)).line.received(1);
      expect(line.frames).toHaveLength(2);
      jest.advanceTimersByTime(SPACING_MS);
      await line.received(3);
      expect(told(line)[2]).toMatchObject({ previous: 2, revision: 3 });
    });

    it('sends at the next poll what could not be read, without waiting for the time of what was not sent', async () => {
      const stage = new Stage(SPACING_MS);
      const { line } = await stage.join('a', 1);
      await line.received(1);
      const before = stage.updates;
      stage.failingUpdates = true;
      stage.change();
      while (stage.updates === before) await turn();
      stage.failingUpdates = false;
      while (line.frames.length < 2) {
        await stage.hub.poll();
        await turn();
      }
      expect(told(line)[1]).toEqual({ previous: 1, revision: 2, level: 1, snapshot: false });
    });

    it('lets nobody who joins hold up a change', async () => {
      const stage = new Stage(SPACING_MS);
      const joined = await Promise.all(['a', 'b', 'c'].map((person) => stage.join(person, 1)));
      await Promise.all(joined.map(({ line }) => line.received(1)));
      stage.change();
      await Promise.all(joined.map(({ line }) => line.received(2)));
      expect(told(joined[0]?.line as Line)[1]).toMatchObject({ previous: 1, revision: 2 });
    });

    it('tells at once of rights that have changed', async () => {
      const stage = new Stage(SPACING_MS);
      const { line } = await stage.join('a', 3);
      await line.received(1);
      stage.change();
      await line.received(2);
      stage.levels.set('a', 1);
      stage.accessRevision = 1;
      await stage.catchUp();
      await line.received(3);
      expect(told(line)[2]).toEqual({ previous: 2, revision: 2, level: 1, snapshot: true });
    });
  });

  it('keeps two feeds of one object apart', async () => {
    const stage = new Stage();
    const [{ line: first }, { line: second }] = [
      await stage.join('a', 1),
      await stage.join('b', 1, null, { accessLevel: 1, resumable: false }, 'another'),
    ];
    await Promise.all([first.received(1), second.received(1)]);
    const before = stage.updates;
    // something happens in one of the two only
    stage.change();
    await first.received(2);
    expect(stage.updates).toBe(before + 1);
    expect(second.frames).toHaveLength(1);
  });
});
