import { setTimeout as pause } from 'node:timers/promises';
import type { FaultRule } from '../faults/fault';
import type { SavedEntry } from '../journal/entry';
import type { Answer } from './answer';
import type { IdempotencyKeys, SavedResult } from './idempotency-keys';
import type { Locks } from './locks';

/** What came of a request, before its answer leaves. */
export interface Exchanged {
  /** Undefined when the connection is to break with nothing done. */
  readonly answer: Answer | undefined;
  readonly replayed: boolean;
  /** To be called when the answer has left: until then the request has its object to itself. */
  readonly release: () => void;
}

/** An answer that nothing waits for. */
export function plainly(answer: Answer | undefined): Exchanged {
  return { answer, replayed: false, release: () => undefined };
}

/** An answer, and whether it stays under the idempotency key. */
export interface Done {
  readonly answer: Answer;
  readonly keep: boolean;
}

/** A request that is to be done once for its key, with its object locked, whatever its fault does to it. */
export interface Task {
  readonly requestId: string;
  readonly at: () => number;
  readonly keys: IdempotencyKeys;
  readonly locks: Locks;
  /** Null: done each time that it is asked for. */
  readonly once: { readonly key: string; readonly fingerprint: string } | null;
  /** Undefined: it takes no lock. */
  readonly object: string | undefined;
  readonly fault: FaultRule | undefined;
  readonly work: () => Done;
  /** Writes down an answer that comes from no request of the journal. */
  readonly record: (entry: () => SavedEntry) => void;
  /** How the emulated service says no, and says the same again. */
  readonly says: {
    readonly otherRequest: () => Answer;
    readonly inProgress: () => Answer;
    readonly locked: () => Answer;
    readonly again: (result: SavedResult) => Answer;
  };
}

/** Does it, or says why not. */
export async function carryOut(task: Task): Promise<Exchanged> {
  const { at, keys, once, says } = task;
  if (once === null) return locked(task, () => task.work().answer);
  const { fingerprint, key } = once;
  const begun = keys.begin(key, fingerprint, at());
  switch (begun.kind) {
    case 'replay':
      return { ...plainly(says.again(begun.result)), replayed: true };
    case 'other_request':
      return plainly(says.otherRequest());
    case 'in_progress':
      return plainly(says.inProgress());
    case 'first':
      break;
  }
  try {
    return await locked(task, () => kept(task, key, fingerprint));
  } finally {
    // Neither failed validation, nor a lock that was not free, nor a bug of the emulator keeps the key.
    keys.forgetUnsaved(key);
  }
}

function kept({ at, fault, keys, record, requestId, work }: Task, key: string, fingerprint: string): Answer {
  const { answer, keep } = work();
  if (!keep) return answer;
  const { status, text } = answer;
  keys.save(key, { status, text, requestId });
  if (fault?.effect.kind === 'error') {
    const time = at();
    record(() => ({ kind: 'saved', at: time, id: requestId, idempotency_key: key, fingerprint, status, text }));
  }
  return answer;
}

/** With its object locked for as long as the answer has not left. */
async function locked({ fault, locks, object, says }: Task, work: () => Answer): Promise<Exchanged> {
  const release = locks.take(object);
  if (release === undefined) return plainly(says.locked());
  try {
    // Real seconds, because the caller's own timeout counts those.
    if (fault?.effect.kind === 'delay') await pause(fault.effect.seconds * 1000);
    return { answer: work(), replayed: false, release };
  } catch (error) {
    release();
    throw error;
  }
}
