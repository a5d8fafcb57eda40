import type Stripe from 'stripe';
import { CARDS_ONLY, clientOf, errorOf, hold, startUnderTest } from '../../../emulator-under-test';
import type { Emulator } from '../../../server';

type Given = Record<string, unknown>;

describe('the rules of amount_details', () => {
  let emulator: Emulator;
  beforeAll(async () => {
    emulator = await startUnderTest();
  });
  afterAll(async () => {
    await emulator.close();
  });

  const line = (more: Given = {}): Given => ({ product_name: 'Thing', unit_cost: 1000, quantity: 1, ...more });
  const create = async (stripe: Stripe, amount_details: Given): Promise<unknown> =>
    stripe.rawRequest('POST', '/v1/payment_intents', { amount: 1000, currency: 'usd', amount_details });

  it.each([
    ['discount_amount', { discount_amount: 0 }],
    ['discount_amount', { discount_amount: -1 }],
    ['tax][total_tax_amount', { tax: { total_tax_amount: -1 } }],
    ['shipping][amount', { shipping: { amount: -1 } }],
    ['shipping][amount', { shipping: { amount: 'much' } }],
    ['shipping][from_postal_code', { shipping: { from_postal_code: '12345678901' } }],
    ['shipping][to_postal_code', { shipping: { to_postal_code: '94103_' } }],
    ['enforce_arithmetic_validation', { enforce_arithmetic_validation: 'perhaps' }],
    ['line_items][0][product_name', { line_items: [line({ product_name: 'x'.repeat(1025) })] }],
    ['line_items][0][unit_cost', { line_items: [line({ unit_cost: -1 })] }],
    ['line_items][0][unit_cost', { line_items: [line({ unit_cost: 1.5 })] }],
    ['line_items][0][quantity', { line_items: [line({ quantity: 0 })] }],
    ['line_items][0][quantity', { line_items: [line({ quantity: -2 })] }],
    ['line_items][0][discount_amount', { line_items: [line({ discount_amount: 0 })] }],
    ['line_items][0][tax][total_tax_amount', { line_items: [line({ tax: { total_tax_amount: -1 } })] }],
    ['line_items][0][product_code', { line_items: [line({ product_code: 'x'.repeat(13) })] }],
    ['line_items][0][unit_of_measure', { line_items: [line({ unit_of_measure: 'x'.repeat(13) })] }],
    ['line_items][0][unit_of_measure', { line_items: [line({ unit_of_measure: 'm²' })] }],
    [
      'line_items][0][payment_method_options][card][commodity_code',
      { line_items: [line({ payment_method_options: { card: { commodity_code: '12 34' } } })] },
    ],
    [
      'line_items][0][payment_method_options][card_present][commodity_code',
      { line_items: [line({ payment_method_options: { card_present: { commodity_code: 'x'.repeat(13) } } })] },
    ],
    [
      'line_items][0][payment_method_options][klarna][image_url',
      { line_items: [line({ payment_method_options: { klarna: { image_url: 'x'.repeat(4097) } } })] },
    ],
    [
      'line_items][0][payment_method_options][klarna][reference',
      { line_items: [line({ payment_method_options: { klarna: { reference: 'x'.repeat(256) } } })] },
    ],
    [
      'line_items][0][payment_method_options][paypal][category',
      { line_items: [line({ payment_method_options: { paypal: { category: 'services' } } })] },
    ],
    [
      'line_items][0][payment_method_options][paypal][description',
      { line_items: [line({ payment_method_options: { paypal: { description: 'x'.repeat(128) } } })] },
    ],
    ['line_items][0][colour', { line_items: [line({ colour: 'red' })] }],
    ['tip', { tip: { amount: 1 } }],
    ['line_items', { line_items: Array.from({ length: 201 }, () => line({ unit_cost: 5 })) }],
  ])('amount_details[%s] has bounds', async (place, given) => {
    const { stripe } = clientOf(emulator);
    const error = await errorOf(create(stripe, given));
    expect(error).toMatchObject({ statusCode: 400, param: `amount_details[${place}]` });
    expect((await stripe.paymentIntents.list()).data).toEqual([]);
  });

  it.each([
    { discount_amount: 1 },
    { tax: { total_tax_amount: 0 } },
    { shipping: { amount: 0, from_postal_code: 'SW1A 1AA', to_postal_code: '94103-1234' } },
    { line_items: [line({ product_name: 'x'.repeat(1024), product_code: 'x'.repeat(12), unit_of_measure: 'feet' })] },
    { line_items: [line({ unit_cost: 0 }), line()] },
    { line_items: Array.from({ length: 200 }, () => line({ unit_cost: 5 })) },
    { line_items: [line({ discount_amount: 50, tax: { total_tax_amount: 50 } })] },
    { line_items: [line({ unit_cost: 950 })], tax: { total_tax_amount: 60 }, discount_amount: 10 },
  ])('takes what is within them (%#)', async (given) => {
    const { stripe } = clientOf(emulator);
    await create(stripe, given);
    expect((await stripe.paymentIntents.list()).data).toHaveLength(1);
  });

  const LINES = { line_items: [{ product_name: 'A', unit_cost: 100, quantity: 1 }] };
  const TAX = { tax: { total_tax_amount: 7 } };
  const NO_LINES = { line_items: '' };
  const details = {
    nothing: undefined,
    lines: LINES,
    tax: TAX,
    'lines unset': NO_LINES,
    'lines and tax': { line_items: [{ product_name: 'A', unit_cost: 93, quantity: 1 }], ...TAX },
  } as const;
  type Kind = keyof typeof details;

  /** What creation gave, what the first and the second capture of 100 give, and which of them is refused for what. */
  it.each<[Kind, Kind, Kind, number, string]>([
    ['nothing', 'nothing', 'nothing', 0, ''],
    ['nothing', 'lines', 'lines', 0, ''],
    ['nothing', 'lines and tax', 'lines', 0, ''],
    ['nothing', 'tax', 'tax', 0, ''],
    ['nothing', 'nothing', 'lines', 2, 'amount_details'],
    ['nothing', 'nothing', 'tax', 2, 'amount_details'],
    ['nothing', 'tax', 'lines', 2, 'amount_details[line_items]'],
    ['nothing', 'tax', 'nothing', 2, 'amount_details'],
    ['nothing', 'lines', 'nothing', 2, 'amount_details'],
    ['nothing', 'lines', 'tax', 2, 'amount_details[line_items]'],
    ['lines', 'nothing', 'nothing', 1, 'amount_details'],
    ['lines', 'tax', 'nothing', 1, 'amount_details[line_items]'],
    ['lines', 'lines unset', 'nothing', 0, ''],
    ['lines', 'lines unset', 'lines', 2, 'amount_details'],
    ['lines', 'lines', 'lines', 0, ''],
    ['tax', 'nothing', 'nothing', 1, 'amount_details'],
    ['tax', 'tax', 'tax', 0, ''],
    ['tax', 'lines', 'lines', 0, ''],
  ])('created with %s, captured with %s, then with %s', async (created, first, second, refusedAt, param) => {
    const { stripe, control } = clientOf(emulator);
    const scaled = created === 'lines' ? { line_items: [{ product_name: 'A', unit_cost: 4600, quantity: 1 }] } : TAX;
    const { id } = await hold(stripe, created === 'nothing' ? {} : { amount_details: scaled });
    const capture = async (kind: Kind): Promise<string> => {
      const given = details[kind];
      try {
        await stripe.rawRequest('POST', `/v1/payment_intents/${id}/capture`, {
          amount_to_capture: 100,
          final_capture: false,
          ...(given !== undefined && { amount_details: given }),
        });
        return '';
      } catch (error) {
        return (await errorOf(Promise.reject(error instanceof Error ? error : new Error('no error')))).param ?? 'none';
      }
    };
    const refused = [await capture(first)];
    if (refusedAt !== 1) refused.push(await capture(second));
    expect(refused.filter((name) => name !== '')).toEqual(param === '' ? [] : [param]);
    expect(refused).toHaveLength(refusedAt === 1 ? 1 : 2);
    const released = await stripe.paymentIntents.capture(id, {
      amount_to_capture: refusedAt === 1 ? 4600 : 0,
      final_capture: true,
    });
    expect(released.status).toBe('succeeded');
    expect(await control.violations()).toEqual([]);
  });

  it('lets arithmetic pass at a capture too, and says what is wrong', async () => {
    const { stripe } = clientOf(emulator);
    const { id } = await hold(stripe);
    const wrong = {
      enforce_arithmetic_validation: false,
      line_items: [{ product_name: 'A', unit_cost: 90, quantity: 1 }],
    };
    const params = { amount_to_capture: 100, final_capture: false };
    const { code } = await errorOf(
      stripe.paymentIntents.capture(id, { ...params, amount_details: { line_items: wrong.line_items } }),
    );
    expect(code).toBe('amount_details_amount_mismatch');
    const captured = await stripe.paymentIntents.capture(id, { ...params, amount_details: wrong });
    expect(captured).toMatchObject({
      amount_received: 100,
      amount_details: { error: { code: 'amount_details_amount_mismatch' } },
    });
    expect(captured.amount_details?.error?.message).toContain('(90) does not match the `amount_to_capture` (100)');
  });

  it('unsets details and references with empty strings, at update and confirmation', async () => {
    const { stripe } = clientOf(emulator);
    const { id } = await stripe.paymentIntents.create({
      amount: 1000,
      currency: 'usd',
      automatic_payment_methods: CARDS_ONLY,
      amount_details: { shipping: { amount: 10, to_postal_code: '94103' } },
      payment_details: { order_reference: 'x'.repeat(300), customer_reference: 'jenny' },
    });
    const one = await stripe.paymentIntents.update(id, { payment_details: { customer_reference: '' } });
    expect(one.payment_details).toMatchObject({ customer_reference: null, order_reference: 'x'.repeat(300) });
    const none = await stripe.paymentIntents.confirm(id, {
      payment_method: 'pm_card_visa',
      amount_details: '',
      payment_details: '',
    });
    expect(none.payment_details).toBeUndefined();
    expect(none.amount_details).toEqual({ tip: {} });
  });
});
