import type { JsonObject } from '../../../../libs/emulation/objects/json';

export type ErrorType = 'api_error' | 'card_error' | 'idempotency_error' | 'invalid_request_error';

export interface ErrorFields {
  readonly type: ErrorType;
  readonly message: string;
  readonly code?: string;
  readonly param?: string;
  readonly decline_code?: string;
  readonly advice_code?: string;
  readonly charge?: string;
  readonly payment_intent?: JsonObject;
  readonly payment_method?: JsonObject;
  readonly setup_intent?: JsonObject;
}

/**
 * A refusal in Stripe's words. `executed` says whether the operation had begun: such answers are kept under the
 * idempotency key, failed validation is not (documented).
 */
export class StripeError extends Error {
  constructor(
    readonly status: number,
    readonly fields: ErrorFields,
    readonly executed: boolean,
  ) {
    super(fields.message);
  }
}

/** The request itself is wrong; nothing was looked at yet. */
export function invalidRequest(message: string, param?: string, code?: string): StripeError {
  return new StripeError(400, fieldsOf(message, param, code), false);
}

/** The request is well formed, but what it asks for is not possible. */
export function refusal(message: string, param?: string, code?: string): StripeError {
  return new StripeError(400, fieldsOf(message, param, code), true);
}

/** What Stripe knows and the emulator does not act on is refused: a made-up success would hide a real bug. */
export function uncovered(param: string): StripeError {
  return invalidRequest(`Stripe knows the parameter ${param}, but this emulator does not cover it yet.`, param);
}

/** State errors carry the whole PaymentIntent (recorded). */
export function unexpectedState(message: string, paymentIntent: JsonObject, param?: string): StripeError {
  const fields = fieldsOf(message, param, 'payment_intent_unexpected_state');
  return new StripeError(400, { ...fields, payment_intent: paymentIntent }, true);
}

export function noSuch(what: string, id: string, param: string): StripeError {
  return new StripeError(404, fieldsOf(`No such ${what}: '${id}'`, param, 'resource_missing'), true);
}

/** The address is right, what it was sent is not: 400 (recorded for customers, assumed for the others). */
export function noSuchInParams(what: string, id: string, param: string): StripeError {
  return new StripeError(400, fieldsOf(`No such ${what}: '${id}'`, param, 'resource_missing'), true);
}

function fieldsOf(message: string, param?: string, code?: string): ErrorFields {
  return {
    type: 'invalid_request_error',
    message,
    ...(code !== undefined && { code }),
    ...(param !== undefined && { param }),
  };
}

/** The error as it goes out: members in alphabetical order, with the links Stripe adds. */
export function renderError(fields: ErrorFields, requestId: string, at: number): JsonObject {
  const { code } = fields;
  return {
    error: {
      ...(fields.advice_code !== undefined && { advice_code: fields.advice_code }),
      ...(fields.charge !== undefined && { charge: fields.charge }),
      ...(code !== undefined && { code }),
      ...(fields.decline_code !== undefined && { decline_code: fields.decline_code }),
      ...(code !== undefined && { doc_url: docUrl(code) }),
      message: fields.message,
      ...(fields.param !== undefined && { param: fields.param }),
      ...(fields.payment_intent !== undefined && { payment_intent: fields.payment_intent }),
      ...(fields.payment_method !== undefined && { payment_method: fields.payment_method }),
      request_log_url: `https://dashboard.stripe.com/test/logs/${requestId}?t=${String(at)}`,
      ...(fields.setup_intent !== undefined && { setup_intent: fields.setup_intent }),
      type: fields.type,
    },
  };
}

export function docUrl(code: string): string {
  return `https://stripe.com/docs/error-codes/${code.replaceAll('_', '-')}`;
}
