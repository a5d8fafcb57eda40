/**
 * In the order in which they go: our own processes while what they stand on still answers, and what all wrote to last.
 */
const kinds = ['process', 'server', 'directory'] as const;

/** What is stopped together; the order of the list is the order of stopping. */
export type Kind = (typeof kinds)[number];

/** What was started, to be stopped again. Every step is tried, whatever happens to the others. */
export class Teardown {
  private readonly steps: Record<Kind, (() => Promise<void>)[]> = { process: [], server: [], directory: [] };
  private running: Promise<void> | undefined;

  constructor(private readonly say: (text: string) => void = (text) => process.stderr.write(text)) {}

  add(kind: Kind, step: () => Promise<void>): void {
    this.steps[kind].push(step);
  }

  get begun(): boolean {
    return this.running !== undefined;
  }

  run(): Promise<void> {
    this.running ??= this.runSteps();
    return this.running;
  }

  private async runSteps(): Promise<void> {
    for (const kind of kinds) {
      const results = await Promise.allSettled(this.steps[kind].map((step) => step()));
      for (const result of results) {
        if (result.status === 'rejected') this.say(`While stopping: ${String(result.reason)}\n`);
      }
    }
  }
}

/**
 * Stops everything when we are asked to end, when nobody reads any more what we print (`npm run demo | head`), or when
 * we fail; then ends with the code. Returns how to stop listening.
 */
export function tearDownOnSignals(teardown: Teardown, exitCode: number): () => void {
  const end = (code: number): void => {
    void teardown.run().then(() => process.exit(code));
  };
  const onSignal = (): void => {
    end(exitCode);
  };
  const onError = (error: unknown): void => {
    process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
    end(1);
  };
  // Listened to until the end: whatever is still printed would fail again, and be no news.
  const onUnread = (error: NodeJS.ErrnoException): void => {
    if (error.code === 'EPIPE') end(0);
    else onError(error);
  };
  for (const stream of [process.stdout, process.stderr]) stream.on('error', onUnread);
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  for (const signal of signals) process.on(signal, onSignal);
  process.on('uncaughtException', onError);
  process.on('unhandledRejection', onError);
  return () => {
    for (const signal of signals) process.off(signal, onSignal);
    process.off('uncaughtException', onError);
    process.off('unhandledRejection', onError);
  };
}
