/** @type {import('jest').Config} */
module.exports = {
  testEnvironment: '<rootDir>/tests/testkit/outside/environment.cjs',
  // packages that come as ES modules only are turned into CommonJS as our own sources are
  transform: { '^.+\\.(ts|js)$': '@swc/jest' },
  transformIgnorePatterns: ['/node_modules/(?!(uuid|jose|age-encryption|@noble|@scure)/)'],
  globalSetup: '<rootDir>/tests/testkit/global-setup.ts',
  globalTeardown: '<rootDir>/tests/testkit/global-teardown.ts',
  // jest would leave one core to itself, and idle
  maxWorkers: '100%',
  testTimeout: 60_000,
  setupFiles: ['reflect-metadata', '<rootDir>/tests/testkit/children-run-typescript.ts'],
  testMatch: ['<rootDir>/tests/{unit,api,live,architecture}/**/*.test.ts'],
  // those that take long to show rarer faults are run by `npm run test:full`
  testPathIgnorePatterns: ['/node_modules/', '/dist/', String.raw`\.full\.test\.ts$`],
};
