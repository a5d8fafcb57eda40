import { answeredWithin } from './answered-within';

/** Whoever asks for our health gives up soon after: a dependency that takes longer is down for our purposes. */
const ANSWER_WITHIN_MS = 2_000;

/** What a look at a dependency found, and how long it took in milliseconds. */
export interface DependencyReport {
  readonly status: 'up' | 'down';
  /** How long the answer took, or how long it was waited for. */
  readonly ms: number;
  /** Why it cannot be used, where it answers and says so. */
  readonly detail?: string;
}

/** Something without which a process cannot work, and how it is asked. */
export interface Dependency {
  /** Asks it for something that our work needs; undefined when it can be used, else why not, for people. */
  readonly ask: () => Promise<string | undefined>;
  /** Told each time that it is found down: by an error, which stays inside, or by its own words. */
  readonly onDown: (reason: unknown) => void;
}

/** How a dependency is now. Never throws, and takes two seconds at most. */
export async function reportOn({ ask, onDown }: Dependency): Promise<DependencyReport> {
  const begun = Date.now();
  const ms = (): number => Date.now() - begun;
  try {
    const detail = await answeredWithin(ANSWER_WITHIN_MS, ask);
    if (detail === undefined) return { status: 'up', ms: ms() };
    onDown(detail);
    return { status: 'down', ms: ms(), detail };
  } catch (error) {
    onDown(error);
    return { status: 'down', ms: ms() };
  }
}
