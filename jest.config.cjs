const { swcOptions } = require('./tools/swc-options.cjs');

module.exports = {
  testEnvironment: '<rootDir>/test/setup/realm/environment.cjs',
  runtime: '<rootDir>/test/setup/realm/runtime.cjs',
  // Nobody looks for tests in packages.
  roots: ['apps', 'libs', 'workflows', 'activities', 'test', 'bench'].map((folder) => `<rootDir>/${folder}`),
  testMatch: ['**/*.test.ts'],
  testSequencer: '<rootDir>/test/setup/longest-first.cjs',
  globalSetup: '<rootDir>/test/setup/global-setup.ts',
  globalTeardown: '<rootDir>/test/setup/global-teardown.ts',
  // Two cores are the smallest machine we test on, and a file that drives servers waits for two thirds of its time: four fill them.
  maxWorkers: 4,
  // Real servers on a busy machine: long enough never to be the reason, short enough to see a hang.
  testTimeout: 30_000,
  transform: { '^.+\\.ts$': ['@swc/jest', swcOptions] },
  collectCoverageFrom: ['{apps,libs,workflows,activities}/**/*.ts', '!**/main.ts'],
  coverageProvider: 'v8',
};
