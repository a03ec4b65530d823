const path = require('node:path');
const { TestEnvironment } = require('jest-environment-node');

const runTypescript = path.resolve(__dirname, '../run-typescript.cjs');
require(runTypescript);
require('reflect-metadata');
// threads and processes of the server's run as it does
process.execArgv = [...process.execArgv, '-r', runTypescript];

/** Of these there is one class on both sides: values of them are asked for it, or compared by it. */
const SHARED = ['Date', 'Map', 'Set', 'Error'];

/** Jest's environment for Node.js, in which the modules that tests import are loaded outside of its sandbox: see runtime.cjs. */
module.exports = class extends TestEnvironment {
  loadsOutside = true;

  async setup() {
    await super.setup();
    for (const name of SHARED) this.global[name] = globalThis[name];
  }

  async teardown() {
    // a module outside is the next test file's too
    this.moduleMocker.restoreAllMocks();
    await super.teardown();
  }
};
