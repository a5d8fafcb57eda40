import {
  authorization,
  cancellation,
  confirmation,
  expiredIntent,
  failing,
  json,
  shipment,
  openScriptedStripe,
} from '../testing/scripted-stripe';

/** What Stripe refuses for good, and what each call answers then. */
const stripe = openScriptedStripe(json(200, expiredIntent));

describe('authorize', () => {
  const open = { ...expiredIntent, status: 'requires_payment_method', cancellation_reason: null };

  test('a declined card is answered with the PaymentIntent that stays open', async () => {
    const error = {
      type: 'card_error',
      code: 'card_declined',
      decline_code: 'insufficient_funds',
      message: 'Your card has insufficient funds.',
    };
    stripe.post = failing(402, {
      ...error,
      payment_intent: { ...open, last_payment_error: error, latest_charge: 'ch_failed' },
    });
    await expect(stripe.gateway.authorize(authorization)).resolves.toMatchObject({
      kind: 'answered',
      hold: {
        status: 'requires_payment_method',
        lastError: {
          code: 'card_declined',
          declineCode: 'insufficient_funds',
          message: 'Your card has insufficient funds.',
        },
        charge: null,
      },
    });
  });

  test('an amount that this card cannot be charged is refused', async () => {
    stripe.post = failing(400, { type: 'invalid_request_error', code: 'amount_too_large', param: 'amount' });
    await expect(stripe.gateway.authorize(authorization)).resolves.toEqual({
      kind: 'refused',
      error: { code: 'amount_too_large', declineCode: null, message: expect.stringContaining('this card') as string },
    });
  });

  test('a declined card without a PaymentIntent is refused', async () => {
    stripe.post = failing(402, { type: 'card_error', code: 'card_declined', message: 'Your card was declined.' });
    await expect(stripe.gateway.authorize(authorization)).resolves.toEqual({
      kind: 'refused',
      error: { code: 'card_declined', declineCode: null, message: 'Your card was declined.' },
    });
  });

  test.each([
    { status: 404, error: { code: 'resource_missing', param: 'payment_method' } },
    { status: 404, error: { code: 'resource_missing', param: 'customer' } },
    { status: 400, error: { code: 'payment_method_unexpected_state' } },
    { status: 400, error: { code: 'payment_intent_incompatible_payment_method', payment_intent: open } },
    { status: 400, error: { param: 'payment_method', message: 'The customer does not have a payment method with…' } },
    { status: 400, error: { message: 'This PaymentMethod was previously used without being attached to a Customer' } },
    { status: 400, error: { message: 'The provided PaymentMethod was previously used with a PaymentIntent' } },
  ])('means of payment that cannot be used are refused: $status $error', async ({ status, error }) => {
    stripe.post = failing(status, error);
    const answer = await stripe.gateway.authorize(authorization);
    expect(answer).toMatchObject({ kind: 'refused', error: { declineCode: null } });
    expect(JSON.stringify(answer)).not.toContain('jane');
  });

  test('what only a capture may meet is our fault', async () => {
    stripe.post = failing(400, { code: 'payment_intent_unexpected_state' });
    await expect(stripe.gateway.authorize(authorization)).rejects.toMatchObject({ name: 'ProviderMisuse' });
  });
});

describe('card features that the account may not ask for', () => {
  const params = ['payment_method_options[card][request_incremental_authorization]', undefined];
  const notEligible = { message: 'This account is not eligible for the requested card features.' };
  const refusal = { code: 'payment_intent_invalid_parameter', ...notEligible };
  const features = ['multicapture', 'incremental_authorization'] as const;

  test.each(params)('are refused, by name or not: %s', async (param) => {
    stripe.post = failing(400, { ...refusal, param });
    const { gateway } = stripe;
    await expect(gateway.authorize({ ...authorization, features })).resolves.toEqual({
      kind: 'features_refused',
      left: null,
    });
    await expect(gateway.confirm({ ...confirmation, features })).resolves.toEqual({ kind: 'features_refused' });
    // A confirm that names none asks for those that the hold was begun with.
    await expect(gateway.confirm({ ...confirmation, features: null })).resolves.toEqual({ kind: 'features_refused' });
  });

  test('are our fault where none was asked for', async () => {
    stripe.post = failing(400, refusal);
    const misuse = { name: 'ProviderMisuse', details: { code: refusal.code } };
    await expect(stripe.gateway.authorize({ ...authorization, features: [] })).rejects.toMatchObject(misuse);
    await expect(stripe.gateway.confirm({ ...confirmation, features: [] })).rejects.toMatchObject(misuse);
  });

  test('another parameter that is wrong is our fault', async () => {
    stripe.post = failing(400, { code: refusal.code, param: 'statement_descriptor_suffix' });
    await expect(stripe.gateway.authorize(authorization)).rejects.toMatchObject({ name: 'ProviderMisuse' });
  });
});

