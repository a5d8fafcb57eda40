import eslint from '@eslint/js';
import prettier from 'eslint-config-prettier';
import jest from 'eslint-plugin-jest';
import { defineConfig } from 'eslint/config';
import { builtinModules } from 'node:module';
import tseslint from 'typescript-eslint';

const tests = ['**/*.test.ts', '**/testing/**/*.ts', '**/*-under-test.ts', 'test/**/*.ts'];

// Started by name: what only a program may do, it may do here.
const programs = [
  'apps/*/src/main.ts',
  'apps/local/src/{demo,start,example-shop,migrate,deployment,doctor,adopt,audit,journal}.ts',
  'apps/api/src/print-openapi.ts',
  'apps/worker/src/bundle-workflows.ts',
  'bench/*.ts',
  'clients/*/example/*.ts',
];

export default defineConfig(
  // Configuration in JavaScript is outside the TypeScript project, so typed rules cannot read it.
  { ignores: ['dist/', 'coverage/', '**/*.cjs', '**/*.mjs'] },
  eslint.configs.recommended,
  tseslint.configs.strictTypeChecked,
  tseslint.configs.stylisticTypeChecked,
  {
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/explicit-module-boundary-types': 'error',
      eqeqeq: 'error',
      'no-console': 'error',
      'max-lines-per-function': ['error', { max: 70, skipBlankLines: true, skipComments: true }],
      'max-lines': ['error', { max: 300, skipBlankLines: true, skipComments: true }],
    },
  },
  {
    // Nest modules are empty decorated classes, and Nest types its option bags as classes.
    files: ['apps/**/*.ts'],
    rules: {
      '@typescript-eslint/no-extraneous-class': ['error', { allowWithDecorator: true }],
      '@typescript-eslint/no-unsafe-class-instance-assignment': 'off',
    },
  },
  {
    ignores: [...programs, ...tests],
    rules: {
      'no-restricted-properties': [
        'error',
        { object: 'process', property: 'env', message: "Read once, by a program's main, through libs/config." },
      ],
    },
  },
  {
    // Workflow code is replayed: the bundler refuses Node's modules too, but only once a test bundles it.
    files: ['workflows/**/*.ts'],
    ignores: tests,
    rules: { 'no-restricted-imports': ['error', { paths: builtinModules.flatMap((m) => [m, `node:${m}`]) }] },
  },
  {
    files: tests,
    extends: [jest.configs['flat/recommended']],
    rules: {
      // A describe block is one function, however many tests it holds.
      'max-lines-per-function': 'off',
      // expect(mock.method) names the method without calling it; the jest rule knows that.
      '@typescript-eslint/unbound-method': 'off',
      'jest/unbound-method': 'error',
      // A property asserts by itself.
      'jest/expect-expect': ['warn', { assertFunctionNames: ['expect', 'expect*', 'fc.assert'] }],
    },
  },
  {
    // What TanStack Query infers of a query cannot be written down shorter than the query.
    files: ['apps/console/**/*.{ts,tsx}'],
    rules: { '@typescript-eslint/explicit-module-boundary-types': 'off' },
  },
  {
    // Packages of their own: their types are made when they are built, and their test compiles them as a user would.
    files: ['clients/**/*.ts', 'examples/**/*.{js,ts}'],
    extends: [tseslint.configs.disableTypeChecked],
    languageOptions: { parserOptions: { projectService: false } },
  },
  {
    files: ['examples/**/*.js'],
    languageOptions: {
      globals: {
        document: 'readonly',
        fetch: 'readonly',
        location: 'readonly',
        URLSearchParams: 'readonly',
        window: 'readonly',
      },
    },
  },
  prettier,
);
