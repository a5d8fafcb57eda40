import fc from 'fast-check';
import { currencyOf } from '../../libs/domain/money/currency';
import type { ConnectTerms } from '../../libs/domain/orders/connect-terms';
import type { AcceptedOrder } from '../../libs/domain/orders/order';
import { accept, newOrder } from './orders';
import { arbitraryOrder } from './arbitrary-orders';

const SELLER = 'acct_1Seller';

/** Terms of Connect for a seller; the whole of what is captured goes to them unless an amount says otherwise. */
export function connectTerms(terms: Partial<ConnectTerms> = {}): ConnectTerms {
  return { destination: SELLER, onBehalfOf: false, applicationFeeAmount: null, transferAmount: null, ...terms };
}

/** Orders whose money is split with a seller in every way: a fee, a part or all of it, from nothing to everything. */
export const arbitraryConnectOrder: fc.Arbitrary<AcceptedOrder> = fc
  .record({
    order: arbitraryOrder,
    kind: fc.constantFrom('application_fee', 'transfer', 'everything'),
    share: fc.integer({ min: 0, max: 1000 }),
  })
  .map(({ order, kind, share }) => {
    const { step } = currencyOf(order.currency);
    const { total } = accept(order);
    const amount = Math.floor((total * share) / 1000 / step) * step;
    const connect = connectTerms({
      applicationFeeAmount: kind === 'application_fee' ? amount : null,
      transferAmount: kind === 'transfer' ? amount : null,
    });
    return accept(newOrder({ ...order, payment: { ...order.payment, connect } }));
  });
