import { TIMELINE_KINDS } from '../../postgres/orders/timeline-store';
import { ORDER_STATUSES } from '../orders/order-status';
import { ATTENTION_CODES } from '../payment/payment';
import { REFUND_STATUSES } from '../refunds/refund';
import { EVENTFUL_KINDS, EVENT_TYPES, eventTypesOf, type EventType, type RecordedFact } from './event-types';

/** Every fact there can be. */
function facts(): RecordedFact[] {
  const renewing = [true, false];
  return [
    ...TIMELINE_KINDS.flatMap((became) => renewing.map((renews): RecordedFact => ({ of: 'timeline', became, renews }))),
    ...ORDER_STATUSES.flatMap((became) =>
      renewing.map((paidAtOnce): RecordedFact => ({ of: 'order', became, paidAtOnce })),
    ),
    ...(['pending', 'covered', 'captured', 'settled', 'refused', 'canceled'] as const).map((became): RecordedFact => ({
      of: 'shipment',
      became,
    })),
    ...REFUND_STATUSES.map((became): RecordedFact => ({ of: 'refund', became })),
    ...ATTENTION_CODES.flatMap((code) =>
      (['open', 'closed'] as const).map((became): RecordedFact => ({ of: 'attention', became, code })),
    ),
  ];
}

test('every type of event has a fact that it is told of', () => {
  const told = new Set<EventType>(facts().flatMap((fact) => [...eventTypesOf(fact)]));
  expect([...told].sort()).toEqual([...EVENT_TYPES].sort());
});

test('every kind of entry that makes an event is a kind of the timeline', () => {
  const known: readonly string[] = TIMELINE_KINDS;
  expect(EVENTFUL_KINDS.filter((kind) => !known.includes(kind))).toEqual([]);
});

test('a hold is news of the order when it is the first, and a renewal when it replaces another', () => {
  expect(eventTypesOf({ of: 'timeline', became: 'hold_placed', renews: false })).toEqual(['order.authorized']);
  expect(eventTypesOf({ of: 'timeline', became: 'hold_placed', renews: true })).toEqual(['hold.renewed']);
});

test('an order is authorized when it was captured only where it was paid at once', () => {
  expect(eventTypesOf({ of: 'order', became: 'captured', paidAtOnce: true })).toEqual(['order.authorized']);
  expect(eventTypesOf({ of: 'order', became: 'captured', paidAtOnce: false })).toEqual([]);
});

test('a hold that is about to end is told before the attention that says the same', () => {
  const opened = { of: 'attention', became: 'open' } as const;
  expect(eventTypesOf({ ...opened, code: 'hold_expiring' })).toEqual(['hold.expiring', 'attention.opened']);
  expect(eventTypesOf({ ...opened, code: 'hold_lost' })).toEqual(['attention.opened']);
});
