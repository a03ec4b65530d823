import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Listener } from '../../../../src/app/server/listener';
import { StartupError } from '../../../../src/platform/config';
import { createLogger } from '../../../../src/platform/observability/logger';

const HOST = '127.0.0.1';
const log = createLogger('silent');

test('a port that is opened first answers that the server is starting, and then as the server does', async () => {
  const listener = await Listener.open({ host: HOST, port: 0 }, log);
  const ask = async (path: string) => {
    const headers = { 'accept-language': 'zh-CN' };
    const response = await fetch(`http://${HOST}:${listener.port}${path}`, { headers });
    return { status: response.status, later: response.headers.get('retry-after'), body: await response.text() };
  };
  try {
    expect(await ask('/health/live')).toMatchObject({ status: 200, later: null });
    expect(await ask('/health/ready')).toMatchObject({ status: 503, body: expect.stringContaining('starting') });
    expect(await ask('/graphql')).toMatchObject({
      status: 503,
      later: '5',
      body: '{"errors":[{"message":"服务器正在启动，请稍后再试。","extensions":{"code":"UNAVAILABLE"}}]}',
    });
    listener.serve((_, response) => void response.end('served'));
    expect(await ask('/graphql')).toMatchObject({ status: 200, body: 'served' });
  } finally {
    listener.close();
  }
});

test('whoever may not have the port is told why, in one line', async () => {
  const other = createServer().listen(0, HOST);
  await once(other, 'listening');
  const { port } = other.address() as AddressInfo;
  const refusalOf = (address: Parameters<typeof Listener.open>[0]) =>
    Listener.open(address, log).catch((error: unknown) => error);
  const taken = await refusalOf({ host: HOST, port });
  const elsewhere = await refusalOf({ host: '192.0.2.1', port: 0 });
  const metrics = await refusalOf({ host: HOST, port: 0, metrics: { host: HOST, port } });
  other.close();
  expect(taken).toBeInstanceOf(StartupError);
  expect(String(taken)).toContain(`PORT: ${port} is in use by another program`);
  expect(String(metrics)).toContain(`METRICS_PORT: ${port} is in use by another program; METRICS_PORT=0 takes`);
  expect(String(elsewhere)).toContain('HOST: 192.0.2.1 is no address of this machine');
});
