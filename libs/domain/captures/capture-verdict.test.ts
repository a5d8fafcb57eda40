import { judgeCapture } from './capture-verdict';
import type { PaymentIntentReading } from '../provider/payment-intent-reading';
import type { CaptureStep } from '../payment/steps';

const step: CaptureStep = {
  orderId: '1042',
  currency: 'usd',
  authorizationGeneration: 1,
  generation: 2,
  paymentIntentId: 'pi_1',
  chargeId: 'ch_1',
  shipment: { shipmentId: 'B', lines: [], carrier: null, trackingNumber: null, contentHash: 'h', requestId: 'r' },
  spans: [],
  price: {
    amount: 2000,
    breakdown: { goods: 2000, tax: 0, discount: 0, shipping: 0, adjustment: 0 },
    amountDetails: { lineItems: [], shipping: { amount: 0, fromPostalCode: null, toPostalCode: null } },
  },
  final: false,
  receivedBefore: 1000,
  receivedAfter: 3000,
  capturableAfter: 1600,
  customerReference: null,
  statementDescriptorSuffix: null,
  captureBefore: '2026-11-29T10:00:00.000Z',
};

const before: PaymentIntentReading = {
  paymentIntentId: 'pi_1',
  status: 'requires_capture',
  amount: 4600,
  amountCapturable: 3600,
  amountReceived: 1000,
  clientSecret: null,
  nextAction: null,
  lastError: null,
  lastCapture: { shipmentId: 'A', generation: 1 },
  ended: null,
  charge: null,
};
const after: PaymentIntentReading = {
  ...before,
  amountCapturable: 1600,
  amountReceived: 3000,
  lastCapture: { shipmentId: 'B', generation: 2 },
};

test.each<{ what: string; hold: PaymentIntentReading; says: ReturnType<typeof judgeCapture> }>([
  { what: 'as before', hold: before, says: { kind: 'not_captured' } },
  { what: 'as expected after', hold: after, says: { kind: 'captured', mismatch: false } },
  {
    what: 'the marker of an earlier generation',
    hold: { ...before, lastCapture: { shipmentId: 'B', generation: 1 } },
    says: { kind: 'not_captured' },
  },
  {
    what: 'the exact sum without our marker',
    hold: { ...after, lastCapture: null },
    says: { kind: 'captured', mismatch: false },
  },
  {
    what: 'our marker, another sum',
    hold: { ...after, amountReceived: 3100 },
    says: { kind: 'captured', mismatch: true },
  },
  {
    what: 'our marker, less left',
    hold: { ...after, amountCapturable: 0 },
    says: { kind: 'captured', mismatch: true },
  },
  {
    what: 'captured, and expired since',
    hold: { ...after, status: 'succeeded', amountCapturable: 0, ended: 'expired' },
    says: { kind: 'captured', mismatch: false },
  },
  {
    what: 'captured, and closed by another hand',
    hold: { ...after, status: 'succeeded', amountCapturable: 0, ended: 'captured' },
    says: { kind: 'captured', mismatch: true },
  },
  {
    what: 'expired before it',
    hold: { ...before, status: 'succeeded', amountCapturable: 0, ended: 'expired' },
    says: { kind: 'hold_gone' },
  },
])('$what', ({ hold, says }) => {
  expect(judgeCapture(hold, step)).toEqual(says);
});
