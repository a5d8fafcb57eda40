import type Stripe from 'stripe';
import { z } from 'zod';
import { readAnswer } from '../requests/answer';
import { ask } from '../requests/ask';
import type { StripeError } from '../requests/errors';
import type { ReceivedEvent } from '../../domain/provider/received-event';
import { readEvent } from './webhook-event';

/** Stripe's own list of what happened, for the events that no webhook brought. */
export interface EventList {
  /**
   * One page, newest first, of the kinds that Holdfast acts on. Stripe goes back 30 days, and lists each event in the
   * version that it was written in. A read: it may be repeated.
   * @throws ProviderUnavailable
   * @throws ProviderMisuse when the key may not list events
   */
  listEvents(request: EventPageRequest): Promise<EventPage>;
}

/** One page of the list, newest first. */
export interface EventPageRequest {
  /** ISO 8601: from then on, whole seconds. */
  readonly since: string;
  /** The event that the page before ended with; null for the first page. */
  readonly after: string | null;
}

/** What Stripe answered, or that it refuses us the list. */
export type EventPage =
  | {
      readonly kind: 'page';
      readonly events: readonly ReceivedEvent[];
      /** How many entries are no event that can be read. */
      readonly unreadable: number;
      /** The id that the next page comes after; null where this is the last. */
      readonly next: string | null;
      /** Stripe's own clock when it answered, ISO 8601; null where the answer does not say. */
      readonly at: string | null;
    }
  /** Stripe does not keep the event any more that the page before ended with. */
  | { readonly kind: 'place_gone' };

/** Stripe's largest page. */
const PAGE = 100;

/**
 * All that a request may name: 20. What is acted on and not listed comes with one that is: `charge.captured` with
 * `payment_intent.succeeded`, `charge.expired` with `payment_intent.canceled`, `application_fee.created` and
 * `transfer.created` with `charge.updated`, `charge.dispute.funds_withdrawn` with `charge.dispute.created` or
 * `charge.dispute.updated`. `requires_action` and `processing` only tell that a payment is on its way: how it ended is
 * listed. Source: https://docs.stripe.com/api/events/list
 */
export const LISTED_TYPES = [
  'charge.updated',
  'charge.refund.updated',
  'charge.dispute.created',
  'charge.dispute.updated',
  'charge.dispute.closed',
  'charge.dispute.funds_reinstated',
  'payment_intent.amount_capturable_updated',
  'payment_intent.canceled',
  'payment_intent.payment_failed',
  'payment_intent.succeeded',
  'refund.created',
  'refund.failed',
  'refund.updated',
  'review.opened',
  'review.closed',
  'radar.early_fraud_warning.created',
  'radar.early_fraud_warning.updated',
  'setup_intent.canceled',
  'setup_intent.setup_failed',
  'setup_intent.succeeded',
] as const;

/** A page of events, each still to be read by itself. Source: https://docs.stripe.com/api/events/list */
const page = z.object({ data: z.array(z.looseObject({ id: z.string().min(1).max(255) })), has_more: z.boolean() });

/** Lists the events of the last 30 days, newest first: https://docs.stripe.com/api/events/list */
export function createEventList(client: Stripe): EventList {
  return { listEvents: (request) => listEvents(client, request) };
}

async function listEvents(client: Stripe, { since, after }: EventPageRequest): Promise<EventPage> {
  const params = {
    types: [...LISTED_TYPES],
    created: { gte: Math.floor(Date.parse(since) / 1000) },
    limit: PAGE,
    ...(after !== null && { starting_after: after }),
  };
  const asked = await ask(
    () => client.events.list(params),
    (error) => (after !== null && isPlaceGone(error) ? ('place_gone' as const) : undefined),
  );
  if (asked.kind === 'refusal') return { kind: asked.refusal };
  const { data, has_more: more } = readAnswer(page, 'list of events', asked.answer);
  const events = data.map(readEvent).filter((event) => event !== undefined);
  const next = more ? (data.at(-1)?.id ?? null) : null;
  return { kind: 'page', events, unreadable: data.length - events.length, next, at: clockIn(asked.answer) };
}

/** "… is no longer available because it's aged out of our retention policy", or unknown altogether. */
function isPlaceGone({ statusCode, code, param }: StripeError): boolean {
  return statusCode === 404 || code === 'resource_missing' || param === 'starting_after';
}

/** The time at Stripe when it answered. Source: https://docs.stripe.com/api/request_ids */
const dated = z.object({ lastResponse: z.object({ headers: z.object({ date: z.string() }) }) });

/** Which events are old enough is asked of the clock that dated them, whatever ours says. */
function clockIn(answer: unknown): string | null {
  const read = dated.safeParse(answer);
  const at = read.success ? Date.parse(read.data.lastResponse.headers.date) : NaN;
  return Number.isNaN(at) ? null : new Date(at).toISOString();
}
