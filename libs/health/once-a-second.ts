const REMEMBERED_MS = 1_000;

/**
 * Whoever asks for our health, however many and however often, costs one asking a second: those who come meanwhile
 * share the answer, and those who come soon after get the same.
 * @returns as `ask`; an answer that failed is remembered, too
 */
export function onceASecond<Answer>(ask: () => Promise<Answer>): () => Promise<Answer> {
  let latest: Promise<Answer> | undefined;
  const begin = (): Promise<Answer> => {
    const asked = ask();
    const forgetSoon = (): void => {
      setTimeout(() => {
        latest = undefined;
      }, REMEMBERED_MS).unref();
    };
    asked.then(forgetSoon, forgetSoon);
    return asked;
  };
  return () => (latest ??= begin());
}
