import { Client } from 'pg';
import { startTestServer, type TestServer } from '../../../testkit/server';
import { fetchData } from '../../../testkit/graphql';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer({ env: { DEMO: '1' } });
});
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

it('has a consultation that is answered, on the agenda of the meeting in session, and a series', async () => {
  const signed = await fetchData<{ signIn: { session: { accessToken: string } } }>(server.url, {
    query: `mutation { signIn(input: { email: "secretariat@demo.example", password: "demo-gongjian" }) { session { accessToken } } }`,
  });
  const { alliance } = await fetchData<{
    alliance: {
      thinkTank: { consultations: { nodes: object[] } };
      meetingSeries: object[];
    };
  }>(server.url, {
    token: signed.signIn.session.accessToken,
    query: `{ alliance(slug: "qingfeng") {
        thinkTank { consultations(first: 5) { nodes { status recommendations { status } agendaItems { title } } } }
        meetingSeries { meetings(first: 5) { nodes { status } } }
      } }`,
  });
  expect(alliance.thinkTank.consultations.nodes).toContainEqual({
    status: 'ANSWERED',
    recommendations: [{ status: 'PARTLY_ADOPTED' }],
    agendaItems: [{ title: '养老服务专题建议' }],
  });
  expect(alliance.meetingSeries).toEqual([{ meetings: { nodes: [{ status: 'DRAFT' }] } }]);
});

it('has an audit log that names each object by its global id', async () => {
  const client = new Client({ connectionString: server.database.ownerUrl });
  await client.connect();
  try {
    const { rows } = await client.query<{ action: string; details: object }>(
      `select action, details from audit_entries where details::text ~ '"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f-]{22}"'`,
    );
    expect(rows).toEqual([]);
  } finally {
    await client.end();
  }
});
