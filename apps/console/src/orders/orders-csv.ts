import { formatDecimal, reportedMoney } from '../../../../libs/domain/money/money';
import type { Schemas } from '../api/holdfast';

type Order = Schemas['Order'];

/** The columns of the file, by the API's own names, whatever language the person reads. */
const COLUMNS: Readonly<Record<string, (order: Order) => string>> = {
  orderId: ({ orderId }) => orderId,
  orderNumber: ({ orderNumber }) => orderNumber ?? '',
  customerReference: ({ customerReference }) => customerReference ?? '',
  receiptEmail: ({ receiptEmail }) => receiptEmail ?? '',
  status: ({ status }) => status,
  plan: ({ payment }) => payment.plan ?? '',
  currency: ({ currency }) => currency,
  total: (order) => decimal(order, 'total'),
  held: (order) => decimal(order, 'held'),
  captured: (order) => decimal(order, 'captured'),
  refunded: (order) => decimal(order, 'refunded'),
  released: (order) => decimal(order, 'released'),
  lost: (order) => decimal(order, 'lost'),
  releaseAt: ({ payment }) => payment.releaseAt ?? '',
  paymentIntentId: ({ payment }) => payment.paymentIntentId ?? '',
  alerts: ({ attention }) => attention.map(({ code }) => code).join(' '),
  createdAt: ({ createdAt }) => createdAt,
  updatedAt: ({ updatedAt }) => updatedAt,
};

/** A file of orders for a spreadsheet: commas, a header, amounts as decimals with a point. */
export function csvOf(orders: readonly Order[]): string {
  const rows = orders.map((order) => Object.values(COLUMNS).map((valueOf) => cellOf(valueOf(order))));
  return [Object.keys(COLUMNS), ...rows].map((cells) => `${cells.join(',')}\r\n`).join('');
}

function decimal(
  { amounts, currency }: Order,
  name: 'total' | 'held' | 'captured' | 'refunded' | 'released' | 'lost',
): string {
  return formatDecimal(reportedMoney(amounts[name], currency));
}

/** A spreadsheet computes what begins like a formula, also where a buyer gave it as a name. */
function cellOf(text: string): string {
  const safe = /^[=+\-@\t\r]/.test(text) && Number.isNaN(Number(text)) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
