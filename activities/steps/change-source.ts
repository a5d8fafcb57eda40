import { requesterOf, type Requester } from '../../libs/domain/orders/requester';
import type { ChangeSource, Origin } from '../../libs/postgres/orders/order-change';
import { nowOf, type StepContext } from './step-context';

type Clocked = Pick<StepContext, 'clock' | 'run' | 'sawAttentions'>;
type AtProvider = Clocked & Pick<StepContext, 'provider'>;

/** Something is done to an order now, by a request of its shop. @param requester whatever the request became, too */
export function byShop(context: Clocked, orderId: string, requester: Requester): ChangeSource {
  return sourceOf(context, orderId, { actor: 'shop', ...requesterOf(requester), eventId: null });
}

/** By Holdfast itself. */
export function byHoldfast(context: Clocked, orderId: string): ChangeSource {
  return sourceOf(context, orderId, { actor: 'holdfast', requestId: null, eventId: null });
}

/** At the provider. @param eventId that told of it; null: none did */
export function byProvider(context: AtProvider, orderId: string, eventId: string | null): ChangeSource {
  return sourceOf(context, orderId, { actor: context.provider.provider, requestId: null, eventId });
}

/** As an event told; without one our own clock remembered. */
export function byEvent(context: AtProvider, orderId: string, event: { eventId: string } | null): ChangeSource {
  return event === null ? byHoldfast(context, orderId) : byProvider(context, orderId, event.eventId);
}

/** As the step in hand does it, whoever that is for. */
export function sourceOf(context: Clocked, orderId: string, origin: Origin): ChangeSource {
  const { run, sawAttentions } = context;
  return {
    ...{ orderId, at: nowOf(context), origin },
    ...(run !== undefined && { run }),
    ...(sawAttentions !== undefined && { sawAttentions }),
  };
}
