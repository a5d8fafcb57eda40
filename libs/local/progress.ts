/** What is done in less than this needs no words. */
const silentMs = 2_000;

/**
 * Tells somebody who waits what is going on and for how long: a line that counts seconds on a terminal,
 * a line every ten seconds elsewhere, nothing when it is quick. The result passes through.
 */
export async function withProgress<Result>(what: string, work: Promise<Result>): Promise<Result> {
  const out = process.stderr;
  const started = Date.now();
  const seconds = (): string => `${Math.round((Date.now() - started) / 1000).toString()} s`;
  let repeat: NodeJS.Timeout | undefined;
  const first = setTimeout(() => {
    const show = (): void => {
      out.write(out.isTTY ? `\r${what} … ${seconds()}` : `${what} … ${seconds()}\n`);
    };
    show();
    repeat = setInterval(show, out.isTTY ? 1_000 : 10_000);
  }, silentMs);
  try {
    return await work;
  } finally {
    clearTimeout(first);
    clearInterval(repeat);
    if (repeat !== undefined) out.write(out.isTTY ? '\n' : `${what}: ${seconds()} in all\n`);
  }
}
