import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { request } from '../../../testkit/graphql';
import { TestWorld } from '../../../testkit/world/test-world';

/** What a collector is sent of a change: from the request of a caller who traces it, through its statements, to what watchers are sent. */

interface SentSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly name: string;
  readonly attributes: readonly {
    readonly key: string;
    readonly value: { readonly stringValue?: string; readonly intValue?: number };
  }[];
  readonly links?: readonly { readonly traceId: string; readonly spanId: string }[];
}
interface Sent {
  readonly resourceSpans: readonly {
    readonly resource: { readonly attributes: SentSpan['attributes'] };
    readonly scopeSpans: readonly { readonly spans: readonly SentSpan[] }[];
  }[];
}

const spansSent = (): SentSpan[] =>
  bodies
    .flatMap((text) => (JSON.parse(text) as Sent).resourceSpans)
    .flatMap(({ scopeSpans }) => scopeSpans.flatMap((scope) => scope.spans));

/** The names of a span and of what it is within. */
const pathAmong =
  (spans: readonly SentSpan[]) =>
  (span: SentSpan | undefined): string =>
    span === undefined
      ? ''
      : [pathAmong(spans)(spans.find(({ spanId }) => spanId === span.parentSpanId)), span.name]
          .filter(Boolean)
          .join(' > ');

const CALLER = { trace: '4bf92f3577b34da6a3ce929d0e0e4736', span: '00f067aa0ba902b7' };

const bodies: string[] = [];
let collector: Server;
beforeAll(async () => {
  collector = createServer((asked, response) => {
    let body = '';
    asked.setEncoding('utf8').on('data', (text: string) => (body += text));
    asked.on('end', () => {
      bodies.push(body);
      response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
    });
  });
  await new Promise<void>((resolve) => {
    collector.listen(0, '127.0.0.1', resolve);
  });
});
afterAll(() => collector.close());

it('is a trace of the caller’s, in which each step is within the one that asked for it', async () => {
  const endpoint = `http://127.0.0.1:${(collector.address() as AddressInfo).port}`;
  const env = { OTEL_EXPORTER_OTLP_ENDPOINT: endpoint, OTEL_SERVICE_NAME: '共建测试' };
  const world = await TestWorld.open({ env });
  const alliance = await world.alliance();
  const meetingId = await alliance.meeting();
  const itemId = await alliance.item(meetingId, { title: '议题' });
  const watcher = world.watch(meetingId, null);
  await watcher.reached(await world.revision(meetingId));
  const { body } = await request(world.url(), {
    query: 'mutation ($input: UpdateAgendaItemInput!) { updateAgendaItem(input: $input) { userErrors { message } } }',
    variables: { input: { itemId, title: '改名', expectedVersion: 1 } },
    token: alliance.organiser.token,
    headers: { traceparent: `00-${CALLER.trace}-${CALLER.span}-01` },
  });
  expect(body).toMatchObject({ data: { updateAgendaItem: { userErrors: [] } } });
  await watcher.reached(await world.revision(meetingId));
  await world.close();

  const sent = bodies.flatMap((text) => (JSON.parse(text) as Sent).resourceSpans);
  expect(sent[0]?.resource.attributes).toContainEqual({ key: 'service.name', value: { stringValue: '共建测试' } });
  const spans = spansSent().filter(({ traceId }) => traceId === CALLER.trace);
  expect(spans.find(({ name }) => name === 'GraphQL request')?.parentSpanId).toBe(CALLER.span);
  const paths = new Set(spans.map(pathAmong(spans)));
  expect([...paths].sort()).toEqual([
    'GraphQL request',
    'GraphQL request > updateAgendaItem',
    'GraphQL request > updateAgendaItem > live round',
    'GraphQL request > updateAgendaItem > live round > statement',
    'GraphQL request > updateAgendaItem > transaction',
    'GraphQL request > updateAgendaItem > transaction > statement',
  ]);
  expect(bodies.join()).not.toContain('改名');
});

it('shows a socket from its opening over the subscription to the one round that serves all who wait, and what is asked on it', async () => {
  bodies.length = 0;
  const endpoint = `http://127.0.0.1:${(collector.address() as AddressInfo).port}`;
  const world = await TestWorld.open({ env: { OTEL_EXPORTER_OTLP_ENDPOINT: endpoint } });
  const alliance = await world.alliance();
  const meetingId = await alliance.meeting();
  const revision = await world.revision(meetingId);
  const watchers = [world.watch(meetingId, null), world.watch(meetingId, null), world.watch(meetingId, null)];
  for (const watcher of watchers) await watcher.reached(revision);
  await alliance.item(meetingId, { title: '议题' });
  const after = await world.revision(meetingId);
  for (const watcher of watchers) await watcher.reached(after);
  const socket = await world.socket(null);
  const query = '{ alliances(first: 1) { nodes { id } } }';
  const extensions = { traceparent: `00-${CALLER.trace}-${CALLER.span}-01` };
  socket.send({ id: 'asked', type: 'subscribe', payload: { query, extensions } });
  await socket.answer('asked');
  await world.close();

  const spans = spansSent();
  const path = pathAmong(spans);
  const named = (name: string): SentSpan[] => spans.filter((span) => span.name === name);
  expect(named('GraphQL socket')).toHaveLength(4);
  const [message] = named('GraphQL message');
  expect([message?.traceId, message?.parentSpanId]).toEqual([CALLER.trace, CALLER.span]);
  expect(message?.links).toMatchObject([{ spanId: named('GraphQL socket').at(-1)?.spanId }]);
  const subscriptions = named('GraphQL subscription');
  expect(subscriptions).toHaveLength(3);
  const sockets = named('GraphQL socket').map(({ spanId }) => spanId);
  for (const { links } of subscriptions) expect(sockets).toContain(links?.[0]?.spanId);
  // each is linked with the round that served it first, and later rounds are one span for all of them
  const links = named('live round').flatMap((span) => (span.links ?? []).map(({ spanId }) => spanId));
  expect(links.sort()).toEqual(subscriptions.map(({ spanId }) => spanId).sort());
  const later = named('live round').filter((span) => path(span).startsWith('GraphQL request > '));
  const counts = later.map(({ attributes }) =>
    Object.fromEntries(attributes.map(({ key, value }) => [key, value.intValue ?? value.stringValue])),
  );
  expect(counts).toEqual([{ feed: 'agendaUpdates', watchers: 3, frames: 3 }]);
  expect([...new Set(spans.map(path))]).toEqual(
    expect.arrayContaining([
      'GraphQL socket',
      'GraphQL message > query > statement',
      'GraphQL subscription > statement',
      'live round > statement',
    ]),
  );
}, 60_000);

it('is not made where no collector is named', async () => {
  bodies.length = 0;
  const world = await TestWorld.open();
  await world.as().query('{ alliances(first: 1) { nodes { id } } }');
  await world.close();
  expect(bodies).toEqual([]);
});
