import { ProviderUnavailable } from '../../domain/provider/payment-gateway';
import { readPaymentIntent } from './hold-reading';

const intent = {
  id: 'pi_1',
  status: 'requires_capture',
  amount: 4600,
  amount_capturable: 2300,
  amount_received: 2300,
  cancellation_reason: null,
  client_secret: 'pi_1_secret',
  last_payment_error: null,
  latest_charge: null,
  metadata: {},
  next_action: null,
};

const charge = {
  id: 'ch_1',
  amount: 4600,
  created: 1_795_363_748,
  payment_method_details: {
    card: {
      amount_authorized: 4600,
      capture_before: 1_795_968_548,
      extended_authorization: { status: 'enabled' },
      incremental_authorization: { status: 'available' },
      multicapture: { status: 'available' },
      overcapture: { status: 'available', maximum_amount_capturable: 5290 },
    },
  },
};

test('a hold reads as it stands', () => {
  expect(
    readPaymentIntent({ ...intent, latest_charge: charge, metadata: { holdfast_last_capture: 'box/7/3' } }),
  ).toEqual({
    paymentIntentId: 'pi_1',
    status: 'requires_capture',
    amount: 4600,
    amountCapturable: 2300,
    amountReceived: 2300,
    clientSecret: 'pi_1_secret',
    nextAction: null,
    lastError: null,
    lastCapture: { shipmentId: 'box/7', generation: 3 },
    ended: null,
    charge: {
      chargeId: 'ch_1',
      authorizedAt: '2026-11-22T16:09:08.000Z',
      captureBefore: '2026-11-29T16:09:08.000Z',
      capabilities: {
        multicapture: true,
        overcapture: true,
        incrementalAuthorization: true,
        extendedAuthorization: true,
        maximumCapturable: 5290,
      },
    },
    card: null,
  });
});

test.each([
  ['named', 'cus_1', 'pm_1', 'off_session', { customer: 'cus_1', paymentMethod: 'pm_1', keptFor: 'off_session' }],
  ['shown whole', { id: 'cus_1' }, { id: 'pm_1' }, null, { customer: 'cus_1', paymentMethod: 'pm_1', keptFor: null }],
  [
    'kept for a word that we do not know',
    'cus_1',
    'pm_1',
    'x',
    { customer: 'cus_1', paymentMethod: 'pm_1', keptFor: null },
  ],
  ['of nobody', null, 'pm_1', 'off_session', null],
  ['of no card', 'cus_1', null, 'off_session', null],
  ['neither', undefined, undefined, undefined, null],
])('the card, %s', (_how, customer, payment_method, setup_future_usage, card) => {
  expect(readPaymentIntent({ ...intent, customer, payment_method, setup_future_usage }).card).toEqual(card);
});

describe('how it ended', () => {
  test.each([
    { status: 'requires_payment_method', ended: null },
    { status: 'requires_action', ended: null },
    {
      status: 'requires_capture',
      metadata: { holdfast_last_capture_final: 'true', holdfast_released_by: 'key' },
      ended: null,
    },
    { status: 'canceled', cancellation_reason: 'expired', ended: 'expired' },
    { status: 'canceled', cancellation_reason: 'automatic', ended: 'expired' },
    { status: 'canceled', cancellation_reason: 'abandoned', ended: 'released' },
    { status: 'canceled', cancellation_reason: 'requested_by_customer', ended: 'released' },
    { status: 'canceled', cancellation_reason: null, ended: 'released' },
    {
      status: 'succeeded',
      metadata: { holdfast_released_by: 'key', holdfast_last_capture_final: 'false' },
      ended: 'released',
    },
    { status: 'succeeded', metadata: { holdfast_last_capture_final: 'true' }, ended: 'captured' },
    { status: 'succeeded', amount_received: 4600, ended: 'captured' },
    { status: 'succeeded', metadata: { holdfast_last_capture_final: 'false' }, ended: 'expired' },
    { status: 'succeeded', ended: 'expired' },
  ])('$status, $cancellation_reason, $metadata: $ended', ({ ended, ...parts }) => {
    expect(readPaymentIntent({ ...intent, ...parts }).ended).toBe(ended);
  });
});

