import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';

export const root = resolve(__dirname, '../..');

const ELSEWHERE = new Set(['node_modules', 'dist', 'coverage', '.git']);

/** Every Markdown page of the repository, as a path from its root. */
export function pages(): string[] {
  const found: string[] = [];
  const walk = (folder: string): void => {
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      const path = join(folder, entry.name);
      if (entry.isDirectory() && !ELSEWHERE.has(entry.name)) walk(path);
      else if (entry.isFile() && entry.name.endsWith('.md')) found.push(relative(root, path));
    }
  };
  walk(root);
  return found.sort();
}

/** @param path from the root of the repository */
export function textOf(path: string): string {
  return readFileSync(join(root, path), 'utf8');
}

/** What stands under a heading of a page, down to the next heading of any depth. */
export function section(page: string, heading: string): string {
  const [, after] = textOf(page).split(new RegExp(`^#+ ${heading}$`, 'm'));
  if (after === undefined) throw new Error(`${page} has no heading "${heading}"`);
  return after.split(/^#+ /m)[0] ?? '';
}

/** The rows of the tables in a text, cell by cell, without their heads. */
export function tableRows(text: string): string[][] {
  const lines = text.split('\n').filter((line) => line.startsWith('|'));
  return lines
    .filter((line, index) => !isRule(line) && !isRule(lines[index + 1] ?? ''))
    .map((line) => line.split(/(?<!\\)\|/).slice(1, -1))
    .map((cells) => cells.map((cell) => cell.trim()));
}

function isRule(line: string): boolean {
  return /^\|[\s|:-]+\|$/.test(line);
}

/** The words of a cell that stand in backticks. */
export function codeIn(text: string): string[] {
  return [...text.matchAll(/`([^`]+)`/g)].map(([, code = '']) => code);
}
