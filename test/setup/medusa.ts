import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { BigNumberRawValue, IPaymentProvider } from '@medusajs/types';
import { z } from 'zod';

type Method = Exclude<keyof IPaymentProvider, 'getIdentifier'>;

const outcomeSchema = z.union([
  z.strictObject({ result: z.looseObject({ status: z.string().optional(), data: z.looseObject({}).optional() }) }),
  z.strictObject({ error: z.strictObject({ type: z.string().optional(), message: z.string() }) }),
]);

/** What came of a call: what the provider answered, or what it threw. */
export type MedusaOutcome = z.infer<typeof outcomeSchema>;

/** A process of Medusa with one payment provider in it. */
export interface MedusaProcess {
  /** @param captures rows that Medusa's payment module wrote before the call, by their ids */
  call(method: Method, input: object, captures?: Readonly<Record<string, CaptureRow>>): Promise<MedusaOutcome>;
  stop(): Promise<void>;
}

/** As Medusa's database has a capture: the amount in dollars, exactly. */
export interface CaptureRow {
  readonly amount: number;
  readonly raw_amount: BigNumberRawValue;
}

/**
 * Starts it as Medusa would: the provider is loaded by its path, and its options are checked.
 * @param folder of a package that has the provider compiled
 */
export function startMedusa(folder: string, options: object): MedusaProcess {
  const args = [join(__dirname, 'medusa-program.mjs'), './dist/index.js', JSON.stringify(options)];
  const child = spawn(process.execPath, args, { cwd: folder, stdio: ['pipe', 'pipe', 'inherit'] });
  const lines: AsyncIterator<string, undefined> = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return {
    call: async (method, input, captures = {}) => {
      child.stdin.write(`${JSON.stringify({ method, input, captures })}\n`);
      const { value: line } = await lines.next();
      if (line === undefined) throw new Error('Medusa ended before it answered');
      return outcomeSchema.parse(JSON.parse(line));
    },
    stop: async () => {
      child.stdin.end();
      if (child.exitCode === null) await once(child, 'exit');
    },
  };
}
