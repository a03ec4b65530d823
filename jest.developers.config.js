/** @type {import('jest').Config} The programs of docs/developers, run as they are printed. */
module.exports = {
  ...require('./jest.config'),
  testMatch: ['<rootDir>/tests/developers/**/*.test.ts'],
  testPathIgnorePatterns: ['/node_modules/', '/dist/'],
  maxWorkers: 1,
};
