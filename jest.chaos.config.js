/** @type {import('jest').Config} Servers that are killed, connections that are cut, races of many rounds. */
module.exports = {
  ...require('./jest.config'),
  testMatch: ['<rootDir>/tests/chaos/**/*.chaos.ts'],
  maxWorkers: 1,
};
