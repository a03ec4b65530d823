import { startTestServer, type TestServer } from '../../../testkit/server';
import { fetchData } from '../../../testkit/graphql';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer({ env: { DEMO: '1' } });
}, 60_000);
afterAll(() => server.stop());

it('the demo alliance has approved minutes of its past meetings, drafted in Chinese', async () => {
  const { alliance } = await fetchData<{
    alliance: { meetings: { nodes: { minutes: { body: string; integrity: { valid: boolean } } | null }[] } };
  }>(server.url, {
    query: `{ alliance(slug: "qingfeng") { meetings(first: 50, filter: { statuses: [CLOSED] }) {
      nodes { minutes { body integrity { valid } } } } } }`,
  });
  expect(alliance.meetings.nodes.length).toBeGreaterThan(10);
  for (const { minutes } of alliance.meetings.nodes) {
    expect(minutes?.integrity).toEqual({ valid: true });
    expect(minutes?.body).toContain('### 1 交流发言');
  }
});
