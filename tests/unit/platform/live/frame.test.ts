import { once } from 'node:events';
import fc from 'fast-check';
import { SharedMessage } from '../../../../src/platform/live/frame';
import { Outbox, Unread } from '../../../../src/platform/live/outbox';
import { Exchange } from './line';

let exchange: Exchange;
beforeAll(async () => {
  exchange = await Exchange.open();
});
afterAll(() => exchange.close());

/** Where the head of a frame changes its form, or a frame is written in two pieces. */
const EDGES = [0, 1, 125, 126, 4_095, 4_096, 4_097, 65_535, 65_536, 70_000];

describe('a shared message', () => {
  it('arrives whole, of whatever length, between what ws sends itself', async () => {
    const line = await exchange.line();
    const outbox = new Outbox(line.near, line.stream, '', new Unread());
    const sent: string[] = [];
    for (const beginning of ['', '{"id":"1"', '共建'.repeat(50)])
      for (const bytes of EDGES) {
        const rest = 'x'.repeat(Math.max(0, bytes - Buffer.byteLength(beginning)));
        sent.push(beginning + rest, beginning + rest);
        line.near.ping();
        outbox.send(beginning, new SharedMessage(rest));
        line.near.send(beginning + rest);
      }
    const pongs = once(line.near, 'pong');
    await line.received(sent.length);
    await pongs;
    expect(line.frames.map((frame, place) => frame === sent[place])).toEqual(sent.map(() => true));
    outbox.close(1000, 'done');
    expect((await once(line.far, 'close'))[0]).toBe(1000);
  });

  it('is the same for every beginning, in any writing', async () => {
    const line = await exchange.line();
    const outbox = new Outbox(line.near, line.stream, '', new Unread());
    const text = fc.string({ unit: 'grapheme', maxLength: 200 });
    await fc.assert(
      fc.asyncProperty(text, fc.array(text, { maxLength: 5 }), async (rest, beginnings) => {
        const before = line.frames.length;
        const message = new SharedMessage(rest);
        for (const beginning of beginnings) outbox.send(beginning, message);
        await line.received(before + beginnings.length);
        expect(line.frames.slice(before)).toEqual(beginnings.map((beginning) => beginning + rest));
      }),
      { numRuns: 50 },
    );
  });

  it('keeps the beginning of a receiver that does not read, whoever is sent the same after it', async () => {
    const lines = [await exchange.line(), await exchange.line()] as const;
    const outboxes = lines.map((line) => new Outbox(line.near, line.stream, '', new Unread()));
    const [slow] = lines;
    slow.far.pause();
    // more than the system takes off a socket's hands
    slow.near.send('x'.repeat(8 * 1024 * 1024));
    const message = new SharedMessage(',共建}');
    const sent = lines.map((_, place) => Array.from({ length: 5 }, (__, time) => `{${time}${place}`));
    for (let time = 0; time < 5; time += 1)
      for (const [place, outbox] of outboxes.entries()) outbox.send(sent[place]?.[time] ?? '', message);
    slow.far.resume();
    await Promise.all([slow.received(6), lines[1].received(5)]);
    expect(lines.map(({ frames }) => frames.slice(-5))).toEqual(
      sent.map((beginnings) => beginnings.map((beginning) => `${beginning},共建}`)),
    );
  });

  it('is not sent to a socket that is closing', async () => {
    const line = await exchange.line();
    const outbox = new Outbox(line.near, line.stream, '', new Unread());
    outbox.close(1000, 'done');
    outbox.send('late');
    expect((await once(line.far, 'close'))[0]).toBe(1000);
    expect(line.frames).toEqual([]);
  });
});
