import { existsSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pages, root, textOf } from './pages';

interface Link {
  readonly page: string;
  readonly target: string;
}

/** Links of a page that lead to a file of the repository; what stands in code is no link. */
function linksOf(page: string): Link[] {
  const text = textOf(page)
    .replace(/^```.*?^```/gms, '')
    .replace(/`[^`\n]*`/g, '');
  return [...text.matchAll(/\]\(([^)\s]+)\)/g)]
    .map(([, target = '']) => ({ page, target }))
    .filter(({ target }) => !/^[a-z]+:/.test(target));
}

/** The anchors of a page, as GitHub makes them of its headings. */
function anchorsOf(page: string): string[] {
  const headings = textOf(page)
    .replace(/^```.*?^```/gms, '')
    .matchAll(/^#+ (.+)$/gm);
  return [...headings].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .replace(/ /g, '-'),
  );
}

function isBroken({ page, target }: Link): boolean {
  const [path = '', anchor] = target.split('#');
  const file = path === '' ? page : join(dirname(page), path);
  if (!existsSync(join(root, file))) return true;
  if (anchor === undefined) return false;
  return statSync(join(root, file)).isDirectory() || !anchorsOf(file).includes(anchor);
}

const all = pages();

test('every link of every page leads to a file and a heading that exist', () => {
  const links = all.flatMap(linksOf);
  expect(links.length).toBeGreaterThan(300);
  expect(links.filter(isBroken)).toEqual([]);
});

/** Files that a page names in code, such as `libs/domain/money/money.ts`; what has a star or a brace names many. */
function filesNamedBy(page: string): Link[] {
  const named = textOf(page).matchAll(
    /`((?:apps|libs|workflows|activities|migrations|test|bench|docs)\/[\w./-]+\.\w+)`/g,
  );
  return [...named].map(([, target = '']) => ({ page, target }));
}

test('every file that a page names exists', () => {
  expect(all.flatMap(filesNamedBy).filter(({ target }) => !existsSync(join(root, target)))).toEqual([]);
});

test('docs/decisions/README.md lists every decision once', () => {
  const decisions = all.filter((page) => /^docs\/decisions\/\d{4}-/.test(page));
  const listed = linksOf('docs/decisions/README.md').map(({ target }) => `docs/decisions/${target}`);
  expect(listed.sort()).toEqual(decisions);
});

test('every page of docs is reached from docs/README.md', () => {
  const reached = new Set<string>();
  const visit = (page: string): void => {
    if (reached.has(page)) return;
    reached.add(page);
    for (const { target } of linksOf(page)) {
      const [path = ''] = target.split('#');
      if (path.endsWith('.md')) visit(join(dirname(page), path));
    }
  };
  visit('docs/README.md');
  const lost = all.filter(
    (page) => page.startsWith('docs/') && !page.startsWith('docs/decisions/') && !reached.has(page),
  );
  expect(lost).toEqual([]);
});
