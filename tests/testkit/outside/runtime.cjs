const { createRequire } = require('node:module');
const path = require('node:path');
const { default: Runtime } = require('jest-runtime');

const tests = path.resolve(__dirname, '../..') + path.sep;

/**
 * Jest's loader of modules. Only what lies in tests/ is loaded into the sandbox, anew for each test file; what it imports is loaded
 * outside of it, once for all the test files that a worker runs.
 */
module.exports = class extends Runtime {
  requireModuleOrMock(from, name) {
    if (this._environment.loadsOutside === true && name !== '@jest/globals') {
      const require = createRequire(from);
      const file = require.resolve(name);
      if (path.isAbsolute(file) && !file.startsWith(tests)) return require(file);
    }
    return super.requireModuleOrMock(from, name);
  }
};
