import type { AfterMisuse } from './provider-failure';

/** A step under way, as the log and a call for a person name it. */
export interface RunningStep {
  readonly name: string;
  readonly orderId: string;
  /** The shop's request that led to it, where one did. */
  readonly requestId: string | null;
  readonly afterMisuse: AfterMisuse;
  /** What of the order it is about, for the log; absent where it is the order as a whole. */
  readonly about?: Readonly<
    Partial<Record<'shipmentId' | 'cancellationId' | 'refundId' | 'disputeId' | 'eventId', string>>
  >;
}