describe('confirm', () => {
  const open = { ...expiredIntent, status: 'requires_payment_method', cancellation_reason: null };
  const error = { type: 'card_error', code: 'card_declined', decline_code: 'lost_card', message: 'Declined.' };
  const declined = { ...open, last_payment_error: error };
  const answer = { kind: 'answered', hold: { lastError: { declineCode: 'lost_card' }, ended: null } };

  test('a declined card is answered with the PaymentIntent that the error carries', async () => {
    stripe.post = failing(402, { ...error, payment_intent: declined });
    stripe.get = failing(500, {});
    await expect(stripe.gateway.confirm(confirmation)).resolves.toMatchObject(answer);
  });

  test('a declined card without its PaymentIntent is answered with a reading', async () => {
    stripe.post = failing(402, error);
    stripe.get = json(200, declined);
    await expect(stripe.gateway.confirm(confirmation)).resolves.toMatchObject(answer);
  });

  test.each([
    { status: 404, error: { code: 'resource_missing', param: 'payment_method' } },
    { status: 400, error: { code: 'payment_method_unexpected_state' } },
    { status: 400, error: { message: 'The provided PaymentMethod was previously used with a PaymentIntent' } },
  ])('a payment method that cannot be used is refused: $status $error', async ({ status, error: refused }) => {
    stripe.post = failing(status, refused);
    await expect(stripe.gateway.confirm(confirmation)).resolves.toMatchObject({ kind: 'refused' });
  });

  test.each(['requires_capture', 'processing', 'succeeded', 'canceled'])(
    'a hold that is %s is answered as it is',
    async (status) => {
      stripe.post = failing(400, { code: 'payment_intent_unexpected_state' });
      stripe.get = json(200, { ...open, status });
      await expect(stripe.gateway.confirm(confirmation)).resolves.toMatchObject({ kind: 'answered', hold: { status } });
    },
  );

  test.each(['requires_payment_method', 'requires_confirmation', 'requires_action'])(
    'a hold that is %s could have been confirmed: our fault',
    async (status) => {
      stripe.post = failing(400, { code: 'payment_intent_unexpected_state' });
      stripe.get = json(200, { ...open, status });
      await expect(stripe.gateway.confirm(confirmation)).rejects.toMatchObject({ name: 'ProviderMisuse' });
    },
  );

  test('a PaymentIntent that Stripe does not know is our fault', async () => {
    stripe.post = failing(404, { code: 'resource_missing', param: 'intent' });
    await expect(stripe.gateway.confirm(confirmation)).rejects.toMatchObject({ name: 'ProviderMisuse' });
  });
});

describe('capture', () => {
  test.each([
    { status: 400, error: { code: 'payment_intent_unexpected_state' }, reason: 'hold_gone' },
    { status: 400, error: { code: 'charge_expired_for_capture' }, reason: 'hold_gone' },
    { status: 400, error: { code: 'capture_charge_authorization_expired' }, reason: 'hold_gone' },
    { status: 400, error: { code: 'capture_unauthorized_payment' }, reason: 'hold_gone' },
    { status: 400, error: { code: 'charge_already_captured' }, reason: 'hold_gone' },
    { status: 400, error: { code: 'amount_too_large' }, reason: 'amount_too_large' },
    {
      status: 402,
      error: { type: 'card_error', code: 'card_declined', decline_code: 'lost_card' },
      reason: 'declined',
    },
  ])('$error.code: $reason, with the hold as it stands', async ({ status, error, reason }) => {
    stripe.post = failing(status, { ...error, payment_intent: { ...expiredIntent, status: 'requires_capture' } });
    await expect(stripe.gateway.capture(shipment)).resolves.toMatchObject({
      kind: 'refused',
      reason,
      error: { code: error.code, declineCode: 'decline_code' in error ? error.decline_code : null },
      hold: { status: 'canceled', ended: 'expired' },
    });
  });

  test.each([
    { status: 404, error: { code: 'resource_missing', param: 'payment_method' } },
    { status: 400, error: { code: 'payment_method_unexpected_state' } },
  ])('what only an authorization may meet is our fault: $error', async ({ status, error }) => {
    stripe.post = failing(status, error);
    await expect(stripe.gateway.capture(shipment)).rejects.toMatchObject({ name: 'ProviderMisuse' });
  });

  test('a refusal whose hold cannot be read is not answered', async () => {
    stripe.post = failing(400, { code: 'amount_too_large' });
    stripe.get = failing(500, {});
    await expect(stripe.gateway.capture(shipment)).rejects.toMatchObject({ name: 'ProviderUnavailable' });
  });
});

describe('release', () => {
  test.each(['cancel', 'zero_final_capture'] as const)('%s of a hold that is over', async (how) => {
    stripe.post = failing(400, { code: 'payment_intent_unexpected_state' });
    await expect(stripe.gateway.release({ ...cancellation, how })).resolves.toMatchObject({
      kind: 'already_ended',
      hold: { ended: 'expired' },
    });
  });

  test('a hold that lives is never called over', async () => {
    stripe.post = failing(400, { code: 'payment_intent_unexpected_state' });
    stripe.get = json(200, { ...expiredIntent, status: 'requires_capture', amount_capturable: 2300 });
    await expect(stripe.gateway.release(cancellation)).rejects.toMatchObject({
      name: 'ProviderMisuse',
      details: { code: 'payment_intent_unexpected_state' },
    });
  });

  test.each([
    { status: 400, error: { code: 'parameter_invalid_integer', param: 'amount' } },
    { status: 402, error: { type: 'card_error', code: 'card_declined' } },
  ])('anything else is our fault: $error', async ({ status, error }) => {
    stripe.post = failing(status, error);
    await expect(stripe.gateway.release(cancellation)).rejects.toMatchObject({ name: 'ProviderMisuse' });
  });
});
