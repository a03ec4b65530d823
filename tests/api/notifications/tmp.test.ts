import { onStatement } from '../../../src/platform/reads/statement';
import { fetchData } from '../../testkit/graphql';
import { Hall } from '../../testkit/hall';
import { startTestServer } from '../../testkit/server';
it('measures', async () => {
  const server = await startTestServer();
  const hall = await Hall.open(server.database, server.url);
  const unitId = await hall.unit('青枫小学');
  const rep = await hall.person('代表', [], [unitId]);
  for (let i = 0; i < 20; i += 1) await hall.meeting({ inviteUnitIds: [unitId] });
  for (const sel of ['id at', 'summary', 'summary subject { __typename id ... on JointMeeting { title } }']) {
    const query = `{ viewer { notifications { nodes { ${sel} } } } }`;
    let size = 0;
    onStatement((text) => { size = text.length; });
    const times: number[] = [];
    for (let i = 0; i < 60; i += 1) {
      const t = performance.now();
      await fetchData(server.url, { query, token: rep.token });
      times.push(performance.now() - t);
    }
    onStatement(null);
    console.log(sel, size, times.slice(0, 8).map((t) => t.toFixed(1)).join(' '), 'median of last 40', times.slice(20).sort((a, b) => a - b)[20]?.toFixed(1));
  }
  await server.stop();
});
