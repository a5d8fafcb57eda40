import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';

/** What Prettier leaves alone: comments fit on the screen, and whatever is exported says what it is. */

const ROOT = join(__dirname, '..');
const FOLDERS = ['activities', 'apps/api', 'apps/local', 'apps/worker', 'libs', 'workflows'];
const COLUMNS_AT_MOST = 120;

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
  expect(long).toEqual([]);
});

test('every export says what it does or is', () => {
  const exported = LINES.filter(({ text }) =>
    /^export (async |abstract )*(function|class|interface|type|const|enum) \w/.test(text),
  );
  expect(exported.length).toBeGreaterThan(1_200);
  expect(placesOf(exported.filter(({ before }) => !before.trimEnd().endsWith('*/')))).toEqual([]);
});

test('whoever writes to the database says what becomes of it when it is done again', () => {
  const writers = functionsIn('libs/postgres').filter(
    ({ text, isPromised }) =>
      isPromised && /\.(insertInto|updateTable|deleteFrom)\(|\b(insert into|update \w+ set)\b/.test(text),
  );
  expect(writers.length).toBeGreaterThan(75);
  expect(placesOf(writers.filter(({ before }) => !/\b(again|repeated|twice|once)\b/i.test(before)))).toEqual([]);
});

test('every group of activities says that each may be repeated: Temporal does', () => {
  const groups = functionsIn('activities').filter(({ name }) => /^create\w+Activities$/.test(name));
  expect(groups.length).toBeGreaterThanOrEqual(8);
  expect(placesOf(groups.filter(({ before }) => !/\brepeated\b/.test(before)))).toEqual([]);
});

interface Exported extends Line {
  readonly name: string;
  readonly isPromised: boolean;
}

/** The exported functions of a folder, each with its docstring before it. */
function functionsIn(folder: string): Exported[] {
  return readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
    .flatMap((file) => {
      const source = sourceOf(join(folder, file));
      return source.statements.filter(ts.isFunctionDeclaration).flatMap((declared) => {
        if (!declared.getText().startsWith('export ')) return [];
        const name = declared.name?.text ?? '';
        return {
          name,
          place: `${folder}/${file}: ${name}`,
          text: declared.getText(),
          before: source.text.slice(declared.pos, declared.getStart()),
          isPromised: declared.type?.getText().startsWith('Promise<') ?? false,
        };
      });
    });
}

function sourceOf(file: string): ts.SourceFile {
  return ts.createSourceFile(file, readFileSync(join(ROOT, file), 'utf8'), ts.ScriptTarget.Latest, true);
}

test('every mapping from or to Stripe’s words names its page of Stripe’s documentation', () => {
  const mappings = readdirSync(join(ROOT, 'libs/stripe'), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && !/\.test\.ts$|^testing\//.test(file))
    .flatMap((file) => mappingsIn(join('libs/stripe', file)));
  expect(mappings.length).toBeGreaterThan(50);
  expect(mappings.filter(({ text }) => !text.includes('https://docs.stripe.com/')).map(({ place }) => place)).toEqual(
    [],
  );
});

/** Parameters that we send, refusals that we tell apart, objects that we read, and lists of Stripe's words. */
function mappingsIn(file: string): Pick<Line, 'place' | 'text'>[] {
  return sourceOf(file).statements.flatMap((statement) => {
    const name = nameOfMapping(statement);
    return name === undefined ? [] : [{ place: `${file}: ${name}`, text: statement.getFullText() }];
  });
}

function nameOfMapping(statement: ts.Statement): string | undefined {
  if (ts.isFunctionDeclaration(statement)) {
    const name = statement.name?.text;
    return name !== undefined && /(Params?|RefusalOf)$/.test(name) ? name : undefined;
  }
  if (!ts.isVariableStatement(statement)) return undefined;
  const [declared] = statement.declarationList.declarations;
  const value = declared?.initializer?.getText() ?? '';
  return /^(z\s*\.(loose|strict)?[oO]bject|new Set)\(/.test(value) ? declared?.name.getText() : undefined;
}

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
