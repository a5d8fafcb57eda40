import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fetchFirst } from './binary';
import type { FetchContext, Source } from './binary-sources';

let cache: string;

beforeEach(async () => {
  cache = await mkdtemp(join(tmpdir(), 'holdfast-binary-'));
});
afterEach(() => rm(cache, { recursive: true, force: true }));

function bringing(how: string): Source {
  return { how, waitsMs: 0, fetch: ({ staging }) => write(join(staging, 'brought'), how) };
}

async function write(path: string, text: string): Promise<string> {
  await writeFile(path, text);
  return path;
}

function failing(how: string): Source {
  return { how, waitsMs: 0, fetch: () => Promise.reject(new Error(`${how} has nothing\nin more words`)) };
}

/** Brings nothing until it is ended. */
function hanging(): Source & { readonly ended: () => boolean } {
  let ended = false;
  const fetch = ({ signal }: FetchContext): Promise<string> =>
    new Promise((_resolve, reject) => {
      signal.addEventListener('abort', () => {
        ended = true;
        reject(new Error('ended'));
      });
    });
  return { how: 'hanging', waitsMs: 0, fetch, ended: () => ended };
}

function fetched(...sources: readonly Source[]): Promise<string> {
  return fetchFirst(sources, { cache, cached: join(cache, 'temporal'), env: {} });
}

test('the first source that brings a Temporal binary wins; the others end, and leave nothing', async () => {
  const other = hanging();
  const path = await fetched(failing('one'), other, bringing('two'));
  expect(await readFile(path, 'utf8')).toBe('two');
  expect(other.ended()).toBe(true);
  expect(await readdir(cache)).toEqual(['temporal']);
});

test('a Temporal source that takes the whole machine begins only when the others have failed', async () => {
  const path = await fetched(failing('one'), { ...bringing('built'), waitsMs: 3_600_000 });
  expect(await readFile(path, 'utf8')).toBe('built');
});

test('where no source brings a Temporal binary, each says why, and a person is told what helps', async () => {
  const told = await fetched(failing('one'), { ...failing('two'), waitsMs: 3_600_000 }).catch(String);
  expect(told).toContain('  one: one has nothing\n  two: two has nothing\nAny one of these helps:');
  expect(told).toContain('TEMPORAL_CLI_PATH');
  expect(await readdir(cache)).toEqual([]);
});
