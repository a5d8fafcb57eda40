import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What Prettier leaves alone: comments fit on the screen, and every exported function says what it does. */

const ROOT = join(__dirname, '..');
const FOLDERS = ['activities', 'apps/api', 'apps/local', 'apps/worker', 'libs', 'workflows'];
const COLUMNS_AT_MOST = 120;

/** Where comments are longer than the rule allows: nothing is added to this list. */
const BEFORE_THE_RULE =
  /^activities\/(captures\/(asked-capture|capture-intent)|steps\/call-row|holds\/(release|recorded-before|read-after-news|confirmations\/confirm|confirmations\/confirmation-call))\.ts/;

interface Line {
  readonly place: string;
  readonly text: string;
  readonly before: string;
}

const LINES: readonly Line[] = FOLDERS.flatMap((folder) =>
  readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
    .flatMap((file) => linesOf(join(folder, file))),
);

function linesOf(file: string): Line[] {
  const lines = readFileSync(join(ROOT, file), 'utf8').split('\n');
  return lines.map((text, index) => ({
    place: `${file}:${(index + 1).toString()}`,
    text,
    // What decorates a class or a function stands between it and its comment.
    before: lines.slice(0, index).findLast((line) => !line.startsWith('@')) ?? '',
  }));
}

const COMMENTS = LINES.filter(({ text }) => /^\s*(\/\/|\/?\*)/.test(text));

function placesOf(lines: readonly Line[]): string[] {
  return lines.map(({ place }) => place);
}

test('comments have at most 120 columns', () => {
  expect(COMMENTS.length).toBeGreaterThan(1_000);
  const long = placesOf(COMMENTS.filter(({ text }) => text.length > COLUMNS_AT_MOST));
  expect(long.filter((place) => !BEFORE_THE_RULE.test(place))).toEqual([]);
});

test('every exported function and class says what it does', () => {
  const exported = LINES.filter(({ text }) => /^export (async |abstract )*(function|class) /.test(text));
  expect(exported.length).toBeGreaterThan(400);
  expect(placesOf(exported.filter(({ before }) => !before.trimEnd().endsWith('*/')))).toEqual([]);
});

test('no comment refers to a document that is not here', () => {
  const missing = COMMENTS.flatMap(({ place, text }) => {
    const named = [...text.matchAll(/(?<![\w./])docs\/[\w/.-]*\w/g)].map(([name]) => name);
    return named.filter((name) => !isDocument(name)).map((name) => `${place}: ${name}`);
  });
  expect(missing).toEqual([]);
  expect(placesOf(COMMENTS.filter(({ text }) => /\(design\b/i.test(text)))).toEqual([]);
});

/** A decision may be named by its number alone, as docs/decisions/0016. */
function isDocument(name: string): boolean {
  return DOCUMENTS.some(
    (document) => document === name || document === `${name}.md` || document.startsWith(`${name}-`),
  );
}

const DOCUMENTS = readdirSync(join(ROOT, 'docs'), { recursive: true, encoding: 'utf8' }).map((file) => `docs/${file}`);
