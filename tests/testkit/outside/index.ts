import path from 'node:path';
import type * as server from '../../../src/app/server/server';
import type * as config from '../../../src/platform/config';
import type * as cluster from '../../../src/platform/database/cluster';
import type * as lock from '../../../src/platform/database/cluster/lock';
import type * as session from '../../../src/platform/database/cluster/session';
import type * as identity from '../../../src/platform/identity';
import type * as secrets from '../../../src/platform/identity/secrets';
import type * as accessTokens from '../../../src/platform/identity/session/access-tokens';
import type * as hub from '../../../src/platform/live/hub';
import type * as metrics from '../../../src/platform/observability/metrics';
import type * as logger from '../../../src/platform/observability/logger';

/** The modules that tests use as the servers under test have them. */
interface Outside {
  readonly 'src/app/server/server': typeof server;
  readonly 'src/platform/config': typeof config;
  readonly 'src/platform/database/cluster': typeof cluster;
  readonly 'src/platform/database/cluster/lock': typeof lock;
  readonly 'src/platform/database/cluster/session': typeof session;
  readonly 'src/platform/identity': typeof identity;
  readonly 'src/platform/identity/secrets': typeof secrets;
  readonly 'src/platform/identity/session/access-tokens': typeof accessTokens;
  readonly 'src/platform/live/hub': typeof hub;
  readonly 'src/platform/observability/logger': typeof logger;
  readonly 'src/platform/observability/metrics': typeof metrics;
}

declare global {
  /** Set in test files, by environment.cjs. */
  var requireOutside: ((name: string) => unknown) | undefined;
}

/**
 * A module outside of jest's sandbox: loaded once for all the test files that a worker runs, and the one that the servers under
 * test have. Where there is no sandbox, and in test files that look into their servers (`@jest-environment node`), it is the
 * module that an import would bring.
 */
export function outside<Name extends keyof Outside>(name: Name): Outside[Name] {
  const load =
    globalThis.requireOutside ?? ((it: string) => module.require(path.resolve(__dirname, '../../..', it)) as unknown);
  return load(name) as Outside[Name];
}
