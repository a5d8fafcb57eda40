const swc = (parser) => [
  '@swc/jest',
  {
    jsc: { parser, target: 'es2023', transform: { legacyDecorator: true, decoratorMetadata: true } },
    module: { type: 'commonjs' },
  },
];

module.exports = {
  testEnvironment: 'node',
  testMatch: ['**/*.test.ts'],
  modulePathIgnorePatterns: ['<rootDir>/dist/'],
  globalSetup: '<rootDir>/test/setup/global-setup.ts',
  globalTeardown: '<rootDir>/test/setup/global-teardown.ts',
  // Each worker may run a Temporal server, a worker and an API of its own; two fill the smallest machine we test on.
  maxWorkers: 2,
  // Real servers on a busy machine: long enough never to be the reason, short enough to see a hang.
  testTimeout: 30_000,
  transform: {
    '^.+\\.ts$': swc({ syntax: 'typescript', decorators: true }),
    '^.+\\.m?js$': swc({ syntax: 'ecmascript' }),
  },
  // Nest 12 is ESM only, and jest can require() ESM on Node 24.9+ alone: below that these packages are compiled.
  transformIgnorePatterns: ['/node_modules/(?!(@nestjs|node-pg-migrate)/)'],
  collectCoverageFrom: ['{apps,libs,workflows,activities}/**/*.ts', '!**/main.ts'],
  coverageProvider: 'v8',
};
