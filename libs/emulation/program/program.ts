import { parseArgs } from 'node:util';

/** What the program of an emulator says of itself, and how it starts. */
export interface Program {
  /** Such as `stripe-emulator`. */
  readonly command: string;
  /** Such as `Stripe emulator`. */
  readonly title: string;
  readonly purpose: string;
  readonly port: number;
  readonly start: (options: Started) => Promise<Running>;
  /** More lines once it listens at that address. */
  readonly greeting: (url: string) => readonly string[];
}

/** What its arguments say. */
export interface Started {
  readonly port: number;
  readonly host: string;
  readonly journal?: string;
  readonly log?: (line: string) => void;
}

/** An emulator that listens. */
export interface Running {
  readonly url: string;
  close(): Promise<void>;
}

/** Runs an emulator until SIGTERM or SIGINT, as its arguments say. What goes wrong at the start is told in one line. */
export async function runProgram(program: Program, args: string[]): Promise<void> {
  try {
    await run(program, args);
  } catch (error) {
    process.stderr.write(`${program.command}: ${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  }
}

async function run(program: Program, args: string[]): Promise<void> {
  const { help, quiet, started } = readArguments(program, args);
  if (help) {
    process.stdout.write(helpOf(program));
    return;
  }
  surviveLostReader();
  const emulator = await program.start({ ...started, ...(!quiet && { log: print }) });
  print(`${program.title} listening on ${emulator.url}`);
  for (const line of program.greeting(emulator.url)) print(line);
  const stop = (): void => {
    void emulator.close().then(() => process.exit(0));
  };
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
}

function readArguments(
  { port: defaultPort }: Program,
  args: string[],
): { readonly started: Started; readonly quiet: boolean; readonly help: boolean } {
  const { values } = parseArgs({
    args,
    options: {
      port: { type: 'string', default: String(defaultPort) },
      host: { type: 'string', default: '127.0.0.1' },
      journal: { type: 'string' },
      quiet: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  const { help, host, journal, quiet } = values;
  const port = Number(values.port);
  if (!/^\d+$/.test(values.port) || port > 65_535)
    throw new Error(`--port must be from 0 to 65535, not ${values.port}`);
  return { started: { port, host, ...(journal !== undefined && { journal }) }, quiet, help };
}

function helpOf({ command, port, purpose, title }: Program): string {
  return `${title}: ${purpose}

Usage: ${command} [--port N] [--host ADDRESS] [--journal FILE] [--quiet]

  --port N        port to listen on (default ${String(port)}, 0 takes a free one)
  --host ADDRESS  address to listen on (default 127.0.0.1, this machine only)
  --journal FILE  keep everything in this file, and start from what is in it
  --quiet         no request log
  --help          this text

Any key that begins with sk_test_ works and has a world of its own. Without --journal nothing is kept after the
process ends.
`;
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

/** Whoever read the log may have gone, as in `… | head -1`: the emulator goes on without it. */
function surviveLostReader(): void {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
}
