import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { setFlagsFromString } from 'node:v8';
import { isMainThread } from 'node:worker_threads';

/**
 * Loaded before a program that is to take another one's place: reads all the code that the program is made of, and lets
 * it begin once a file is there. Until then it has opened nothing, and nobody sees it.
 */

const { STANDBY_LOADS: code, STANDBY_BEGINS_WITH: file } = process.env;

const LOOK_EVERY_MS = 10;

// As in the processes of the tests: they live for minutes (test/setup/realm/late-optimization.cjs).
setFlagsFromString('--interrupt-budget=1000000');

// Threads of the program load what it loads, and must not wait.
if (isMainThread && code !== undefined && file !== undefined) {
  createRequire(code)(code);
  // Nothing else is to happen in this process meanwhile.
  const never = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
  while (!existsSync(file)) Atomics.wait(never, 0, 0, LOOK_EVERY_MS);
}
