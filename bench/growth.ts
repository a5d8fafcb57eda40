import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { startStack, type Stack } from '../apps/local/src/stack';
import { copyClosedOrder } from './closed-orders';
import { openHoldfastFlow, type HoldfastFlow } from './holdfast-flow';
import { median } from './load';
import { placeOrder } from './orders';
import { cpuMsOf, listenerOn, memoryMbOf } from './processes';

/**
 * What grows with the number of orders: the cost of an order beside 1,000 and beside 50,000 closed ones, and the worker's
 * memory with 100 and with 5,000 open ones of which nothing is wanted.
 *
 * Run with `node tools/run.mjs bench growth [--closed n] [--open n]`.
 */

const FEW_CLOSED = 1_000;
const FEW_OPEN = 100;
const LOAD = { warmUp: 10, orders: 60, atATime: 10 };
const ALONE = { warmUp: 2, orders: 15, atATime: 1 };
const TEMPLATE = 'growth-template';
const OPENED_AT_ONCE = 10;
/** Until the worker is idle, and has put away what it does not need. */
const IDLE_AFTER_MS = 15_000;

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { closed: { type: 'string', default: '50000' }, open: { type: 'string', default: '5000' } },
  });
  const stack = await startStack({ env: process.env, ports: 'free' });
  try {
    await closed(stack, Number(values.closed));
    await open(stack, Number(values.open));
  } finally {
    await stack.stop();
  }
}

interface Cost {
  readonly cpuMs: number;
  readonly shipmentMs: number;
}

async function closed(stack: Stack, many: number): Promise<void> {
  const flow = openHoldfastFlow(stack);
  await flow.live(TEMPLATE, { warmUp: 0, orders: 1, atATime: 1 }, () => Promise.resolve());
  // The first order of a run has this name.
  const template = `${TEMPLATE}-1`;
  await copyClosedOrder(stack.databaseUrl, template, 0, FEW_CLOSED);
  await costOf(stack, flow, 'warm');
  const few = await costOf(stack, flow, 'few');
  write(`beside ${FEW_CLOSED.toString()} closed orders: ${textOf(few)}\n`);
  await copyClosedOrder(stack.databaseUrl, template, FEW_CLOSED, many);
  const grown = await costOf(stack, flow, 'many');
  write(`beside ${many.toString()} closed orders: ${textOf(grown)}\n`);
  const [cpu, time] = [grown.cpuMs / few.cpuMs, grown.shipmentMs / few.shipmentMs];
  write(`growth: ${cpu.toFixed(2)} of the CPU, ${time.toFixed(2)} of the time of a shipment\n`);
}

/** CPU of our own three processes and of our PostgreSQL: Temporal and the emulator know nothing of closed orders. */
async function costOf(stack: Stack, flow: HoldfastFlow, name: string): Promise<Cost> {
  const ports = [stack.databaseUrl, stack.apiUrl].map((url) => Number(new URL(url).port));
  const pids = [stack.worker.pid, ...(await Promise.all(ports.map(listenerOn)))];
  const sample = async (): Promise<number> => {
    const each = await Promise.all(pids.map(async (pid) => (pid === undefined ? NaN : cpuMsOf(pid))));
    return each.reduce((sum, ms) => sum + ms, 0);
  };
  const { began, ended } = await flow.live(name, LOAD, sample);
  const { shipmentMs } = await flow.live(`${name}-alone`, ALONE, sample);
  return { cpuMs: (ended - began) / LOAD.orders, shipmentMs: median(shipmentMs) };
}

function textOf({ cpuMs, shipmentMs }: Cost): string {
  return `${cpuMs.toFixed(0)} ms CPU of an order, ${shipmentMs.toFixed(1)} ms a shipment, one at a time`;
}

async function open(stack: Stack, many: number): Promise<void> {
  await openOrders(stack, 0, FEW_OPEN);
  const few = await memoryOf(stack);
  write(`the worker with ${FEW_OPEN.toString()} open orders: ${few.toFixed(0)} MB\n`);
  await openOrders(stack, FEW_OPEN, many);
  const grown = await memoryOf(stack);
  write(`the worker with ${many.toString()} open orders: ${grown.toFixed(0)} MB, ${(grown / few).toFixed(2)} of it\n`);
}

async function openOrders(stack: Stack, from: number, to: number): Promise<void> {
  let next = from;
  const buyer = async (): Promise<void> => {
    while (next < to) {
      next += 1;
      await placeOrder(stack, `idle-${next.toString()}`, 3);
    }
  };
  await Promise.all(Array.from({ length: OPENED_AT_ONCE }, buyer));
}

async function memoryOf(stack: Stack): Promise<number> {
  await pause(IDLE_AFTER_MS);
  return memoryMbOf(stack.worker.pid);
}

function write(text: string): void {
  process.stdout.write(text);
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  process.exitCode = 1;
});
