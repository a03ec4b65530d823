import { anonymous } from '../../../../src/platform/access/viewer';
import { LIMITS } from '../../../../src/platform/budgets';
import { AnonymousPlans } from '../../../../src/platform/live/anonymous-plans';
import { Outbox, Unread } from '../../../../src/platform/live/outbox';
import { Watcher } from '../../../../src/platform/live/watcher';
import { Exchange, type Line } from './line';

let exchange: Exchange;
let line: Line;
const all = new Unread();
beforeAll(async () => {
  exchange = await Exchange.open();
  line = await exchange.line();
  line.near.setMaxListeners(0); // it stands for those of many networks
});
beforeEach(() => {
  jest.replaceProperty(LIMITS, 'livePlans', 6);
  jest.replaceProperty(LIMITS, 'livePlansPerNetwork', 3);
  jest.replaceProperty(LIMITS, 'livePlanNetworks', 3);
});
afterEach(() => jest.restoreAllMocks());
afterAll(() => exchange.close());

/** The plans of one stream, and who has lost theirs. */
class Stage {
  readonly plans = new AnonymousPlans();
  private readonly names = new Map<Watcher, string>();
  private readonly outboxes = new Map<string, Outbox>();

  /** Joins a network's watcher to a plan; answers whose plans gave way, or that there was no room. */
  join(network: string, plan: string): string[] | string {
    const outbox = this.outboxes.get(network) ?? new Outbox(line.near, line.stream, network, all);
    this.outboxes.set(network, outbox);
    const watcher = new Watcher(outbox, 'id', anonymous, null, () => undefined);
    this.names.set(watcher, `${network} ${plan}`);
    try {
      return this.plans.join(plan, watcher).map((each) => this.names.get(each) ?? '');
    } catch (error) {
      return (error as Error).message;
    }
  }

  leave(name: string): void {
    for (const [watcher, each] of this.names) if (each === name) this.plans.leave(name.split(' ')[1] ?? '', watcher);
  }
}

const NO_ROOM = 'live.tooManyPlans';

describe('plans of those who are not signed in', () => {
  it('are so many from one network, and as many watchers of each as it likes', () => {
    const stage = new Stage();
    expect(['1', '2', '3', '3', '4'].map((plan) => stage.join('a', plan))).toEqual([[], [], [], [], NO_ROOM]);
    stage.leave('a 1');
    expect(stage.join('a', '4')).toEqual([]);
  });

  it('make way, the newest of the network that has most, for a network that has fewer', () => {
    const stage = new Stage();
    for (const plan of ['1', '2', '3']) for (const network of ['a', 'b']) stage.join(network, `${network}${plan}`);
    expect(stage.join('c', 'c1')).toEqual(['b b3']);
    expect(stage.join('b', 'b3')).toBe(NO_ROOM);
    // each has two then
    expect(stage.join('c', 'c2')).toEqual(['a a3']);
    expect(['a', 'b', 'c'].map((network) => stage.join(network, `${network}4`))).toEqual([NO_ROOM, NO_ROOM, NO_ROOM]);
    expect(['d', 'e', 'f', 'g'].map((network) => stage.join(network, network))).toEqual([
      ['c c2'],
      ['b b2'],
      ['a a2'],
      NO_ROOM,
    ]);
    expect(stage.plans.size).toBe(6);
  });

  it('never give way when many networks use them, and rather those of fewer', () => {
    const stage = new Stage();
    for (const network of ['a', 'b', 'c']) {
      stage.join(network, 'shared');
      stage.join(network, `${network}1`);
    }
    for (const network of ['a', 'b']) stage.join(network, 'both');
    stage.join('d', 'd1');
    expect(stage.plans.size).toBe(6);
    expect(stage.join('e', 'e1')).toEqual(['b b1']);
    expect(stage.join('f', 'f1')).toEqual(['a a1']);
    expect(stage.join('g', 'g1')).toEqual(['c c1']);
    expect(stage.join('h', 'h1')).toEqual(['a both', 'b both']);
    // what is left is all that somebody has, or is used by many
    expect(stage.join('i', 'i1')).toBe(NO_ROOM);
    expect(stage.join('i', 'shared')).toEqual([]);
  });
});
