import { parseJsonObject } from '../../../../../libs/emulation/objects/json';
import { parseForm } from '../../wire/form';
import { openAccount } from '../account';
import type { Account } from '../account';
import { violations } from '../checks';
import type { StripeEvent } from '../events/event';
import { EventData } from '../events/event-data';
import { execute } from '../execute';
import { runDue } from '../run-due';
import type { Charge } from './charge';

const START = 1_795_363_748;

/** A payment with everything that can come of one: shares, a refund with them, and a dispute that was won. */
function eventful(): { readonly account: Account; readonly charge: Charge } {
  const account = openAccount('eventful');
  const send = (path: string, body: string): string => {
    const origin = 'http://127.0.0.1';
    const request = {
      method: 'POST',
      path,
      form: parseForm(body).tree,
      id: 'req_1',
      idempotencyKey: null,
      version: null,
      publishable: false,
      origin,
    };
    const answer = execute(account, request, START);
    if (answer.status !== 200) throw new Error(JSON.stringify(answer.body));
    return typeof answer.body['id'] === 'string' ? answer.body['id'] : '';
  };
  const id = send(
    '/v1/payment_intents',
    'amount=4600&currency=usd&confirm=true&capture_method=manual&payment_method=pm_card_createDispute' +
      '&automatic_payment_methods[enabled]=true&automatic_payment_methods[allow_redirects]=never' +
      '&transfer_data[destination]=acct_1&application_fee_amount=460' +
      '&payment_method_options[card][request_multicapture]=if_available',
  );
  send(`/v1/payment_intents/${id}/capture`, 'amount_to_capture=2300&final_capture=false');
  runDue(account, START + 2);
  const dispute = account.disputes.oldestFirst()[0]?.id ?? '';
  send(`/v1/disputes/${dispute}`, 'evidence[uncategorized_text]=winning_evidence');
  runDue(account, START + 4);
  send(`/v1/payment_intents/${id}/capture`, 'amount_to_capture=2300');
  runDue(account, START + 6);
  send('/v1/refunds', `payment_intent=${id}&amount=100&reverse_transfer=true&refund_application_fee=true`);
  const charge = account.charges.oldestFirst()[0];
  if (charge === undefined) throw new Error('no charge');
  return { account, charge };
}

describe('the laws after the capture', () => {
  it('hold', () => {
    expect(violations(eventful().account)).toEqual([]);
  });

  it.each<[string, (charge: Charge) => void, string]>([
    ['a refund that is not counted', (charge) => (charge.amountRefunded = 0), 'sum of the refunds'],
    ['too much refunded', (charge) => (charge.amountRefunded = 4601), 'no more is refunded than was received'],
    [
      'a refund without its entry',
      (charge) => {
        charge.refunds.forEach((refund) => (refund.status = 'failed'));
      },
      'balance',
    ],
    ['a fee that went missing', (charge) => charge.fees.pop(), 'fees are of its captures'],
    ['a transfer that went missing', (charge) => charge.transfers.pop(), 'one transfer'],
    [
      'a fee refund not counted',
      (charge) => {
        charge.fees.forEach((fee) => (fee.amountRefunded = 0));
      },
      'by its refunds',
    ],
    [
      'a transfer reversed twice',
      (charge) => {
        charge.transfers.forEach((transfer) => (transfer.amountReversed = 9000));
      },
      'reversed at most once',
    ],
    [
      'money from a dispute that was not won',
      ({ disputes }) => {
        disputes.forEach((dispute) => (dispute.status = 'lost'));
      },
      'a chargeback takes money',
    ],
  ])('are broken by %s', (_what, tamper, law) => {
    const { account, charge } = eventful();
    tamper(charge);
    expect(violations(account).join('\n')).toContain(law);
  });

  it.each<[string, string, (data: string) => string, string]>([
    [
      'a slice that is not told',
      'charge.updated',
      (data) => data.replace('"amount_captured":0', '"amount_captured":7'),
      'add up',
    ],
    [
      'a change that was none',
      'charge.captured',
      (data) => data.replace('"previous_attributes":{"captured":false', '"previous_attributes":{"captured":true'),
      'says that captured of',
    ],
    ['a refund shown otherwise', 'refund.created', (data) => data.replace('"amount":100', '"amount":99'), 'as it is'],
    [
      'an end that was not told',
      'payment_intent.succeeded',
      (data) => data.replace('"amount_received":4600', '"amount_received":4599'),
      'does not show its amount_received',
    ],
  ])('are broken by %s', (_what, type, falsify, law) => {
    const { account } = eventful();
    const falsified: Account = { ...account, events: falsifiedEvents(account, type, falsify) };
    expect(violations(falsified).join('\n')).toContain(law);
  });
});

function falsifiedEvents(account: Account, type: string, falsify: (data: string) => string): Account['events'] {
  const { events } = openAccount('falsified');
  for (const event of account.events.oldestFirst()) {
    const data = event.type === type ? new EventData(parseJsonObject(falsify(event.data.text))) : event.data;
    events.add({ ...event, data } satisfies StripeEvent);
  }
  return events;
}
