import { decide } from '../lifecycle/decide';
import { deadlineOf } from '../lifecycle/decide-deadline';
import { effectOfStep, type ProviderRequest } from '../lifecycle/dry-run';
import { evolve, mayAskAgain } from '../lifecycle/evolve';
import { hasMadeRoom } from '../lifecycle/second-hold';
import { isDue } from '../orders/deadline';
import type { Input } from '../orders/inputs';
import type { AcceptedOrder } from '../orders/order';
import type { OrderStatus } from '../orders/order-status';
import { coveredAmount } from '../payment/covered';
import type { Fact } from '../payment/facts';
import {
  heldAmount,
  isClosed,
  openPayment,
  outcomeOf,
  statusOf,
  type AttentionCode,
  type Payment,
} from '../payment/payment';
import type { Refusal } from '../payment/refusal';
import type { RefundCommand } from '../refunds/refund';
import type { SimulatedCard } from './simulated-hold';
import { simulatedFact, type SimulatedNews } from './simulated-provider';
import { refundedAmount, takeRefund, type SimulatedRefund } from './simulated-refunds';

/** Plays an order through with the decisions of its workflow and a made-up card: nothing is held, written or asked. */

/** Something that happens to the order, in a simulation. `at`: ISO 8601. */
export type SimulatedEvent = { readonly at: string } & (
  | { readonly kind: 'command'; readonly id: string | null; readonly input: Input }
  | { readonly kind: 'card'; readonly declines: boolean }
  | { readonly kind: 'refund'; readonly command: RefundCommand }
  | { readonly kind: 'news'; readonly news: SimulatedNews }
);

/** What happened at an instant, ISO 8601, and where the money is after it, in minor units. */
export interface SimulatedMoment {
  readonly at: string;
  /** `clock`: by itself, at a deadline. */
  readonly by: 'shop' | 'clock' | 'network' | 'buyer';
  readonly what: SimulatedOutcome;
  /** Of the command that brought it about; null: none did. */
  readonly id: string | null;
  readonly requests: readonly ProviderRequest[];
  /** Why nothing happened; null: it did. */
  readonly refusal: Refusal | null;
  readonly status: OrderStatus;
  readonly held: number;
  readonly captured: number;
  readonly covered: number;
  readonly released: number;
  readonly lost: number;
  /** Of what was captured. */
  readonly refunded: number;
  /** Alerts that it opened. */
  readonly attention: readonly AttentionCode[];
}

/** What a moment of a simulation was. */
export type SimulatedOutcome = Fact['kind'] | 'refund_succeeded' | 'refused' | 'repeated';

/** Bounds a simulation, like any history. */
const TURNS_AT_MOST = 2_000;

/** The order's whole life with these events, in the order of their instants. Pure. */
export function simulate(
  order: AcceptedOrder,
  card: SimulatedCard,
  events: readonly SimulatedEvent[],
): readonly SimulatedMoment[] {
  const life = new SimulatedLife(order, card);
  life.take({ at: order.acceptedAt, kind: 'command', id: null, input: { kind: 'authorize' } });
  const coming = [...events].sort((one, other) => Date.parse(one.at) - Date.parse(other.at));
  for (let turn = 0; turn < TURNS_AT_MOST; turn++) {
    const next = coming[0];
    const due = life.deadline();
    if (due !== null && (next === undefined || isDue(due, next.at))) {
      life.deadlineComes(due);
    } else if (next === undefined) {
      return life.moments;
    } else {
      coming.shift();
      life.take(next);
    }
  }
  throw new Error(`Bug! The simulation of order ${order.orderId} does not end`);
}

class SimulatedLife {
  readonly moments: SimulatedMoment[] = [];
  private payment: Payment;
  private refunds: readonly SimulatedRefund[] = [];
  private news: SimulatedNews | null = null;
  private now: string;

  constructor(
    order: AcceptedOrder,
    private card: SimulatedCard,
  ) {
    this.payment = openPayment(order);
    this.now = order.acceptedAt;
  }

  /** When the clock is the next input; null: never. */
  deadline(): string | null {
    return isClosed(this.payment) ? null : deadlineOf(this.payment);
  }

  deadlineComes(due: string): void {
    if (!isDue(due, this.now)) this.now = due;
    this.give({ kind: 'deadline', at: this.now }, 'clock', null);
  }

  take(event: SimulatedEvent): void {
    this.now = event.at;
    switch (event.kind) {
      case 'command':
        this.give(event.input, 'shop', event.id);
        break;
      case 'card':
        this.card = { ...this.card, declines: event.declines };
        break;
      case 'news':
        this.news = event.news;
        this.give({ kind: 'provider_event', event: NEWS }, event.news === 'hold_lost' ? 'network' : 'buyer', null);
        break;
      case 'refund':
        this.refund(event.command);
        break;
    }
  }

  /** Whether or not the order is still open: a refund has a workflow of its own. */
  private refund(command: RefundCommand): void {
    const said = { by: 'shop', id: command.refundId, requests: [], refusal: null } as const;
    const taken = takeRefund(this.payment, this.refunds, command);
    switch (taken.kind) {
      case 'repeated':
        this.tell(this.payment, { ...said, what: 'repeated' });
        break;
      case 'refused':
        this.tell(this.payment, { ...said, what: 'refused', refusal: taken.refusal });
        break;
      case 'given':
        this.refunds = [...this.refunds, taken.refund];
        this.tell(this.payment, { ...said, what: 'refund_succeeded', requests: taken.requests });
        break;
    }
  }

  /** As the workflow takes an input: decided again where a step made room for it, or proved that nothing happened. */
  private give(input: Input, by: SimulatedMoment['by'], id: string | null): void {
    for (;;) {
      const before = this.payment;
      const decision = decide(before, input);
      switch (decision.kind) {
        case 'ignore':
          return;
        case 'repeat':
          this.tell(before, { by, id, what: 'repeated', requests: [], refusal: null });
          return;
        case 'refuse':
          this.tell(before, { by, id, what: 'refused', requests: [], refusal: decision.refusal });
          return;
        case 'do': {
          const { requests } = effectOfStep(before, decision.step);
          const fact = simulatedFact(before, decision.step, { card: this.card, at: this.now, news: this.news });
          if (fact.kind === 'nothing_new') return;
          this.payment = evolve(before, decision.step, fact);
          this.tell(before, { by, id, what: fact.kind, requests, refusal: null });
          if (!mayAskAgain(fact) && !hasMadeRoom(input, fact)) return;
        }
      }
    }
  }

  private tell(before: Payment, said: Pick<SimulatedMoment, 'by' | 'id' | 'what' | 'requests' | 'refusal'>): void {
    const { captured, released, lost } = outcomeOf(this.payment);
    this.moments.push({
      at: this.now,
      ...said,
      status: statusOf(this.payment),
      held: heldAmount(this.payment),
      captured,
      // What left without having been captured when its hold ended is lost with it.
      covered: 'released' in this.payment.hold ? 0 : coveredAmount(this.payment),
      released,
      lost,
      refunded: refundedAmount(this.refunds),
      attention: this.payment.attention.filter((code) => !before.attention.includes(code)),
    });
  }
}

const NEWS = {
  about: 'hold',
  eventId: 'evt_simulated',
  type: 'payment_intent.canceled',
  paymentIntentId: null,
  chargeId: null,
} as const;
