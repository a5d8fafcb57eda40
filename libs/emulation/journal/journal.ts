import { closeSync, fstatSync, fsync, fsyncSync, ftruncateSync, openSync, readSync, writeSync } from 'node:fs';
import type { PlainEntry } from './entry';

const CHUNK_BYTES = 1024 * 1024;
const NEWLINE = 0x0a;
const FSYNC_EVERY_MS = 1000;

/**
 * A file with one line for everything that came from outside. A line is written before the request is answered, so a
 * killed process loses nothing that was answered; it is flushed to the disk once a second and at the end, so a power
 * cut loses a second at most. Only the owner of the file may read it: it holds API keys.
 */
export class Journal<Own> {
  private readonly file: number;
  private readonly timer: NodeJS.Timeout;
  private dirty = false;
  private broken: Error | undefined;

  private constructor(readonly path: string) {
    this.file = openSync(path, 'a+', 0o600);
    this.timer = setInterval(() => {
      this.flush();
    }, FSYNC_EVERY_MS);
    this.timer.unref();
  }

  /** Opens the file, gives each of its lines to `replay`, and cuts off a last line that was torn by a crash. */
  static open<Own>(path: string, replay: (line: string) => void): Journal<Own> {
    const journal = new Journal<Own>(path);
    try {
      ftruncateSync(journal.file, readLines(journal.file, path, replay));
    } catch (error) {
      journal.close();
      throw error;
    }
    return journal;
  }

  append(account: string, entry: PlainEntry | Own): void {
    // After half a line nothing may follow it.
    if (this.broken !== undefined) throw this.broken;
    try {
      const line = Buffer.from(`${JSON.stringify({ account, ...entry })}\n`);
      for (let written = 0; written < line.length;) written += writeSync(this.file, line, written);
      this.dirty = true;
    } catch (error) {
      this.broken = new Error('The journal could not be written; no more changes are accepted', { cause: error });
      throw this.broken;
    }
  }

  /** How long the file is, and why nothing more can be written, if so. */
  state(): { readonly path: string; readonly bytes: number; readonly failure: string | null } {
    return { path: this.path, bytes: fstatSync(this.file).size, failure: this.broken?.message ?? null };
  }

  close(): void {
    clearInterval(this.timer);
    fsyncSync(this.file);
    closeSync(this.file);
  }

  private flush(): void {
    if (!this.dirty) return;
    this.dirty = false;
    fsync(this.file, (error) => {
      // EBADF: closed meanwhile, which flushes too.
      if (error !== null && error.code !== 'EBADF') this.broken = error;
    });
  }
}

/** The length of the whole lines. */
function readLines(file: number, path: string, replay: (line: string) => void): number {
  const chunk = Buffer.alloc(CHUNK_BYTES);
  let rest = Buffer.alloc(0);
  let whole = 0;
  let count = 0;
  for (let read = readSync(file, chunk, 0, CHUNK_BYTES, 0), at = read; read > 0; at += read) {
    rest = Buffer.concat([rest, chunk.subarray(0, read)]);
    for (let end = rest.indexOf(NEWLINE); end >= 0; end = rest.indexOf(NEWLINE)) {
      count += 1;
      replayLine(rest.toString('utf8', 0, end), `${path}, line ${String(count)}`, replay);
      whole += end + 1;
      rest = rest.subarray(end + 1);
    }
    read = readSync(file, chunk, 0, CHUNK_BYTES, at);
  }
  return whole;
}

function replayLine(text: string, place: string, replay: (line: string) => void): void {
  try {
    replay(text);
  } catch (error) {
    throw new Error(`${place}: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
  }
}
