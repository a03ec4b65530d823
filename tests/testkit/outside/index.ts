import path from 'node:path';

/** The modules that tests use as the servers under test have them. */
interface Outside {
  readonly 'src/app/server/server': typeof import('../../../src/app/server/server');
  readonly 'src/platform/config': typeof import('../../../src/platform/config');
  readonly 'src/platform/database/cluster': typeof import('../../../src/platform/database/cluster');
  readonly 'src/platform/database/cluster/lock': typeof import('../../../src/platform/database/cluster/lock');
  readonly 'src/platform/database/cluster/session': typeof import('../../../src/platform/database/cluster/session');
  readonly 'src/platform/identity': typeof import('../../../src/platform/identity');
  readonly 'src/platform/identity/secrets': typeof import('../../../src/platform/identity/secrets');
  readonly 'src/platform/identity/session/access-tokens': typeof import('../../../src/platform/identity/session/access-tokens');
  readonly 'src/platform/observability/logger': typeof import('../../../src/platform/observability/logger');
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
    globalThis.requireOutside ?? ((it: string) => require(path.resolve(__dirname, '../../..', it)) as unknown);
  return load(name) as Outside[Name];
}
