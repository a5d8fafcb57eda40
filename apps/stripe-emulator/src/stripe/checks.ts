import type { Account } from './account';
import type { Charge } from './charges/charge';
import { violationsOfSessions } from './checkout/checks';
import { violationsAfterCapture } from './charges/checks';
import { violationsOfEvents } from './events/checks';
import { violationsOfPayouts } from './payouts/checks';
import type { PaymentIntent } from './payment-intents/payment-intent';

/** The laws of the state; each broken one is one sentence. */
export function violations(account: Account): string[] {
  const ofPayments = [...account.paymentIntents.oldestFirst(), ...account.hiddenIntents.oldestFirst()].flatMap(
    (intent) => [
      ...violationsOfIntent(intent),
      ...intent.charges.flatMap((charge) => [
        ...violationsOfCharge(account, intent, charge),
        ...violationsAfterCapture(account, charge),
      ]),
    ],
  );
  const ofSellers = [...account.connected.values()].flatMap(violations);
  return [
    ...ofSellers,
    ...ofPayments,
    ...violationsOfPayouts(account),
    ...violationsOfSessions(account),
    ...violationsOfEvents(account),
  ];
}

function violationsOfIntent(intent: PaymentIntent): string[] {
  const charge = intent.charges.at(-1);
  const authorized = charge?.outcome.kind === 'authorized' ? charge.amount : 0;
  const { amountCapturable, amountReceived, amountReleased, status } = intent;
  const total = amountReceived + amountCapturable + amountReleased;
  return [
    ...broken(
      total !== Math.max(authorized, amountReceived),
      intent,
      'received + capturable + released is not what was authorized',
    ),
    ...broken(amountCapturable < 0, intent, 'capturable is negative'),
    ...broken(status === 'requires_capture' && amountCapturable === 0, intent, 'waits for captures with nothing left'),
    ...broken(status !== 'requires_capture' && amountCapturable > 0, intent, `holds money in ${status}`),
    ...broken(amountReceived > intent.amount, intent, 'received more than its amount'),
    ...broken(status === 'succeeded' && amountReceived === 0, intent, 'succeeded without money'),
  ];
}

function violationsOfCharge(account: Account, intent: PaymentIntent, charge: Charge): string[] {
  const captured = charge.captures.reduce((sum, { amount }) => sum + amount, 0);
  const isLatest = charge === intent.charges.at(-1);
  const unknown = charge.captures.some(
    ({ balanceTransaction: id }) => id !== null && account.balanceTransactions.get(id)?.source !== charge.id,
  );
  return [
    ...broken(captured !== charge.amountCaptured, charge, 'amount_captured is not the sum of its captures'),
    ...broken(
      isLatest && captured !== intent.amountReceived,
      charge,
      'captured is not what its PaymentIntent received',
    ),
    ...broken(
      charge.captures.some(({ amount }) => amount <= 0),
      charge,
      'has a capture of nothing',
    ),
    ...broken(unknown, charge, 'has a capture whose balance transaction is not its own'),
  ];
}

function broken(is: boolean, { id }: { readonly id: string }, what: string): string[] {
  return is ? [`${id}: ${what}`] : [];
}
