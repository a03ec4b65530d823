// For tests that need a process of their own: `node -r tests/testkit/run-typescript.cjs file.ts` runs TypeScript as it
// stands, compiled in memory with the project's .swcrc, so that no build has to come before the tests.
const { transformSync } = require('@swc/core');
const { readFileSync } = require('node:fs');
const path = require('node:path');
const swcrc = path.resolve(__dirname, '../../.swcrc');

require.extensions['.ts'] = (module, filename) => {
  const { code } = transformSync(readFileSync(filename, 'utf8'), {
    filename,
    configFile: swcrc,
    sourceMaps: 'inline',
  });
  module._compile(code, filename);
};
