import { once } from 'node:events';
import { LIMITS } from '../../../../src/platform/budgets';
import { CloseCode, Outbox, Unread } from '../../../../src/platform/live/outbox';
import { Exchange, type Line } from './line';

let exchange: Exchange;
beforeAll(async () => {
  exchange = await Exchange.open();
});
afterEach(() => jest.restoreAllMocks());
afterAll(() => exchange.close());

const MiB = 1024 * 1024;
const outboxOn = ({ near, stream }: Line, address = '', all = new Unread()) => new Outbox(near, stream, address, all);
/** More than the system takes off a socket's hands when nobody reads at the other end. */
const flood = 'x'.repeat(8 * MiB);
const isOpen = ({ near }: Line) => near.readyState === near.OPEN;

/** Waits until all that was sent before has been written. */
async function written({ near }: Line): Promise<void> {
  near.ping();
  await once(near, 'pong');
}

/** The code and the reason that the other side is closed with. */
async function closing({ far }: Line): Promise<[number, string]> {
  const [code, reason] = (await once(far, 'close')) as [number, Buffer];
  return [code, String(reason)];
}

describe('an outbox', () => {
  it('takes no update while much is unread, and goes on when it has been read', async () => {
    const line = await exchange.line();
    const outbox = outboxOn(line);
    line.far.pause();
    outbox.send(flood);
    expect(outbox.ready(0)).toBe(false);
    line.far.resume();
    await line.received(1);
    await written(line);
    expect(outbox.ready(1)).toBe(true);
    expect(isOpen(line)).toBe(true);
  });

  it('is closed, told to resume, when nothing has moved for five seconds', async () => {
    const line = await exchange.line();
    const outbox = outboxOn(line);
    const closed = closing(line);
    line.far.pause();
    outbox.send(flood);
    expect(outbox.ready(0)).toBe(false);
    expect(outbox.ready(5_000)).toBe(false);
    expect(isOpen(line)).toBe(true);
    expect(outbox.ready(5_001)).toBe(false);
    line.far.resume();
    expect(await closed).toEqual([CloseCode.tooSlow, 'too slow: resume']);
  });

  it('has all the time it needs while something moves', async () => {
    const line = await exchange.line();
    const outbox = outboxOn(line);
    line.far.pause();
    outbox.send(flood);
    outbox.send(flood);
    expect(outbox.ready(0)).toBe(false);
    const before = outbox.unread;
    line.far.once('message', () => line.far.pause());
    line.far.resume();
    await line.received(1);
    expect(outbox.unread).toBeLessThan(before);
    expect(outbox.ready(60_000)).toBe(false);
    expect(isOpen(line)).toBe(true);
    line.far.terminate();
  });

  it('is closed at once when more is asked for with much unread', async () => {
    const line = await exchange.line();
    const outbox = outboxOn(line);
    const closed = closing(line);
    expect(outbox.keepsUp()).toBe(true);
    line.far.pause();
    outbox.send(flood);
    expect(outbox.keepsUp()).toBe(false);
    line.far.resume();
    expect(await closed).toEqual([CloseCode.tooSlow, 'too slow: resume']);
  });
});

describe('what the clients of all sockets have not read', () => {
  it('is bounded: the network that holds most loses the socket that has been slow longest', async () => {
    jest.replaceProperty(LIMITS, 'socketsUnreadBytes', 20 * MiB);
    const all = new Unread();
    const lines: Line[] = [];
    const slow = async (address: string): Promise<Outbox> => {
      const line = await exchange.line();
      lines.push(line);
      line.far.pause();
      const outbox = outboxOn(line, address, all);
      outbox.send(flood);
      return outbox;
    };
    const honest = await slow('192.0.2.1');
    const first = await slow('2001:db8::1');
    const cut = once(first.socket, 'close');
    const second = await slow('2001:db8::2');
    await cut;
    expect([honest, first, second].map(({ socket }) => socket.readyState === socket.OPEN)).toEqual([true, false, true]);
    for (const { far } of lines) far.terminate();
  });

  it('does not count what has been read meanwhile, nor what was closed', async () => {
    jest.replaceProperty(LIMITS, 'socketsUnreadBytes', 12 * MiB);
    const all = new Unread();
    const [read, closed, last] = [await exchange.line(), await exchange.line(), await exchange.line()];
    for (const line of [read, closed]) {
      line.far.pause();
      outboxOn(line, '192.0.2.1', all).send(flood);
      if (line === read) line.far.resume();
      else line.near.terminate();
      await (line === read ? line.received(1).then(() => written(line)) : once(line.near, 'close'));
    }
    last.far.pause();
    outboxOn(last, '192.0.2.1', all).send(flood);
    expect([isOpen(read), isOpen(last)]).toEqual([true, true]);
    last.far.terminate();
  });
});
