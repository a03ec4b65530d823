const path = require('node:path');
const { TestEnvironment } = require('jest-environment-node');

const project = path.resolve(__dirname, '../../..');
const runTypescript = path.join(project, 'tests/testkit/run-typescript.cjs');
let prepared = false;

/**
 * Requires a module of ours outside of jest's sandbox: loaded once for all the test files that a worker runs. In the sandbox
 * each file would load the server's two thousand modules anew, which took half of the suite's time.
 */
function requireOutside(name) {
  if (!prepared) {
    require(runTypescript);
    require('reflect-metadata');
    // threads and processes of the server's run as it does
    process.execArgv = [...process.execArgv, '-r', runTypescript];
    prepared = true;
  }
  return require(path.join(project, name));
}

/** Jest's environment for Node.js, with a way out: see index.ts. */
module.exports = class extends TestEnvironment {
  async setup() {
    await super.setup();
    this.global.requireOutside = requireOutside;
  }
};
