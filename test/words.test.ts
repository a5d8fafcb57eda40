import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import ts from 'typescript';

const root = resolve(__dirname, '..');

/** The emulator speaks Stripe's words; its tests are its own. */
const FOLDERS = ['apps/api', 'apps/local', 'apps/worker', 'libs', 'workflows', 'activities', 'test', 'bench'];

/** Words of this house alone, and the field's words that replaced them (docs/glossary.md). */
const RETIRED: Readonly<Record<string, string>> = {
  parcel: 'shipment',
  rung: 'tier',
  raise: 'increment a hold, open an attention',
  strange: 'external',
  stray: 'orphaned',
  gather: 'combined capture',
  gathered: 'combined',
  occasion: 'source',
  cancelled: 'canceled',
  cancelling: 'canceling',
};

/** Phrases that a stranger stumbles over, and what says it plainly, in whatever a shop or an operator reads. */
const RETIRED_PHRASES: readonly (readonly [RegExp, string])[] = [
  [/\bgiv(e|en|es|ing) up\b/, 'abandon, cancel'],
  [/\banew\b/, 'again, re-authorize'],
  [/\b(is|are|be) called\b|\bcalls? for (a person|attention)\b/, 'an alert opens'],
  [/\b(is|was|be|were) raised\b/, 'is open, is incremented'],
  [/\bobeyed\b/, 'continues'],
  [/\bgo(es)? by (our|the|this)\b/, 'uses the name'],
  [/\bmend(s|ed)?\b(?!-)/, 'fix'],
  [/\bgone back\b|\bg(ive|ives|iven|ave) back\b/, 'release, refund, return'],
  [/\bdrops? the hold\b/, 'the hold expires'],
];

/** Names that running workflows and recorded histories carry: they stay as they were first written. */
const STORED = new Set(['raises', 'raised', 'raised_amount', 'raiseHold', 'raise', 'raise_refused', 'hold_raised']);

/** Names that Temporal and Stripe gave. */
const OTHERS = new Set(['WorkflowUpdateRPCTimeoutOrCancelledError', 'consideredCancelled', 'CancelledFailure']);

const THIS_LIST = 'test/words.test.ts';

interface Found {
  readonly file: string;
  readonly name: string;
}

const files = FOLDERS.flatMap((folder) =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts'))
    .map((path) => join(folder, path))
    .filter((path) => path !== THIS_LIST),
);

/** `finalCaptureOf` is the words final, capture, of. */
function wordsOf(name: string): string[] {
  return name
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z]+/);
}

/** `PaymentNeeds` is a thing of that name; `needsEvidence` is a question. */
function isNeeds(name: string): boolean {
  return name === 'needs' || name.endsWith('Needs');
}

/** A word and its plural are one: "parcels" is "parcel". */
function isRetired(word: string): boolean {
  return word in RETIRED || (word.endsWith('s') && word.slice(0, -1) in RETIRED);
}

function identifiersOf(file: string): string[] {
  const names: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isIdentifier(node)) names.push(node.text);
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(file, readFileSync(join(root, file), 'utf8'), ts.ScriptTarget.Latest, true));
  return [...new Set(names)];
}

describe('retired words', () => {
  test('name no identifier', () => {
    const found: Found[] = files.flatMap((file) =>
      identifiersOf(file)
        .filter((name) => !STORED.has(name) && !OTHERS.has(name) && (isNeeds(name) || wordsOf(name).some(isRetired)))
        .map((name) => ({ file, name })),
    );
    expect(found).toEqual([]);
  });

  test('name no file', () => {
    expect(files.filter((file) => wordsOf(file).some(isRetired))).toEqual([]);
  });
});

function textsOf(file: string): string[] {
  const texts: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isStringLiteralLike(node) || ts.isTemplateHead(node) || ts.isTemplateMiddleOrTemplateTail(node)) {
      texts.push(node.text);
    }
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(file, readFileSync(join(root, file), 'utf8'), ts.ScriptTarget.Latest, true));
  return texts;
}

function retiredPhrasesIn(text: string): string[] {
  // A word alone is a name in code.
  if (!text.includes(' ')) return [];
  return RETIRED_PHRASES.flatMap(([phrase, better]) => (phrase.test(text) ? [`"${text}": ${better}`] : []));
}

describe('retired phrases', () => {
  const forPeople = files.filter((file) => !/^(test|bench)\/|\.test\.ts$|under-test\.ts$|\/testing\//.test(file));
  const pages = documents().filter((page) => /^(README|docs\/[^/]+|docs\/(guide|operating)\/.+)\.md$/.test(page));

  test('stand in no sentence that a program says', () => {
    expect(forPeople.flatMap((file) => textsOf(file).flatMap(retiredPhrasesIn))).toEqual([]);
  });

  test('stand in no document for a shop or an operator', () => {
    const lines = pages.flatMap((page) => readFileSync(join(root, page), 'utf8').split('\n'));
    expect(lines.flatMap(retiredPhrasesIn)).toEqual([]);
  });

  test('are found', () => {
    const found = ['the order is given up', 'a person is called'].flatMap(retiredPhrasesIn);
    expect(found).toHaveLength(2);
  });
});

describe('spelling', () => {
  test('is Stripe’s: canceled, with one l', () => {
    // Not Temporal’s CANCELLED, nor the names of recorded histories.
    const british = /(?<!-)\b[Cc]ancell(ed|ing|er)\b(?!-)/;
    expect([...files, ...documents()].filter((file) => british.test(readFileSync(join(root, file), 'utf8')))).toEqual(
      [],
    );
  });
});

function documents(): string[] {
  const inDocs = readdirSync(join(root, 'docs'), { recursive: true, encoding: 'utf8' }).map((path) =>
    join('docs', path),
  );
  return ['README.md', 'ARCHITECTURE.md', 'AGENTS.md', ...inDocs].filter((path) => path.endsWith('.md'));
}
