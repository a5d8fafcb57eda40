import type { Subject } from '../calls/subject';

/** Something that listens in another's place. */
export interface Proxy {
  /** On 127.0.0.1. */
  readonly port: number;
  close(): Promise<void>;
}

/** Waits at a call until the process that made it was killed, or the database restarted; false when that was over before. */
export type Hold = (subject: Subject) => Promise<boolean>;
