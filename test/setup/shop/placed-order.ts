import type { ProviderEvent } from '../../../libs/domain/orders/inputs';
import type { OrderRecord } from '../../../libs/postgres/records/order-record';
import { historyCost, type HistoryCost } from '../../../libs/temporal/history-cost';
import { orderPaymentId } from '../../../workflows/order-payment/messages';
import { eventually } from '../eventually';
import { tell, type Holdfast, type OrderWorkflow } from '../holdfast';
import { recordHistory } from '../recorded-histories';
import { expectConsistentRecords } from '../consistent-records';

/** What every door shows of an order. */
interface ShownOrder {
  readonly status: string;
  readonly attention: readonly { readonly code: string }[];
}

/**
 * An order that a test has placed, and what happens to it whichever door the shop uses. The words are the same at every
 * door: `ship`, `cancel`, `confirm`, `refund`, `read`.
 */
export abstract class PlacedOrder<Shown extends ShownOrder> {
  constructor(
    protected readonly holdfast: Holdfast,
    readonly orderId: string,
  ) {}

  /** The order as this door shows it. */
  abstract read(): Promise<Shown>;

  /** Whichever run is the newest. */
  get workflow(): OrderWorkflow {
    return this.holdfast.client.workflow.getHandle(orderPaymentId(this.orderId));
  }

  /** Waits until the order is as it is expected to become. @throws with the last answer, when it does not in time */
  until(isIt: (order: Shown) => boolean, seconds?: number): Promise<Shown> {
    return eventually(() => this.read(), isIt, seconds);
  }

  untilStatus(status: Shown['status']): Promise<Shown> {
    return this.until((order) => order.status === status);
  }

  untilAttention(code: string): Promise<Shown> {
    return this.until(({ attention }) => attention.some((open) => open.code === code));
  }

  /** The codes of the open attentions. */
  async attention(): Promise<string[]> {
    return (await this.read()).attention.map(({ code }) => code);
  }

  /** The order as the database has it. */
  async record(): Promise<OrderRecord> {
    const record = await this.holdfast.reader.findOrder(this.orderId);
    if (record === undefined) throw new Error(`order ${this.orderId} is not recorded`);
    return record;
  }

  async paymentIntentId(): Promise<string> {
    return (await this.record()).authorization?.paymentIntentId ?? '';
  }

  /** Kinds of the timeline, oldest first. */
  async timelineKinds(): Promise<string[]> {
    return (await this.holdfast.reader.readTimeline(this.orderId)).map(({ kind }) => kind);
  }

  /** Tells the workflow that something changed at Stripe, as a webhook does by way of the API. */
  tell(about: ProviderEvent['about'], type: string): Promise<void> {
    return tell(this.workflow, about, type);
  }

  /** Tells the workflow that Stripe settled a capture. */
  settle(): Promise<void> {
    return this.tell('settlement', 'charge.updated');
  }

  /** Every capture settles, and the workflow ends. @returns what it ended with */
  async complete(): Promise<unknown> {
    await this.settle();
    return this.workflow.result();
  }

  /** The buyer answers the 3-D Secure challenge. @returns where the bank sends them */
  async authenticate(outcome: 'complete' | 'fail' = 'complete'): Promise<string | null> {
    const action = (await this.record()).authorization?.nextAction;
    if (action?.type !== 'redirect_to_url') throw new Error('there is no page for the buyer');
    const body = new URLSearchParams({ outcome });
    const signal = AbortSignal.timeout(10_000);
    const answer = await fetch(action.url, { method: 'POST', body, redirect: 'manual', signal });
    return answer.headers.get('location');
  }

  /** What the Temporal UI shows of the order. */
  async details(): Promise<string> {
    return (await this.workflow.query<{ currentDetails: string }>('__temporal_workflow_metadata')).currentDetails;
  }

  /** What a list of workflows is filtered by. */
  async searchAttribute(name: string): Promise<unknown> {
    const { typedSearchAttributes } = await this.workflow.describe();
    return typedSearchAttributes.getAll().find(({ key }) => key.name === name)?.value;
  }

  async cost(): Promise<HistoryCost> {
    return historyCost(await this.workflow.fetchHistory());
  }

  /** Keeps the history for the replay test, when histories are recorded. */
  async recordHistory(scenario: string): Promise<void> {
    await recordHistory(scenario, await this.holdfast.history(this.workflow));
  }

  /** The records balance, and agree with Stripe. */
  expectConsistentRecords(): Promise<void> {
    return expectConsistentRecords(this.holdfast, this.orderId);
  }
}