describe('a card that tells less than we hope for', () => {
  const nothing = {
    multicapture: false,
    overcapture: false,
    incrementalAuthorization: false,
    extendedAuthorization: false,
  };

  test.each([
    { details: undefined, maximum: 4600 },
    { details: null, maximum: 4600 },
    { details: {}, maximum: 4600 },
    { details: { card: null }, maximum: 4600 },
    { details: { card: {} }, maximum: 4600 },
    { details: { card: { amount_authorized: 4000, multicapture: { status: 'maybe' } } }, maximum: 4000 },
    { details: { card: { amount_authorized: null, overcapture: { status: 'unavailable' } } }, maximum: 4600 },
  ])('$details: no features, no deadline', ({ details, maximum }) => {
    const reading = readPaymentIntent({ ...intent, latest_charge: { ...charge, payment_method_details: details } });
    expect(reading.charge).toMatchObject({
      captureBefore: null,
      capabilities: { ...nothing, maximumCapturable: maximum },
    });
  });

  test('a charge that is only named reads as none', () => {
    expect(readPaymentIntent({ ...intent, latest_charge: 'ch_1' }).charge).toBeNull();
  });
});

describe('what is asked of the buyer', () => {
  test.each([
    {
      action: { type: 'redirect_to_url', redirect_to_url: { url: 'https://bank.example/3ds' } },
      expected: { type: 'redirect_to_url', url: 'https://bank.example/3ds' },
    },
    { action: { type: 'redirect_to_url', redirect_to_url: { url: null } }, expected: { type: 'use_stripe_sdk' } },
    { action: { type: 'use_stripe_sdk', use_stripe_sdk: {} }, expected: { type: 'use_stripe_sdk' } },
    { action: { type: 'something_new' }, expected: { type: 'use_stripe_sdk' } },
  ])('$action', ({ action, expected }) => {
    expect(readPaymentIntent({ ...intent, next_action: action }).nextAction).toEqual(expected);
  });
});

describe('the last error', () => {
  test.each([
    {
      error: {
        type: 'card_error',
        code: 'card_declined',
        decline_code: 'lost_card',
        message: 'Your card was declined.',
      },
      expected: { code: 'card_declined', declineCode: 'lost_card', message: 'Your card was declined.' },
    },
    {
      error: { type: 'card_error' },
      expected: { code: 'card_declined', declineCode: null, message: 'The card was declined.' },
    },
    {
      error: {
        type: 'invalid_request_error',
        code: 'payment_intent_authentication_failure',
        message: 'The provided PaymentMethod of jane@example.com has failed authentication.',
      },
      expected: {
        code: 'payment_intent_authentication_failure',
        declineCode: null,
        message: 'The card could not be authenticated.',
      },
    },
    {
      error: { type: 'api_error', code: null, message: 'Something about jane@example.com.' },
      expected: { code: 'payment_failed', declineCode: null, message: 'The payment could not be completed.' },
    },
  ])('$error.type $error.code is fit to be shown', ({ error, expected }) => {
    expect(readPaymentIntent({ ...intent, last_payment_error: error }).lastError).toEqual(expected);
  });
});

describe('markers that are not ours', () => {
  test.each(['', 'A', '/1', 'A/', 'A/x', 'A/1234567890'])('%j reads as none', (marker) => {
    expect(readPaymentIntent({ ...intent, metadata: { holdfast_last_capture: marker } }).lastCapture).toBeNull();
  });
});

describe('an answer that lacks what we need', () => {
  test.each([
    { answer: null, path: 'the whole of it' },
    { answer: 'pi_1', path: 'the whole of it' },
    { answer: { ...intent, amount_received: undefined }, path: 'amount_received' },
    { answer: { ...intent, amount_capturable: 23.5 }, path: 'amount_capturable' },
    { answer: { ...intent, amount: '4600' }, path: 'amount' },
    { answer: { ...intent, amount: 2 ** 53 }, path: 'amount' },
    { answer: { ...intent, amount_received: -1 }, path: 'amount_received' },
    { answer: { ...intent, metadata: undefined }, path: 'metadata' },
  ])('$path is named, and the outcome counts as unknown', ({ answer, path }) => {
    expect(() => readPaymentIntent(answer)).toThrow(ProviderUnavailable);
    expect(() => readPaymentIntent(answer)).toThrow(`cannot be read at ${path},`);
  });
});
