import type { Params } from '../../wire/params';
import { readAddress } from '../address';
import { invalidRequest, noSuch } from '../error';
import { NO_BILLING_DETAILS } from '../payment-methods/billing-details';
import { cardOfNumber } from '../payment-methods/card-params';
import { checkedMonth } from '../payment-methods/card-params';
import type { MethodDetails } from '../payment-methods/payment-method';
import type { Operation } from '../request';
import { seconds } from '../request';
import { renderToken } from './token';

export const createToken: Operation = (context, params) => {
  const card = params.hash('card');
  if (card === undefined) {
    throw invalidRequest(
      'You must supply either a card, customer, PII data, bank account, or account to create a token.',
    );
  }
  const { account } = context;
  const token = account.tokens.add({
    id: account.ids.next('tok'),
    created: seconds(context),
    card: cardOfNumber(context, card.text('number') ?? ''),
    details: detailsIn(card),
    used: false,
  });
  return () => renderToken(token);
};

export const retrieveToken: Operation = ({ account }, _params, id) => {
  const token = account.tokens.get(id);
  if (token === undefined) throw noSuch('token', id, 'token');
  return () => renderToken(token);
};

function detailsIn(card: Params): MethodDetails {
  const [line1, line2] = [card.text('address_line1') ?? null, card.text('address_line2') ?? null];
  const address = {
    ...readAddress(undefined),
    city: card.text('address_city') ?? null,
    country: card.text('address_country') ?? null,
    line1,
    line2,
    postal_code: card.text('address_zip') ?? null,
    state: card.text('address_state') ?? null,
  };
  return {
    billing: { ...NO_BILLING_DETAILS, address, name: card.text('name') ?? null },
    expMonth: checkedMonth(wholeNumber(card, 'exp_month')),
    expYear: wholeNumber(card, 'exp_year'),
  };
}

/** The API description calls these texts. */
function wholeNumber(card: Params, name: string): number {
  const text = card.text(name) ?? '';
  if (/^\d+$/.test(text)) return Number(text);
  throw invalidRequest(`Invalid integer: ${text}`, card.pathTo(name), 'parameter_invalid_integer');
}
