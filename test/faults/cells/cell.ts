import { callId, type Call } from '../calls/call';
import type { Life } from '../lives/life';
import { faultsOf, type Fault } from './fault';

/** One life, lived once more with one thing wrong at one call. */
export interface Cell {
  readonly life: Life;
  readonly call: string;
  readonly fault: Fault;
  /** When the call comes, in milliseconds from the first: cells that are hit together should arrive together. */
  readonly at: number;
}

/** As the command line takes it. */
export function cellId({ life, call, fault }: Cell): string {
  return `${life.name} | ${call} | ${fault}`;
}

/** Every cell of a life whose calls were counted. */
export function cellsOf(life: Life, calls: readonly Call[]): Cell[] {
  return calls.flatMap((call) =>
    faultsOf(call).map((fault): Cell => ({ life, call: callId(call), fault, at: call.at })),
  );
}
