import { runChild } from './child.mjs';

/** Everything that is checked without running the product. All of it runs, so that one round shows all there is. */
const checks = [
  { name: 'format', program: 'prettier/bin/prettier.cjs', args: ['--check', '--log-level', 'warn', '.'] },
  // Makes the types of the API, which the console's code is linted with.
  { name: 'console', program: '../tools/console.mjs', args: ['check'] },
  { name: 'lint', program: 'eslint/bin/eslint.js', args: ['.', '--max-warnings', '0'] },
  { name: 'typecheck', program: 'typescript/bin/tsc', args: ['--noEmit'] },
  {
    name: 'deps',
    program: 'dependency-cruiser/bin/dependency-cruise.mjs',
    args: ['apps', 'libs', 'workflows', 'activities', 'test', 'bench'],
  },
  { name: 'unused', program: 'knip/bin/knip.js', args: [] },
];

/** Returns the exit code. */
export async function check() {
  const failed = [];
  for (const { name, program, args } of checks) {
    const started = Date.now();
    process.stdout.write(`── ${name}\n`);
    const { code } = await runChild(process.execPath, [`node_modules/${program}`, ...args], { show: true });
    if (code !== 0) failed.push(name);
    const seconds = ((Date.now() - started) / 1000).toFixed(1);
    process.stdout.write(`   ${code === 0 ? 'ok' : 'FAILED'}, ${seconds} s\n`);
  }
  if (failed.length === 0) return 0;
  process.stdout.write(`\nFailed: ${failed.join(', ')}. Each runs alone too, as \`npm run <name>\`.\n`);
  return 1;
}
