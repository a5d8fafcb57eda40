import { isDeepStrictEqual } from 'node:util';

/** Tells the story line by line. A claim is printed only after it was checked; a false one ends the demo. */
export interface Narrator {
  chapter(title: string): void;
  /** What is done now, or why. */
  say(text: string): void;
  /** Checks that `actual` equals `expected`, then says so. */
  claim(text: string, actual: unknown, expected: unknown): void;
  table(rows: readonly (readonly string[])[]): void;
  readonly claims: number;
}

/** What the story says did not come true. */
export class FalseClaim extends Error {
  override readonly name = 'FalseClaim';
}

/** @param write where the story goes, for example standard output */
export function createNarrator(write: (text: string) => void): Narrator {
  const start = Date.now();
  let claims = 0;
  const line = (mark: string, text: string): void => {
    const seconds = ((Date.now() - start) / 1000).toFixed(1).padStart(5);
    write(`${seconds} s  ${mark} ${text}\n`);
  };
  return {
    chapter: (title) => {
      write(`\n${title}\n`);
    },
    say: (text) => {
      line(' ', text);
    },
    claim: (text, actual, expected) => {
      if (!isDeepStrictEqual(actual, expected)) {
        line('✗', text);
        throw new FalseClaim(
          `"${text}" is not true: expected ${JSON.stringify(expected)}, found ${JSON.stringify(actual)}`,
        );
      }
      claims += 1;
      line('✓', text);
    },
    table: (rows) => {
      write(`\n${layOut(rows)}\n`);
    },
    get claims() {
      return claims;
    },
  };
}

function layOut(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows
    .map((row) => `  ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ')}`.trimEnd())
    .join('\n');
}
