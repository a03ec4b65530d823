const { readdirSync, readFileSync } = require('node:fs');
const path = require('node:path');

process.env.GONGJIAN_TESTS = 'full';

/**
 * @type {import('jest').Config} The tests that `npm test` leaves out (`*.full.test.ts`), all cases of those of which it runs a
 * few (see tests/quick-or-full.ts), and the composition's topology.
 */
module.exports = {
  ...require('./jest.config'),
  testPathIgnorePatterns: ['/node_modules/', '/dist/'],
  testMatch: readdirSync(path.join(__dirname, 'tests'), { recursive: true, encoding: 'utf8' })
    .map((name) => path.join(__dirname, 'tests', name))
    .filter((file) => file.endsWith('.test.ts'))
    .filter(
      (file) =>
        file.includes('/topology/') ||
        file.endsWith('.full.test.ts') ||
        readFileSync(file, 'utf8').includes("/quick-or-full'"),
    ),
};
