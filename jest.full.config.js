const { readdirSync, readFileSync } = require('node:fs');
const path = require('node:path');

process.env.GONGJIAN_TESTS = 'full';

/**
 * @type {import('jest').Config} All cases of the tests of which `npm test` runs a few (see tests/quick-or-full.ts), and
 * the composition's topology.
 */
module.exports = {
  ...require('./jest.config'),
  testMatch: readdirSync(path.join(__dirname, 'tests'), { recursive: true, encoding: 'utf8' })
    .map((name) => path.join(__dirname, 'tests', name))
    .filter((file) => file.endsWith('.test.ts'))
    .filter((file) => file.includes('/topology/') || readFileSync(file, 'utf8').includes("/quick-or-full'")),
};
