import type { PaymentProvider } from '../../../libs/domain/capabilities/payment-provider';

/** What goes over a wire for one order, and how it is named so that it has the same name whenever the life is lived. */

export type Channel = PaymentProvider | 'postgres' | 'webhook' | 'temporal' | 'push';

/** Whose call it is; of a webhook, who takes it. */
export type Caller = 'api' | 'worker';

export interface CallName {
  readonly channel: Channel;
  readonly caller: Caller;
  /** `POST /v1/payment_intents/:id/capture`, `writes orders, captures`, `charge.updated`, `UpdateWorkflowExecution` */
  readonly what: string;
}

export interface Call extends CallName {
  /** From 1, among the order's calls of this name: those that happen at one time are alike, whichever comes first. */
  readonly nth: number;
  readonly changes: boolean;
  /** Milliseconds from the first call of the order. */
  readonly at: number;
  /** What in a provider's answer is one of a list of words that it may lengthen; none of other channels. */
  words: readonly Word[];
}

/** The word that says how far the object is, and all the others in the answer. */
export type Word = 'status' | 'others';

/** As the table and the command line name a call. */
export function callId({ channel, caller, what, nth }: CallName & Pick<Call, 'nth'>): string {
  return `${channel} ${caller} ${what} #${nth.toString()}`;
}
