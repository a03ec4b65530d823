import { once } from 'node:events';
import { anonymous } from '../../../../src/platform/access/viewer';
import { CloseCode, Watcher } from '../../../../src/platform/live/watcher';
import { Exchange, type Line } from './line';

let exchange: Exchange;
beforeAll(async () => {
  exchange = await Exchange.open();
});
afterAll(() => exchange.close());

const watcherOn = ({ near }: Line) => new Watcher(near, 'id', 'field', anonymous, '', null, () => undefined);
/** More than the system takes off a socket's hands when nobody reads at the other end. */
const flood = (line: Line) => line.near.send(Buffer.alloc(8 * 1024 * 1024, 'x'));

describe('a watcher', () => {
  it('sends its payloads as answers to its subscription', async () => {
    const line = await exchange.line();
    new Watcher(line.near, '订"1"', '名', anonymous, '', null, () => undefined).send(Buffer.from('{"a":1}}}}'));
    await line.received(1);
    expect(JSON.parse(line.frames[0] ?? '')).toEqual({
      id: '订"1"',
      type: 'next',
      payload: { data: { 名: { a: 1 } } },
    });
  });

  it('takes nothing more while much is waiting, and goes on when it has drained', async () => {
    const line = await exchange.line();
    const watcher = watcherOn(line);
    line.far.pause();
    flood(line);
    expect(watcher.ready(0)).toBe(false);
    line.far.resume();
    await line.received(1);
    // what was answered has been written, and all before it
    line.near.ping();
    await once(line.near, 'pong');
    expect(watcher.ready(1)).toBe(true);
    expect(line.near.readyState).toBe(line.near.OPEN);
  });

  it('is closed, told to resume, when nothing has moved for five seconds', async () => {
    const line = await exchange.line();
    const watcher = watcherOn(line);
    const closed = once(line.far, 'close') as Promise<[number, Buffer]>;
    line.far.pause();
    flood(line);
    expect(watcher.ready(0)).toBe(false);
    expect(watcher.ready(5_000)).toBe(false);
    expect(line.near.readyState).toBe(line.near.OPEN);
    expect(watcher.ready(5_001)).toBe(false);
    line.far.resume();
    const [code, reason] = await closed;
    expect([code, String(reason)]).toEqual([CloseCode.tooSlow, 'too slow: resume']);
  });

  it('has all the time it needs while something moves', async () => {
    const line = await exchange.line();
    const watcher = watcherOn(line);
    line.far.pause();
    flood(line);
    line.near.send(Buffer.alloc(8 * 1024 * 1024, 'x'));
    expect(watcher.ready(0)).toBe(false);
    const before = line.near.bufferedAmount;
    line.far.once('message', () => line.far.pause());
    line.far.resume();
    await line.received(1);
    expect(line.near.bufferedAmount).toBeLessThan(before);
    expect(watcher.ready(60_000)).toBe(false);
    expect(line.near.readyState).toBe(line.near.OPEN);
    line.far.terminate();
  });
});
