import type { JsonObject } from '../../../../../../libs/emulation/objects/json';
import type { VersionChange } from '../version-change';

const TO_INVOICE = { targets: ['invoice'], included: false };

function addInvoice(payment: JsonObject): void {
  payment['invoice'] = null;
}

/** Payments named the invoice they paid. */
export const invoiceOfPayments: VersionChange = {
  since: '2025-03-31.basil',
  source: 'https://docs.stripe.com/changelog/basil/2025-03-31/add-support-for-multiple-partial-payments-on-invoices',
  show: { charge: addInvoice, payment_intent: addInvoice },
  expandable: { 'charge invoice': TO_INVOICE, 'payment_intent invoice': TO_INVOICE },
};
