import { isJsonObject } from '../../../../../../libs/emulation/objects/json';
import type { VersionChange } from '../version-change';

/** A failure did not say with which way of paying it happened. */
export const paymentMethodTypeOfFailures: VersionChange = {
  since: '2026-09-30.endive',
  source: 'https://docs.stripe.com/changelog/endive/2026-09-30/payment-method-type-payment-failures',
  show: {
    payment_intent: (intent) => {
      const failure = intent['last_payment_error'];
      if (isJsonObject(failure)) delete failure['payment_method_type'];
    },
  },
};
