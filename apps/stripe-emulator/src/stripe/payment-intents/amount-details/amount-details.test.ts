import type Stripe from 'stripe';
import { clientOf, errorOf, hold, startUnderTest } from '../../../emulator-under-test';
import type { Emulator } from '../../../server';
import { arithmeticError, totalOf } from './amount-details';
import type { AmountDetails } from './amount-details';

describe('amount_details', () => {
  let emulator: Emulator;
  beforeAll(async () => {
    emulator = await startUnderTest();
  });
  afterAll(async () => {
    await emulator.close();
  });

  const line = (unit_cost: number): Stripe.PaymentIntentCreateParams.AmountDetails.LineItem => ({
    product_name: 'Thing',
    unit_cost,
    quantity: 1,
  });

  it.each([
    [4600, 4000, 400, 400, 200],
    [2300, 2000, 200, 200, 100],
    [5000, 4000, 600, 600, 200],
  ])('adds up to %i', (amount, goods, tax, shipping, discount) => {
    const details: AmountDetails = {
      discount,
      tax,
      shipping: { amount: shipping, fromPostalCode: null, toPostalCode: null },
      lineItems: [
        {
          id: 'uli_1',
          productName: 'Thing',
          unitCost: goods,
          quantity: 1,
          discountAmount: null,
          tax: null,
          productCode: null,
          unitOfMeasure: null,
          paymentMethodOptions: null,
        },
      ],
      error: null,
    };
    expect(totalOf(details)).toBe(amount);
    expect(arithmeticError(details, amount, 'amount')).toBeNull();
  });

  it('refuses what does not add up, in Stripe’s words', async () => {
    const { stripe } = clientOf(emulator);
    const error = await errorOf(hold(stripe, { amount: 5000, amount_details: { line_items: [line(4500)] } }));
    expect(error).toMatchObject({ statusCode: 400, code: 'amount_details_amount_mismatch' });
    expect(error.message).toContain(
      'The total value of `amount_details` (4500) does not match the `amount` (5000). Make sure that',
    );
    const taxOnly = await errorOf(hold(stripe, { amount: 100, amount_details: { tax: { total_tax_amount: 101 } } }));
    expect(taxOnly.code).toBe('amount_details_tax_shipping_discount_greater_than_amount');
  });

  it('shows the error instead when arithmetic is not enforced', async () => {
    const { stripe } = clientOf(emulator);
    const intent = await hold(stripe, {
      amount: 5000,
      amount_details: { enforce_arithmetic_validation: false, line_items: [line(4500)] },
    });
    expect(intent.amount_details?.error?.code).toBe('amount_details_amount_mismatch');
  });

  it('refuses fields out of their bounds and pairs that exclude each other', async () => {
    const { stripe } = clientOf(emulator);
    const refused = async (amount_details: Stripe.PaymentIntentCreateParams.AmountDetails): Promise<unknown> => {
      const { code, param, message } = await errorOf(hold(stripe, { amount: 1000, amount_details }));
      return { code, param, message };
    };
    expect(await refused({ line_items: [{ ...line(1000), quantity: 0 }] })).toMatchObject({
      code: 'parameter_invalid_integer',
      param: 'amount_details[line_items][0][quantity]',
    });
    expect(await refused({ line_items: [{ ...line(1000), product_code: '1234567890123' }] })).toMatchObject({
      param: 'amount_details[line_items][0][product_code]',
    });
    expect(await refused({ shipping: { amount: 1, to_postal_code: '94!' } })).toMatchObject({
      param: 'amount_details[shipping][to_postal_code]',
    });
    expect(await refused({ line_items: Array.from({ length: 201 }, () => line(5)) })).toMatchObject({
      param: 'amount_details[line_items]',
    });
    expect(
      await refused({ tax: { total_tax_amount: 1 }, line_items: [{ ...line(1000), tax: { total_tax_amount: 1 } }] }),
    ).toMatchObject({ code: 'parameters_exclusive' });
    expect(await refused({ discount_amount: 1, line_items: [{ ...line(1000), discount_amount: 1 }] })).toMatchObject({
      code: 'parameters_exclusive',
      param: 'amount_details[discount_amount]',
    });
    const missing = await errorOf(
      stripe.rawRequest('POST', '/v1/payment_intents', {
        amount: 1000,
        currency: 'usd',
        amount_details: { line_items: [{ unit_cost: 1, quantity: 1 }] },
      }),
    );
    expect(missing).toMatchObject({
      code: 'parameter_missing',
      param: 'amount_details[line_items][0][product_name]',
    });
  });

  it('shows line items only when they are expanded, and at their own address', async () => {
    const { stripe } = clientOf(emulator);
    const intent = await hold(stripe, {
      amount: 2000,
      amount_details: {
        line_items: [
          {
            ...line(1000),
            product_code: 'SKU001',
            unit_of_measure: 'feet',
            payment_method_options: { card: { commodity_code: '123123' } },
          },
          line(1000),
        ],
      },
    });
    expect(intent.amount_details).toEqual({ tip: {} });
    const full = await stripe.paymentIntents.retrieve(intent.id, { expand: ['amount_details.line_items'] });
    expect(full.amount_details?.line_items).toMatchObject({
      object: 'list',
      has_more: false,
      url: `/v1/payment_intents/${intent.id}/amount_details_line_items`,
      data: [
        {
          object: 'payment_intent_amount_details_line_item',
          discount_amount: null,
          payment_method_options: { card: { commodity_code: '123123' } },
          product_code: 'SKU001',
          product_name: 'Thing',
          quantity: 1,
          tax: null,
          unit_cost: 1000,
          unit_of_measure: 'feet',
        },
        { payment_method_options: null, product_code: null },
      ],
    });
    const first = await stripe.paymentIntents.listAmountDetailsLineItems(intent.id, { limit: 1 });
    expect(first.has_more).toBe(true);
    expect(first.data[0]?.product_code).toBe('SKU001');
  });

  it('wants at each capture what was given before', async () => {
    const { stripe } = clientOf(emulator);
    const { id } = await hold(stripe, { amount: 2000, amount_details: { line_items: [line(2000)] } });
    const part = { amount_to_capture: 1000, final_capture: false };
    expect(await errorOf(stripe.paymentIntents.capture(id, part))).toMatchObject({ param: 'amount_details' });
    expect(
      await errorOf(stripe.paymentIntents.capture(id, { ...part, amount_details: { tax: { total_tax_amount: 1 } } })),
    ).toMatchObject({ param: 'amount_details[line_items]', code: 'payment_intent_invalid_parameter' });
    await stripe.paymentIntents.capture(id, { ...part, amount_details: { line_items: [line(1000)] } });
    expect(await errorOf(stripe.paymentIntents.capture(id))).toMatchObject({ param: 'amount_details' });
    const released = await stripe.paymentIntents.capture(id, {
      amount_to_capture: 0,
      final_capture: true,
      expand: ['amount_details.line_items'],
    });
    expect(released.amount_details?.line_items?.data.map((item) => item.unit_cost)).toEqual([1000]);
  });

  it('lets the first capture unset them, and later ones not bring them back', async () => {
    const { stripe } = clientOf(emulator);
    const { id } = await hold(stripe, { amount: 2000, amount_details: { line_items: [line(2000)] } });
    const unset = await stripe.paymentIntents.capture(id, {
      amount_to_capture: 1000,
      final_capture: false,
      amount_details: { line_items: '' },
    });
    expect(unset.amount_details).toEqual({ tip: {} });
    const added = await errorOf(stripe.paymentIntents.capture(id, { amount_details: { line_items: [line(1000)] } }));
    expect(added).toMatchObject({ code: 'payment_intent_invalid_parameter', param: 'amount_details' });
  });

  it('keeps postal codes from changing', async () => {
    const { stripe } = clientOf(emulator);
    const { id } = await hold(stripe, {
      amount: 2000,
      amount_details: { line_items: [line(1900)], shipping: { amount: 100, to_postal_code: '94117' } },
    });
    const part = { amount_to_capture: 1000, final_capture: false };
    const moved = await errorOf(
      stripe.paymentIntents.capture(id, {
        ...part,
        amount_details: { line_items: [line(950)], shipping: { amount: 50, to_postal_code: '10001' } },
      }),
    );
    expect(moved).toMatchObject({ param: 'amount_details[shipping][to_postal_code]' });
    const kept = await stripe.paymentIntents.capture(id, {
      ...part,
      amount_details: { line_items: [line(950)], shipping: { amount: 50 } },
    });
    expect(kept.amount_details?.shipping).toEqual({ amount: 50, from_postal_code: null, to_postal_code: '94117' });
  });
});
