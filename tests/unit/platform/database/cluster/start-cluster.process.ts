/**
 * A process of its own for the tests of what happens when processes are killed: starts the cluster in the folder named,
 * prints where it is or why not, and stays until SIGTERM.
 */
import { startCluster } from '../../../../../src/platform/database/cluster';
import { createLogger } from '../../../../../src/platform/observability/logger';

const [, , dataDir] = process.argv;

startCluster({ dataDir: dataDir!, durable: false, log: createLogger('silent') }).then(
  (cluster) => {
    const alive = setInterval(() => undefined, 60_000);
    process.on('SIGTERM', () => void cluster.stop().then(() => clearInterval(alive)));
    process.stdout.write(`${JSON.stringify({ adminUrl: cluster.adminUrl, port: cluster.port })}\n`);
  },
  (error: Error) => {
    process.stdout.write(`${JSON.stringify({ error: `${error.name}: ${error.message}` })}\n`);
  },
);
