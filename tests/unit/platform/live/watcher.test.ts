import { anonymous } from '../../../../src/platform/access/viewer';
import { Outbox, Unread } from '../../../../src/platform/live/outbox';
import { updateMessage, Watcher } from '../../../../src/platform/live/watcher';
import { Exchange } from './line';

let exchange: Exchange;
beforeAll(async () => {
  exchange = await Exchange.open();
});
afterAll(() => exchange.close());

test('a watcher sends its payloads as answers to its subscription', async () => {
  const line = await exchange.line();
  const outbox = new Outbox(line.near, line.stream, '', new Unread());
  new Watcher(outbox, '订"1"', anonymous, null, () => undefined).send(updateMessage('名', '{"a":1}'));
  await line.received(1);
  expect(JSON.parse(line.frames[0] ?? '')).toEqual({
    id: '订"1"',
    type: 'next',
    payload: { data: { 名: { a: 1 } } },
  });
});
