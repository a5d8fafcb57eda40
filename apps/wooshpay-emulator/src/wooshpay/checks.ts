import type { Account } from './account';
import type { Charge } from './charges/charge';
import type { PaymentIntent } from './payment-intents/payment-intent';

/** The laws of the state; each broken one is one sentence. */
export function violations(account: Account): string[] {
  return [
    ...account.paymentIntents.oldestFirst().flatMap((intent) => ofIntent(account, intent)),
    ...account.charges.oldestFirst().flatMap((charge) => ofCharge(account, charge)),
  ];
}

function ofIntent(account: Account, intent: PaymentIntent): string[] {
  const { amount, amountCapturable, amountReceived, status } = intent;
  const charge = account.charges.get(intent.latestCharge ?? '');
  return [
    ...broken(
      amountReceived + amountCapturable > amount,
      intent,
      'received and can still capture more than its amount',
    ),
    ...broken(amountCapturable < 0 || amountReceived < 0, intent, 'has an amount below zero'),
    ...broken((status === 'requires_capture') !== amountCapturable > 0, intent, `can capture money while ${status}`),
    ...broken(status === 'succeeded' && amountReceived === 0, intent, 'succeeded without money'),
    ...broken(
      (status === 'requires_action') !== (intent.nextAction !== null),
      intent,
      `has a next_action while ${status}`,
    ),
    ...broken((status === 'canceled') !== (intent.canceledAt !== null), intent, `has a canceled_at while ${status}`),
    ...broken(
      charge !== undefined && charge.amountCaptured !== amountReceived,
      intent,
      'received what was not captured',
    ),
  ];
}

function ofCharge(account: Account, charge: Charge): string[] {
  const refunds = account.refunds.oldestFirst().filter((refund) => refund.charge === charge.id);
  const refunded = refunds.reduce((sum, { amount, status }) => sum + (status === 'failed' ? 0 : amount), 0);
  const isReleased = charge.amountCaptured === 0;
  return [
    ...broken(charge.amountCaptured > charge.amount, charge, 'captured more than its amount'),
    ...broken(!isReleased && charge.amountRefunded !== refunded, charge, 'refunded what no refund says'),
    ...broken(!isReleased && refunded > charge.amountCaptured, charge, 'refunded more than it captured'),
    ...broken(charge.failure !== null && charge.amountCaptured > 0, charge, 'captured money that the bank refused'),
  ];
}

function broken(is: boolean, { id }: { readonly id: string }, what: string): string[] {
  return is ? [`${id}: ${what}`] : [];
}
