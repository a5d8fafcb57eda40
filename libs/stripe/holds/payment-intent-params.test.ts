import { CARD_FEATURES } from '../../domain/orders/card-features';
import { money } from '../../domain/money/money';
import type { AuthorizeRequest, CaptureRequest } from '../../domain/provider/payment-gateway';
import type { AmountDetails } from '../../domain/orders/shipment-price';
import {
  cancelParams,
  captureParams,
  confirmParams,
  createParams,
  zeroFinalCaptureParams,
} from './payment-intent-params';

const details: AmountDetails = {
  lineItems: [
    {
      productCode: 'MUG-1',
      productName: 'Mug',
      unitCost: 2000,
      quantity: 1,
      tax: 200,
      discount: 100,
      unitOfMeasure: 'piece',
      commodityCode: '52152101',
    },
    {
      productCode: null,
      productName: 'Plate',
      unitCost: 1000,
      quantity: 2,
      tax: 0,
      discount: 0,
      unitOfMeasure: null,
      commodityCode: null,
    },
  ],
  shipping: { amount: 400, fromPostalCode: '10115', toPostalCode: null },
};

const detailsOnTheWire = {
  line_items: [
    {
      product_name: 'Mug',
      unit_cost: 2000,
      quantity: 1,
      tax: { total_tax_amount: 200 },
      discount_amount: 100,
      product_code: 'MUG-1',
      unit_of_measure: 'piece',
      payment_method_options: { card: { commodity_code: '52152101' } },
    },
    { product_name: 'Plate', unit_cost: 1000, quantity: 2, tax: { total_tax_amount: 0 } },
  ],
  shipping: { amount: 400, from_postal_code: '10115' },
};

const WE = { name: 'shop', epoch: 2 };
const OURS = {
  holdfast_deployment: 'shop.2',
  holdfast_order_id: '1042',
  holdfast_authorization_generation: '2',
  holdfast_intended_at: '2026-11-22T16:00:00.000Z',
  holdfast_authorization_features: 'multicapture',
};

const authorization: AuthorizeRequest = {
  ref: { orderId: '1042', generation: 2, intendedAt: '2026-11-22T16:00:00.000Z' },
  tier: 'multicapture',
  features: ['multicapture'],
  idempotencyKey: 'order/1042/authorize/2',
  amount: money(4500, 'usd'),
  amountDetails: details,
  paymentMethod: null,
  customer: null,
  saveForLater: false,
  returnUrl: null,
  statementDescriptorSuffix: null,
  customerReference: null,
  metadata: {},
};

const shipment: CaptureRequest = {
  ref: { shipmentId: 'A', generation: 1 },
  orderId: '1042',
  idempotencyKey: 'order/1042/capture/A/1',
  paymentIntentId: 'pi_1',
  amount: money(4500, 'usd'),
  final: false,
  amountDetails: details,
  customerReference: null,
  statementDescriptorSuffix: null,
};

describe('an authorization', () => {
  test('with nothing but the order is prepared for the browser', () => {
    expect(createParams(WE, authorization)).toEqual({
      amount: 4500,
      currency: 'usd',
      capture_method: 'manual',
      allowed_payment_method_types: ['card'],
      payment_method_options: { card: { request_multicapture: 'if_available' } },
      amount_details: detailsOnTheWire,
      payment_details: { order_reference: '1042' },
      metadata: OURS,
      expand: ['latest_charge'],
    });
  });

  test.each([
    {
      given: { paymentMethod: 'pm_1' },
      adds: { confirm: true, payment_method: 'pm_1', use_stripe_sdk: true },
    },
    {
      given: { paymentMethod: 'pm_1', returnUrl: 'https://shop.example/back' },
      adds: { confirm: true, payment_method: 'pm_1', return_url: 'https://shop.example/back' },
    },
    {
      given: { connect: { destination: 'acct_1', onBehalfOf: true, split: { kind: 'everything' as const } } },
      adds: { transfer_data: { destination: 'acct_1' }, on_behalf_of: 'acct_1', transfer_group: 'shop/1042' },
    },
    {
      given: {
        connect: { destination: 'acct_1', onBehalfOf: false, split: { kind: 'application_fee' as const, amount: 0 } },
      },
      adds: { transfer_data: { destination: 'acct_1' }, application_fee_amount: 0, transfer_group: 'shop/1042' },
    },
    {
      given: { connect: { destination: 'acct_1', onBehalfOf: false, split: { kind: 'transfer' as const, amount: 7 } } },
      adds: { transfer_data: { destination: 'acct_1', amount: 7 }, transfer_group: 'shop/1042' },
    },
    {
      given: { paymentMethod: 'pm_1', presence: 'off_session' as const, returnUrl: 'https://shop.example/back' },
      adds: { confirm: true, payment_method: 'pm_1', off_session: true },
    },
    { given: { returnUrl: 'https://shop.example/back' }, adds: {} },
    { given: { customer: 'cus_1' }, adds: { customer: 'cus_1' } },
    { given: { saveForLater: true }, adds: { setup_future_usage: 'off_session' } },
    { given: { statementDescriptorSuffix: 'ORDER 1042' }, adds: { statement_descriptor_suffix: 'ORDER 1042' } },
    {
      given: { customerReference: 'C-7' },
      adds: { payment_details: { order_reference: '1042', customer_reference: 'C-7' } },
    },
    {
      given: { customerReference: `${'x'.repeat(24)}😀 and more` },
      adds: { payment_details: { order_reference: '1042', customer_reference: 'x'.repeat(24) } },
    },
    {
      given: {
        shown: {
          title: 'Order 1042',
          url: 'https://admin.shop.example/orders/1042',
          buyer: {
            receiptEmail: 'jane@shop.example',
            shippingAddress: {
              ...{ name: 'Jane', phone: null, line1: '1 Main St', line2: null },
              ...{ city: null, state: null, postalCode: '94117', country: 'US' },
            },
          },
        },
      },
      adds: {
        description: 'Order 1042',
        receipt_email: 'jane@shop.example',
        shipping: { name: 'Jane', address: { line1: '1 Main St', postal_code: '94117', country: 'US' } },
        metadata: { ...OURS, holdfast_order_url: 'https://admin.shop.example/orders/1042' },
      },
    },
    {
      given: {
        metadata: { channel: 'web', order_id: 'theirs', holdfast_order_id: 'forged', holdfast_last_capture: 'A/1' },
      },
      adds: {
        metadata: { channel: 'web', order_id: 'theirs', ...OURS },
      },
    },
    {
      given: { features: CARD_FEATURES },
      adds: {
        payment_method_options: {
          card: {
            request_multicapture: 'if_available',
            request_overcapture: 'if_available',
            request_incremental_authorization: 'if_available',
            request_extended_authorization: 'if_available',
          },
        },
      },
    },
  ])('with $given adds $adds', ({ given, adds }) => {
    expect(createParams(WE, { ...authorization, ...given })).toEqual({ ...createParams(WE, authorization), ...adds });
  });
});

