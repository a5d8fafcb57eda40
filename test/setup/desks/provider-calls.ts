import type { Input } from '../../../libs/domain/orders/inputs';
import type { Step } from '../../../libs/domain/payment/steps';
import type { Fact } from '../../../libs/domain/payment/facts';
import type { WholeGateway } from '../../../libs/domain/provider/card-gateway';
import { newOrder } from '../../examples/orders';
import { shipmentOf } from '../../examples/payments';
import { CardDesk, first } from './card-desk';
import { ConnectDesk } from './connect-desk';
import { DisputeDesk } from './dispute-desk';
import { addFunds } from './funds-at-stripe';
import { RefundDesk, refundCommand } from './refund-desk';
import { deskWithPayment } from './brought-payment';
import { OrderDesk } from './order-desk';
import type { ShopDatabase } from './shop-database';
import { shipping } from '../../examples/inputs';

/** One call that a step is about to make, which can be attempted again and again. */
export interface CallDesk {
  readonly shop: OrderDesk;
  attempt(gateway: WholeGateway): Promise<object>;
  /** The workflow learns what the last attempt answered; then the same is wanted once more. */
  again(): Promise<object>;
  /** What is wrong with the records once the call is done: nothing. */
  wrongs(): Promise<string[]>;
}

/** A step that asks the provider for something, as the table of all of them has it. */
export interface ProviderCallCase {
  readonly name: string;
  /** The call of the port. */
  readonly call: keyof WholeGateway;
  /** Where the request arrives at Stripe. */
  readonly path: string;
  /** What the step answers once it is done. */
  readonly done: object;
  /**
   * What becomes of the step when its key is spent: an outcome, after which whoever wants it asks anew; or the step
   * itself has a next key, at once or with its next attempt.
   */
  readonly spent: { readonly outcome: object } | 'next_key' | 'next_attempt';
  open(place: ShopDatabase): Promise<CallDesk>;
}

const KEY_SPENT = { reason: 'key_spent' };
const cancel: Input = {
  kind: 'cancel_lines',
  cancellation: { cancellationId: 'C1', reason: 'r', contentHash: 'h', requestId: 'r' },
};
const shipOne = shipping('A', '1:1');
const shipHeavy: Input = {
  kind: 'capture_shipment',
  shipment: {
    ...shipmentOf('A', [{ lineId: '1', quantity: 1 }]),
    amountAdjustment: { amount: 500, reason: 'weighed' },
  },
};
const confirmed: Input = {
  kind: 'confirm_payment',
  confirmation: { paymentMethod: 'pm_card_visa', returnUrl: null, requestId: 'request 2' },
};

/** The step of an order that an input leads to. */
function stepDesk(shop: OrderDesk, input: Input): CallDesk {
  const step: Step = shop.stepFor(input);
  let last: Fact | undefined;
  const learn = (): void => {
    if (last !== undefined) shop.learn(step, last);
    last = undefined;
  };
  return {
    shop,
    attempt: async (gateway) => {
      last = await shop.attempt(step, gateway);
      return last;
    },
    again: () => {
      learn();
      return shop.handle(input);
    },
    wrongs: () => {
      learn();
      return shop.discrepancies();
    },
  };
}

async function authorizedShop(place: ShopDatabase): Promise<OrderDesk> {
  const shop = new OrderDesk(place);
  await shop.handle({ kind: 'authorize' });
  return shop;
}

/** The share of a seller whose sale is disputed, about to be taken back, or given again. */
async function shareDesk(place: ShopDatabase, direction: 'taken_back' | 'given_again'): Promise<CallDesk> {
  const payment = { ...newOrder().payment, paymentMethod: 'pm_card_createDispute' };
  const desk = new ConnectDesk(place, {}, { payment });
  await addFunds(desk.shop.stripe, 10_000);
  await desk.shipAndSettle();
  const dispute = await DisputeDesk.of(place, desk.shop, await desk.shop.paymentIntentId());
  await dispute.look();
  if (direction === 'given_again') {
    await dispute.share();
    await dispute.stripe.submit(dispute.disputeId, 'winning');
    await desk.shop.pass(10 * 24 * 60 * 60);
    await dispute.look();
  }
  const attempt: CallDesk['attempt'] = (gateway) => dispute.share(gateway);
  const wrongs = async (): Promise<string[]> => {
    await desk.expectSound();
    return (await dispute.shares()).filter((share) => !share.endsWith(' done'));
  };
  return { shop: desk.shop, attempt, again: () => attempt(desk.shop.gateway), wrongs };
}

