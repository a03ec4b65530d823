/** @type {import('jest').Config} The long random run; `--seed N` plays one again. */
module.exports = {
  ...require('./jest.config'),
  testMatch: ['<rootDir>/tests/live/*.live.ts'],
};
