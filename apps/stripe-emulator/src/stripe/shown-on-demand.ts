import type { Account } from './account';
import { refundsOf } from './charges/charge';
import { renderLine } from './checkout/session';
import type { Json, JsonObject } from '../../../../libs/emulation/objects/json';
import { renderLineItem } from './payment-intents/amount-details/line-item';
import { renderCurrencyOptions } from './products/price';
import { renderRefund } from './refunds/refund';

/** What an object leaves out until it is asked for, by where it stands in it; undefined for what it never has. */
export function shownOnDemand(account: Account, root: JsonObject, place: string): Json | undefined {
  const { id, object } = root;
  if (typeof id !== 'string' || typeof object !== 'string') return undefined;
  switch (`${object} ${place}`) {
    case 'payment_intent amount_details.line_items': {
      const items = account.paymentIntents.get(id)?.amountDetails?.lineItems ?? [];
      return includedList(items.map(renderLineItem), `/v1/payment_intents/${id}/amount_details_line_items`);
    }
    case 'charge refunds': {
      const charge = account.charges.get(id);
      const refunds = charge === undefined ? [] : refundsOf(charge);
      return includedList(refunds.map(renderRefund).reverse(), `/v1/charges/${id}/refunds`);
    }
    case 'checkout.session line_items': {
      const lines = account.checkoutSessions.get(id)?.lines ?? [];
      return includedList(lines.map(renderLine), `/v1/checkout/sessions/${id}/line_items`);
    }
    // Neither coupons nor taxes are covered, so that every checkout is without.
    case 'checkout.session total_details.breakdown':
      return { discounts: [], taxes: [] };
    case 'item discounts':
    case 'item taxes':
      return [];
    case 'price currency_options': {
      const price = account.prices.get(id);
      return price === undefined ? undefined : renderCurrencyOptions(price);
    }
    default:
      return undefined;
  }
}

/** A default page, as of other included lists (assumed); the rest is at the list's own `url`. */
const INCLUDED_ITEMS = 10;

function includedList(items: readonly JsonObject[], url: string): JsonObject {
  return { object: 'list', data: items.slice(0, INCLUDED_ITEMS), has_more: items.length > INCLUDED_ITEMS, url };
}
