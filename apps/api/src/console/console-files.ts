import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, extname, join } from 'node:path';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { z } from 'zod';

/** The files that Vite has made of apps/console. */

/** What the console is made of; what else lies there is not served. */
const TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
};

/** The name of a part: without a dot in front and without a slash, so that it lies in the folder itself. */
export const consolePartName = z.string().regex(/^[A-Za-z0-9_-][A-Za-z0-9._-]{0,127}$/);

/** A file of the console, as it is sent. */
export interface ConsoleFile {
  readonly type: string;
  readonly plain: Buffer;
  readonly gzipped: Buffer;
}

const compress = promisify(gzip);

/** Reads each file once: they never change while a process runs. */
export class ConsoleFiles {
  private readonly files = new Map<string, Promise<ConsoleFile | undefined>>();

  /** The page; undefined when the console was not built. */
  page(): Promise<ConsoleFile | undefined> {
    return this.file('index.html', 'text/html; charset=utf-8');
  }

  /** A part of the page, by its name, which holds no folder; undefined when there is none. */
  async part(name: string): Promise<ConsoleFile | undefined> {
    const type = TYPES[extname(name)];
    return type === undefined ? undefined : this.file(join('console', name), type);
  }

  private file(path: string, type: string): Promise<ConsoleFile | undefined> {
    const known = this.files.get(path);
    if (known !== undefined) return known;
    const read = fileAt(path, type);
    // What is not there is not kept: anybody can ask for any name.
    this.files.set(path, read);
    void read.then(
      (found) => found ?? this.files.delete(path),
      () => this.files.delete(path),
    );
    return read;
  }
}

async function fileAt(path: string, type: string): Promise<ConsoleFile | undefined> {
  const folder = builtFolder();
  if (folder === undefined || !existsSync(join(folder, path))) return undefined;
  const plain = await readFile(join(folder, path));
  return { type, plain, gzipped: await compress(plain) };
}

/** It lies beside what is compiled, and is found from the sources, too. */
function builtFolder(): string | undefined {
  for (let folder = __dirname; folder !== dirname(folder); folder = dirname(folder)) {
    const built = join(folder, 'dist', 'console');
    if (existsSync(join(built, 'index.html'))) return built;
  }
  return undefined;
}
