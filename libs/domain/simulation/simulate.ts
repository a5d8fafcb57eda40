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
import { simulatedFact, type SimulatedCard } from './simulated-provider';

/** Plays an order through with the decisions of its workflow and a made-up card: nothing is held, written or asked. */

/** Something that happens to the order, in a simulation. `at`: ISO 8601. */
export type SimulatedEvent = { readonly at: string } & (
  | { readonly kind: 'command'; readonly id: string | null; readonly input: Input }
  | { readonly kind: 'card'; readonly declines: boolean }
  | { readonly kind: 'hold_lost' }
);

/** What happened at an instant, ISO 8601, and where the money is after it, in minor units. */
export interface SimulatedMoment {
  readonly at: string;
  /** `clock`: by itself, at a deadline. */
  readonly by: 'shop' | 'clock' | 'network';
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
  /** Alerts that it opened. */
  readonly attention: readonly AttentionCode[];
}

/** What a moment of a simulation was. */
export type SimulatedOutcome = Fact['kind'] | 'refused' | 'repeated';

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
      case 'hold_lost':
        this.give({ kind: 'provider_event', event: NEWS }, 'network', null);
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
          const fact = simulatedFact(before, decision.step, this.card, this.now);
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
