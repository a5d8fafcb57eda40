import type { ApiConfig } from '../../../../libs/config/config';
import { addSeconds } from '../../../../libs/domain/orders/deadline';
import { PAYMENT_PROVIDERS } from '../../../../libs/domain/capabilities/payment-provider';
import type { Input } from '../../../../libs/domain/orders/inputs';
import type { Requester } from '../../../../libs/domain/orders/requester';
import {
  simulate,
  type SimulatedEvent,
  type SimulatedMoment,
  type SimulatedOutcome,
} from '../../../../libs/domain/simulation/simulate';
import { cancellationCommandOf } from '../cancellations/cancel-order';
import { deadlineChangeOf } from '../deadlines/change-deadline';
import { refusedWith } from '../dry-run/refused-with';
import { lineAdditionOf } from '../lines/change-lines';
import { accept } from '../orders/accept-order';
import { problemOf } from '../problems/refusal';
import { refundCommandOf } from '../refunds/request-refund';
import { shipmentCommandOf } from '../shipments/capture-shipment';
import type { NewSimulationBody, SimulatedEventBody, SimulationBody } from './simulation.schema';

const HOUR_SECONDS = 60 * 60;

/** A card as most are, where the request says nothing of it. */
const USUAL_CARD = {
  ...{ multicapture: true, overcapture: false, incrementalAuthorization: false },
  ...{ authentication: false, validForHours: 7 * 24 },
};

/**
 * Plays an order through: the request's words into the domain's, and back.
 * @throws Problem where the order would not be accepted
 */
export function simulateOrder(
  { order: body, placedAt = new Date().toISOString(), card = USUAL_CARD, events }: NewSimulationBody,
  requester: Requester,
  { defaultProvider }: Pick<ApiConfig, 'defaultProvider'>,
): SimulationBody {
  // Nobody is asked for anything: a provider need not be set up here.
  const { order } = accept(body, requester, { defaultProvider, providers: PAYMENT_PROVIDERS }, placedAt);
  const { validForHours, authentication: authenticates, ...features } = card;
  const moments = simulate(
    order,
    { ...features, authenticates, validSeconds: validForHours * HOUR_SECONDS, declines: false },
    events.map((event) => eventOf(event, placedAt, requester)),
  );
  return {
    orderId: order.orderId,
    currency: order.currency,
    total: order.total,
    status: moments.at(-1)?.status ?? 'created',
    moments: moments.map(momentView),
  };
}

function eventOf({ afterHours, ...what }: SimulatedEventBody, placedAt: string, requester: Requester): SimulatedEvent {
  const at = addSeconds(placedAt, afterHours * HOUR_SECONDS);
  const { authentication, fault, refund, ...command } = what;
  if (authentication !== undefined) {
    return { at, kind: 'news', news: authentication === 'succeeds' ? 'authenticated' : 'authentication_failed' };
  }
  if (refund !== undefined) return { at, kind: 'refund', command: refundCommandOf(refund, requester) };
  switch (fault) {
    case 'hold_lost':
      return { at, kind: 'news', news: 'hold_lost' };
    case 'card_declines':
    case 'card_accepts':
      return { at, kind: 'card', declines: fault === 'card_declines' };
    case undefined:
      return { at, kind: 'command', ...commandOf(command, requester) };
  }
}

function commandOf(
  what: Pick<SimulatedEventBody, 'shipment' | 'cancellation' | 'lines' | 'deadline' | 'confirmation'>,
  requester: Requester,
): { readonly id: string | null; readonly input: Input } {
  const { shipment, cancellation, confirmation, lines, deadline } = what;
  if (shipment !== undefined) {
    const input = { kind: 'capture_shipment', shipment: shipmentCommandOf(shipment, requester) } as const;
    return { id: shipment.shipmentId, input };
  }
  if (cancellation !== undefined) {
    const input = { kind: 'cancel_lines', cancellation: cancellationCommandOf(cancellation, requester) } as const;
    return { id: cancellation.cancellationId, input };
  }
  if (lines !== undefined) {
    return { id: lines.changeId, input: { kind: 'add_lines', addition: lineAdditionOf(lines, requester) } };
  }
  if (confirmation !== undefined) {
    return { id: null, input: { kind: 'confirm_payment', confirmation: { ...confirmation, ...requester } } };
  }
  if (deadline === undefined) throw new Error('Bug! An event in which nothing happens was let through');
  return { id: null, input: { kind: 'change_deadline', change: deadlineChangeOf(deadline, requester) } };
}

function momentView(moment: SimulatedMoment): SimulationBody['moments'][number] {
  const { at, by, id, requests, refusal, status, held, captured, covered, released, lost, refunded, attention } =
    moment;
  return {
    at,
    by,
    kind: kindOf(moment),
    id,
    refusal: refusal === null ? null : refusedWith(problemOf(refusal)),
    requests: [...requests],
    status,
    amounts: { held, captured, covered, released, lost, refunded },
    attention: [...attention],
  };
}

/** Where the timeline has another word. */
const KINDS: Partial<Record<SimulatedOutcome, string>> = {
  hold_raised: 'hold_incremented',
  raise_refused: 'increment_refused',
  shipment_charged: 'shipment_captured',
};

function kindOf({ what, by }: SimulatedMoment): string {
  if (what === 'hold_ended') return by === 'network' ? 'hold_lost' : 'hold_released';
  return KINDS[what] ?? what;
}
