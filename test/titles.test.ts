import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';

/**
 * Jest prints a failing test as `describe › title` in a list of many files: what it says must be understood there.
 * A describe is a noun; a title is a verb phrase about it, or a whole sentence.
 */
const LONGEST_TITLE = 90;

/** What begins with one of these goes on from something that the list does not show. */
const GOES_ON = [
  'also',
  'and',
  'but',
  'each',
  'in',
  'of',
  'or',
  'so',
  'than',
  'that',
  'then',
  'which',
  'while',
  'whose',
];

interface Title {
  readonly file: string;
  /** Of the describes around it, outermost first, and its own. */
  readonly names: readonly string[];
}

const root = join(__dirname, '..');
const files = ['activities', 'apps', 'libs', 'test', 'workflows']
  .flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map((name) => join(folder, name)),
  )
  .filter((file) => file.endsWith('.test.ts') && !file.startsWith('apps/stripe-emulator/'));

function titlesOf(file: string, text: string): Title[] {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
  const titles: Title[] = [];
  const visit = (node: ts.Node, around: readonly string[]): void => {
    const called = ts.isCallExpression(node) ? calledOf(node) : undefined;
    if (called === undefined) {
      ts.forEachChild(node, (child) => {
        visit(child, around);
      });
      return;
    }
    const names = [...around, called.name];
    titles.push({ file, names });
    for (const body of called.bodies) visit(body, names);
  };
  visit(source, []);
  return titles;
}

/** A call of `test` or `describe`, also by way of `.each(…)`, and what else it was given. */
function calledOf(call: ts.CallExpression): { name: string; bodies: readonly ts.Node[] } | undefined {
  const [name, ...bodies] = call.arguments;
  if (name === undefined || !ts.isStringLiteralLike(name)) return undefined;
  return /^(test|describe)\b/.test(call.expression.getText()) ? { name: name.text, bodies } : undefined;
}

/** Why a title cannot stand alone; undefined when it can. */
function wrongWith({ names }: Title): string | undefined {
  const own = names.at(-1) ?? '';
  const [first = ''] = own.split(/[\s,:]/, 1);
  if (own.length > LONGEST_TITLE) return `is ${own.length.toString()} characters long, not ${LONGEST_TITLE.toString()}`;
  if (GOES_ON.includes(first.toLowerCase())) return `begins with "${first}"`;
  if (own !== own.trim() || own.endsWith('.')) return 'ends like no title';
  return undefined;
}

function wrongTitles(titles: readonly Title[]): string[] {
  return titles.flatMap((title) => {
    const wrong = wrongWith(title);
    return wrong === undefined ? [] : [`${title.file}: ${title.names.join(' › ')} - ${wrong}`];
  });
}

const titles = files.flatMap((file) => titlesOf(file, readFileSync(join(root, file), 'utf8')));

test('every title of a test stands alone', () => {
  expect(wrongTitles(titles)).toEqual([]);
  expect(titles.length).toBeGreaterThan(1_000);
});

test('no two tests of a file have the same full name', () => {
  const full = titles.map(({ file, names }) => `${file}: ${names.join(' › ')}`);
  expect(full.filter((name, index) => full.indexOf(name) !== index)).toEqual([]);
});

test.each([
  ["test('so does a release', f)", 'begins with "so"'],
  ["test.each([1])('while it waits, %s', f)", 'begins with "while"'],
  ["describe('of a hold', () => { test('is lost', f); })", 'begins with "of"'],
  ["describe('a hold', () => { test('that is lost', f); })", 'begins with "that"'],
  [`test('${'x'.repeat(91)}', f)`, 'is 91 characters long, not 90'],
  ["test('a hold is lost.', f)", 'ends like no title'],
])('the title of %s is refused', (code, why) => {
  expect(wrongTitles(titlesOf('a.test.ts', code))).toEqual([expect.stringContaining(why)]);
});