export const PROVIDER_CALLS: readonly ProviderCallCase[] = [
  {
    name: 'authorize',
    ...{ call: 'authorize', path: '/v1/payment_intents', done: { kind: 'hold_placed' } },
    spent: { outcome: { kind: 'authorize_key_spent' } },
    open: (place) => Promise.resolve(stepDesk(new OrderDesk(place), { kind: 'authorize' })),
  },
  {
    name: 'adopt a payment',
    ...{ call: 'adopt', path: '/v1/payment_intents/*', done: { kind: 'hold_placed' } },
    spent: 'next_attempt',
    open: async (place: ShopDatabase): Promise<CallDesk> =>
      stepDesk(await deskWithPayment(place, { amount: 4600 }), { kind: 'authorize' }),
  },
  {
    name: 'save a card',
    ...{ call: 'saveCard', path: '/v1/setup_intents', done: { kind: 'card_saved' } },
    spent: { outcome: { kind: 'authorize_key_spent' } },
    open: async (place: ShopDatabase): Promise<CallDesk> => {
      const desk = await CardDesk.open(place, 'charge_on_ship', { paymentMethod: 'pm_card_visa' });
      return stepDesk(desk, { kind: 'authorize' });
    },
  },
  {
    name: 'confirm',
    ...{ call: 'confirm', path: '/v1/payment_intents/*/confirm', done: { kind: 'hold_placed' } },
    spent: { outcome: { kind: 'confirm_refused', ...KEY_SPENT } },
    open: async (place: ShopDatabase): Promise<CallDesk> => {
      const shop = new OrderDesk(place, { payment: { ...newOrder().payment, paymentMethod: null } });
      await shop.handle({ kind: 'authorize' });
      return stepDesk(shop, confirmed);
    },
  },
  {
    name: 'confirm a card',
    ...{ call: 'confirmCard', path: '/v1/setup_intents/*/confirm', done: { kind: 'card_saved' } },
    spent: { outcome: { kind: 'confirm_refused', ...KEY_SPENT } },
    open: async (place: ShopDatabase): Promise<CallDesk> => {
      const desk = await CardDesk.open(place, 'charge_on_ship', { paymentMethod: null });
      await desk.handle({ kind: 'authorize' });
      return stepDesk(desk, confirmed);
    },
  },
  {
    name: 'increment a hold',
    ...{ call: 'increment', path: '/v1/payment_intents/*/increment_authorization', done: { kind: 'hold_raised' } },
    spent: { outcome: { kind: 'raise_refused', ...KEY_SPENT } },
    open: async (place: ShopDatabase): Promise<CallDesk> => stepDesk(await authorizedShop(place), shipHeavy),
  },
  {
    name: 'capture',
    ...{ call: 'capture', path: '/v1/payment_intents/*/capture', done: { kind: 'shipment_captured' } },
    spent: { outcome: { kind: 'capture_refused', ...KEY_SPENT } },
    open: async (place: ShopDatabase): Promise<CallDesk> => stepDesk(await authorizedShop(place), shipOne),
  },
  {
    name: 'charge a saved card',
    ...{ call: 'chargeCard', path: '/v1/payment_intents', done: { kind: 'shipment_charged' } },
    spent: { outcome: { kind: 'capture_refused', ...KEY_SPENT } },
    open: async (place: ShopDatabase): Promise<CallDesk> => stepDesk(await CardDesk.saved(place), first),
  },
  {
    name: 'release',
    ...{ call: 'release', path: '/v1/payment_intents/*/cancel', done: { hold: { state: 'released' } } },
    spent: 'next_attempt',
    open: async (place: ShopDatabase): Promise<CallDesk> => stepDesk(await authorizedShop(place), cancel),
  },
  {
    name: 'refund',
    ...{ call: 'refund', path: '/v1/refunds', done: { status: 'succeeded' } },
    spent: 'next_key',
    open: async (place: ShopDatabase): Promise<CallDesk> => {
      const desk = await RefundDesk.open(place);
      const command = refundCommand('r', { amount: 100 });
      const attempt: CallDesk['attempt'] = (gateway) => desk.request(command, gateway);
      const wrongs = async (): Promise<string[]> => [
        ...((await desk.balance('refunds')) === 100 ? [] : ['not refunded once']),
        ...(await desk.shop.discrepancies()),
      ];
      return { shop: desk.shop, attempt, again: () => attempt(desk.shop.gateway), wrongs };
    },
  },
  {
    name: 'reverse a transfer',
    ...{ call: 'reverseShare', path: '/v1/transfers/*/reversals', done: { status: 'succeeded', nextReadAt: null } },
    spent: 'next_key',
    open: async (place: ShopDatabase): Promise<CallDesk> => {
      const desk = new ConnectDesk(place, {});
      await desk.shipBoth();
      // What is refunded before it settled is reversed once what was sent on is known.
      await desk.request(refundCommand('r', { shipmentId: 'A' }));
      await desk.shop.pass(60);
      await desk.settle();
      const attempt: CallDesk['attempt'] = (gateway) => desk.look('r', gateway);
      const wrongs = async (): Promise<string[]> => {
        await desk.expectSound();
        return desk.attention();
      };
      return { shop: desk.shop, attempt, again: () => attempt(desk.shop.gateway), wrongs };
    },
  },
  {
    name: 'reverse a transfer for a dispute',
    ...{ call: 'reverseShare', path: '/v1/transfers/*/reversals', done: { kind: 'dispute_recorded' } },
    spent: 'next_key',
    open: (place) => shareDesk(place, 'taken_back'),
  },
  {
    name: 'transfer again what a dispute gave back',
    ...{ call: 'transfer', path: '/v1/transfers', done: { kind: 'dispute_recorded' } },
    spent: 'next_key',
    open: (place) => shareDesk(place, 'given_again'),
  },
  {
    name: 'stage evidence',
    ...{ call: 'stageEvidence', path: '/v1/disputes/*', done: { evidence: 'staged' } },
    spent: 'next_attempt',
    open: async (place: ShopDatabase): Promise<CallDesk> => {
      const desk = await DisputeDesk.open(place);
      await desk.look();
      const attempt: CallDesk['attempt'] = (gateway) => desk.stage(gateway);
      const wrongs = async (): Promise<string[]> => ((await desk.atStripe()).hasEvidence ? [] : ['nothing is staged']);
      return { shop: desk.shop, attempt, again: () => attempt(desk.shop.gateway), wrongs };
    },
  },
];
