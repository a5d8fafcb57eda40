import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * "Go to symbol" has one answer: no two things that product code exports have the same name. The emulators are programs of
 * their own, counted apart, and so are their names and those of what they are built on.
 */

/** Two things that are one to whoever reads them: the name is that of the workflow, and of what the workflow does. */
const SHARED: ReadonlySet<string> = new Set(['mendOrder']);

const EXPORTED =
  /^export (?:declare |abstract |async )*(?:function\*?|const|let|class|interface|type|enum) ([A-Za-z_$][\w$]*)/gm;

/** Every exported name, with the files that export it. */
function exportsOf(files: readonly string[]): Map<string, string[]> {
  const names = new Map<string, string[]>();
  for (const file of files) {
    const own = new Set([...readFileSync(file, 'utf8').matchAll(EXPORTED)].map(([, name]) => name ?? ''));
    for (const name of own) names.set(name, [...(names.get(name) ?? []), file]);
  }
  return names;
}

const ROOT = join(__dirname, '..');

function sourcesIn(folder: string): string[] {
  return readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
    .map((file) => join(ROOT, folder, file))
    .filter((file) => !file.startsWith(join(ROOT, 'libs/emulation/')));
}

const PRODUCT = ['activities', 'apps/api', 'apps/local', 'apps/worker', 'libs', 'workflows'];

test('no two exported things of the product have the same name', () => {
  const names = exportsOf(PRODUCT.flatMap(sourcesIn));
  expect(names.size).toBeGreaterThan(1_000);
  const twice = [...names].filter(([name, files]) => files.length > 1 && !SHARED.has(name));
  expect(Object.fromEntries(twice)).toEqual({});
});

test('a name that may stand twice stands twice', () => {
  const names = exportsOf(PRODUCT.flatMap(sourcesIn));
  expect([...SHARED].filter((name) => names.get(name)?.length !== 2)).toEqual([]);
});
