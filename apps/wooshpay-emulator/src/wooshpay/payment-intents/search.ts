import { invalidRequest } from '../requests/error';
import type { PaymentIntent } from './payment-intent';

type Match = (intent: PaymentIntent) => boolean;

/** `status:'succeeded' AND metadata['order']:'7' AND amount>100`, as Stripe searches (assumed). */
export function clausesOf(query: string): Match {
  const matches = query.split(/\s+AND\s+/).map((clause) => matchOf(clause.trim()));
  return (intent) => matches.every((match) => match(intent));
}

const TEXTS: Readonly<Record<string, (intent: PaymentIntent) => string | null>> = {
  currency: ({ currency }) => currency.toUpperCase(),
  customer: ({ customer }) => customer,
  merchant_order_id: ({ merchantOrderId }) => merchantOrderId,
  merchant_user_id: ({ merchantUserId }) => merchantUserId,
  status: ({ status }) => status,
};

const NUMBERS: Readonly<Record<string, (intent: PaymentIntent) => number>> = {
  amount: ({ amount }) => amount,
  created: ({ created }) => Math.floor(created),
};

function matchOf(clause: string): Match {
  const [, key, wanted] = /^metadata\[["']([^"']+)["']\]:["']([^"']*)["']$/.exec(clause) ?? [];
  if (key !== undefined && wanted !== undefined) return ({ metadata }) => metadata.get(key) === wanted;
  const [, name = '', text] = /^(\w+):["']([^"']*)["']$/.exec(clause) ?? [];
  const textOf = TEXTS[name];
  if (text !== undefined && textOf !== undefined) {
    const sought = name === 'currency' ? text.toUpperCase() : text;
    return (intent) => textOf(intent) === sought;
  }
  const [, field = '', sign = '', number] = /^(\w+)(:|[<>]=?)(\d+)$/.exec(clause) ?? [];
  const numberOf = NUMBERS[field];
  if (number !== undefined && numberOf !== undefined) return comparison(numberOf, sign, Number(number));
  throw invalidRequest(`Invalid query: ${clause} is not understood.`);
}

function comparison(numberOf: (intent: PaymentIntent) => number, sign: string, bound: number): Match {
  switch (sign) {
    case '<':
      return (intent) => numberOf(intent) < bound;
    case '<=':
      return (intent) => numberOf(intent) <= bound;
    case '>':
      return (intent) => numberOf(intent) > bound;
    case '>=':
      return (intent) => numberOf(intent) >= bound;
    default:
      return (intent) => numberOf(intent) === bound;
  }
}
