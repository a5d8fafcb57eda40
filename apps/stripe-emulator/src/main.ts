#!/usr/bin/env node
import { parseArgs } from 'node:util';
import { startEmulator } from './server';

const DEFAULT_PORT = 12_111;

const HELP = `Stripe emulator: a local Stripe for manual capture.

Usage: stripe-emulator [--port N] [--host ADDRESS] [--journal FILE] [--quiet]

  --port N        port to listen on (default ${String(DEFAULT_PORT)}, 0 takes a free one)
  --host ADDRESS  address to listen on (default 127.0.0.1, this machine only)
  --journal FILE  keep everything in this file, and start from what is in it
  --quiet         no request log
  --help          this text

Any key that begins with sk_test_ works and has a world of its own. Without --journal nothing is kept after the
process ends.
`;

interface Arguments {
  readonly port: number;
  readonly host: string;
  readonly journal: string | undefined;
  readonly quiet: boolean;
  readonly help: boolean;
}

function readArguments(args: string[]): Arguments {
  const { values } = parseArgs({
    args,
    options: {
      port: { type: 'string', default: String(DEFAULT_PORT) },
      host: { type: 'string', default: '127.0.0.1' },
      journal: { type: 'string' },
      quiet: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  const port = Number(values.port);
  if (!/^\d+$/.test(values.port) || port > 65_535)
    throw new Error(`--port must be from 0 to 65535, not ${values.port}`);
  return { port, host: values.host, journal: values.journal, quiet: values.quiet, help: values.help };
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

/** Whoever read the log may have gone, as in `stripe-emulator | head -1`: the emulator goes on without it. */
function surviveLostReader(): void {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
}

async function main(): Promise<void> {
  const { help, host, journal, port, quiet } = readArguments(process.argv.slice(2));
  if (help) {
    process.stdout.write(HELP);
    return;
  }
  surviveLostReader();
  const emulator = await startEmulator({
    port,
    host,
    ...(journal !== undefined && { journal }),
    ...(!quiet && { log: print }),
  });
  print(`Stripe emulator listening on ${emulator.url}`);
  print(`In a browser: ${emulator.url}/_emulator/ui`);
  const stop = (): void => {
    void emulator.close().then(() => process.exit(0));
  };
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
}

main().catch((error: unknown) => {
  process.stderr.write(`stripe-emulator: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
