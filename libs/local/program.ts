import { spawn } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { guardProcess } from './guard';

/** How a program is started. */
export interface ProgramOptions {
  /** How messages to people call it: "PostgreSQL", "the worker". */
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  /** The whole environment of the program: nothing of ours is inherited. */
  readonly env: NodeJS.ProcessEnv;
  readonly uid?: number;
  readonly gid?: number;
  /** All output is appended here. */
  readonly logFile?: string;
  /** Called with every line the program prints, on either stream. */
  readonly onLine?: (line: string) => void;
  /** The polite request to stop; PostgreSQL, for one, takes SIGTERM as "when all clients have left". */
  readonly stopSignal?: NodeJS.Signals;
}

/** A program that runs, or ran. */
export interface Program {
  readonly pid: number;
  /** Settles once, with a sentence on how it ended. Never rejects. */
  readonly ended: Promise<string>;
  /** The last lines it printed, to be shown when it ended without being asked. */
  tail(): string;
  /** Asks it to stop, insists after ten seconds. Harmless when it has ended already. */
  stop(): Promise<void>;
  kill9(): Promise<void>;
}

const stopTimeoutMs = 10_000;
const tailLines = 40;

/**
 * Starts a program in the background; it ends when asked to, and at the latest when we do.
 * @throws Error when it cannot be started
 */
export async function startProgram(options: ProgramOptions): Promise<Program> {
  const { name, command, args, env, uid, gid, logFile } = options;
  // A group of its own, so that Ctrl-C in a terminal reaches us alone and we stop things in order.
  const child = spawn(command, args, {
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
    ...(uid === undefined ? {} : { uid }),
    ...(gid === undefined ? {} : { gid }),
  });
  const lines: string[] = [];
  const log = logFile === undefined ? undefined : createWriteStream(logFile, { flags: 'a' });
  const keep = (line: string): void => {
    lines.push(line);
    if (lines.length > tailLines) lines.shift();
    log?.write(`${line}\n`);
    options.onLine?.(line);
  };
  eachLine(child.stdout, keep);
  eachLine(child.stderr, keep);

  await new Promise<void>((resolve, reject) => {
    child.once('spawn', resolve);
    child.once('error', (error) => {
      reject(new Error(`${name} cannot be started (${command}): ${error.message}`, { cause: error }));
    });
  });
  const pid = child.pid;
  if (pid === undefined) throw new Error(`${name} has no process id.`);

  const release = guardProcess(pid);
  const ended = new Promise<string>((resolve) => {
    child.once('close', (code, signal) => {
      release();
      log?.end();
      resolve(signal === null ? `exit code ${String(code)}` : `signal ${signal}`);
    });
  });
  const kill9 = async (): Promise<void> => {
    child.kill('SIGKILL');
    await ended;
  };
  const stop = async (): Promise<void> => {
    child.kill(options.stopSignal ?? 'SIGTERM');
    const insist = setTimeout(() => child.kill('SIGKILL'), stopTimeoutMs);
    await ended;
    clearTimeout(insist);
  };
  return { pid, ended, tail: () => lines.join('\n'), stop, kill9 };
}

function eachLine(stream: NodeJS.ReadableStream, take: (line: string) => void): void {
  let rest = '';
  stream.setEncoding('utf8');
  stream.on('data', (chunk: string) => {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) take(line);
  });
  stream.on('end', () => {
    if (rest !== '') take(rest);
  });
}

/** What is waited for until a program can be used, and for how many milliseconds. */
export interface ReadinessWait {
  readonly name: string;
  readonly timeoutMs: number;
  /** True once it answers. Called again and again; may throw as long as it does not answer. */
  readonly answers: () => Promise<boolean>;
  /** The program that is expected to answer: waiting ends when it does. */
  readonly program: Program;
}

/** A program that was to answer has ended; the message has its last lines. */
export class EndedWhileStarting extends Error {
  override readonly name = 'EndedWhileStarting';
}

/**
 * Waits until a program answers, and says why when it never will.
 * @throws EndedWhileStarting
 */
export async function untilReady({ name, timeoutMs, answers, program }: ReadinessWait): Promise<void> {
  let death: string | undefined;
  void program.ended.then((how) => {
    death = how;
  });
  let lastError: unknown;
  for (const until = Date.now() + timeoutMs; Date.now() < until;) {
    if (await answers().catch((error: unknown) => void (lastError = error))) return;
    if (death !== undefined) {
      throw new EndedWhileStarting(`${name} ended while starting (${death}):\n${program.tail()}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  await program.kill9();
  const why = lastError instanceof Error ? ` Last error: ${lastError.message}.` : '';
  throw new Error(`${name} did not answer within ${String(timeoutMs / 1000)} s.${why}\n${program.tail()}`);
}