test('an authorization that asks for no feature names none: not even that could then be refused', () => {
  expect(createParams(WE, { ...authorization, features: [] })).not.toHaveProperty('payment_method_options');
});

describe('a confirm', () => {
  const confirmation = { idempotencyKey: 'k', paymentIntentId: 'pi_1', paymentMethod: 'pm_1', features: null };

  test('takes back every feature that it does not ask for', () => {
    expect(confirmParams({ ...confirmation, returnUrl: null, features: ['multicapture'] })).toMatchObject({
      payment_method_options: {
        card: {
          request_multicapture: 'if_available',
          request_overcapture: 'never',
          request_incremental_authorization: 'never',
          request_extended_authorization: 'never',
        },
      },
    });
  });

  test.each([
    { returnUrl: null, challenge: { use_stripe_sdk: true } },
    { returnUrl: 'https://shop.example/back', challenge: { return_url: 'https://shop.example/back' } },
  ])('names the payment method and the way back $returnUrl, and nothing else', ({ returnUrl, challenge }) => {
    expect(confirmParams({ ...confirmation, returnUrl })).toEqual({
      payment_method: 'pm_1',
      ...challenge,
      expand: ['latest_charge'],
    });
  });
});

test('a confirm between two holds keeps the card', () => {
  const ids = { idempotencyKey: 'k', paymentIntentId: 'pi_1', paymentMethod: 'pm_1' };
  const confirmation = { ...ids, features: null, returnUrl: null };
  expect(confirmParams({ ...confirmation, saveForLater: true })).toEqual({
    ...confirmParams(confirmation),
    setup_future_usage: 'off_session',
  });
});

describe('a capture', () => {
  test('says amount, finality, lines and marker aloud', () => {
    expect(captureParams(shipment)).toEqual({
      amount_to_capture: 4500,
      final_capture: false,
      amount_details: detailsOnTheWire,
      payment_details: { order_reference: '1042' },
      metadata: { holdfast_last_capture: 'A/1', holdfast_last_capture_final: 'false' },
      expand: ['latest_charge'],
    });
  });

  test.each([
    {
      given: { final: true },
      adds: { final_capture: true, metadata: { holdfast_last_capture: 'A/1', holdfast_last_capture_final: 'true' } },
    },
    { given: { statementDescriptorSuffix: 'PARCEL A' }, adds: { statement_descriptor_suffix: 'PARCEL A' } },
    {
      given: { customerReference: 'C-7' },
      adds: { payment_details: { order_reference: '1042', customer_reference: 'C-7' } },
    },
  ])('with $given adds $adds', ({ given, adds }) => {
    expect(captureParams({ ...shipment, ...given })).toEqual({ ...captureParams(shipment), ...adds });
  });

  test.each([
    { connect: { kind: 'everything' as const }, adds: {} },
    { connect: { kind: 'application_fee' as const, amount: 0 }, adds: { application_fee_amount: 0 } },
    { connect: { kind: 'transfer' as const, amount: 700 }, adds: { transfer_data: { amount: 700 } } },
  ])('says its own share: $connect', ({ connect, adds }) => {
    expect(captureParams({ ...shipment, connect })).toEqual({ ...captureParams(shipment), ...adds });
    const ending = { ...shipment, amount: money(0, 'usd'), final: true };
    expect(captureParams({ ...ending, connect })).toEqual(captureParams(ending));
  });

  test('describes nothing when it captures nothing', () => {
    expect(captureParams({ ...shipment, amount: money(0, 'usd'), final: true })).toEqual({
      amount_to_capture: 0,
      final_capture: true,
      payment_details: { order_reference: '1042' },
      metadata: { holdfast_last_capture: 'A/1', holdfast_last_capture_final: 'true' },
      expand: ['latest_charge'],
    });
  });
});

describe('a release', () => {
  test('after a capture is a final capture of nothing that names its key', () => {
    expect(zeroFinalCaptureParams('order/1042/release/1')).toEqual({
      amount_to_capture: 0,
      final_capture: true,
      metadata: { holdfast_released_by: 'order/1042/release/1' },
      expand: ['latest_charge'],
    });
  });

  test('is a cancellation when the hold is untouched', () => {
    expect(cancelParams()).toEqual({ cancellation_reason: 'abandoned', expand: ['latest_charge'] });
  });
});
