import type { JsonObject } from '../../../../../libs/emulation/objects/json';
import type { AccountSettings } from '../settings';

/** The four that the documentation names. */
export type ErrorType = 'api_error' | 'card_error' | 'idempotency_error' | 'invalid_request_error';

/** The error object, as documented. */
export interface ErrorFields {
  readonly type: ErrorType;
  readonly message: string;
  readonly code?: string;
  readonly decline_code?: string;
  readonly payment_method?: JsonObject;
}

/** A refusal. `executed`: the operation had begun, so its answer stays under the idempotency key. */
export class WooshPayError extends Error {
  constructor(
    readonly status: number,
    readonly fields: ErrorFields,
    readonly executed: boolean,
  ) {
    super(fields.message);
  }
}

/** The request itself is wrong; nothing was looked at yet. */
export function invalidRequest(message: string, code = 'parameter_invalid'): WooshPayError {
  return new WooshPayError(400, { type: 'invalid_request_error', code, message }, false);
}

/** The request is well formed, but what it asks for is not possible. */
export function impossible(message: string, code: string): WooshPayError {
  return new WooshPayError(400, { type: 'invalid_request_error', code, message }, true);
}

export function unexpectedState(message: string): WooshPayError {
  return impossible(message, 'payment_intent_unexpected_state');
}

export function noSuch(what: string, id: string): WooshPayError {
  const fields = {
    type: 'invalid_request_error' as const,
    code: 'resource_missing',
    message: `No such ${what}: ${id}`,
  };
  return new WooshPayError(404, fields, true);
}

export function notAllowed(message: string): WooshPayError {
  return new WooshPayError(403, { type: 'invalid_request_error', code: 'not_allowed', message }, false);
}

/** The error as it goes out. */
export function renderError(
  fields: ErrorFields,
  { error_place: place }: Pick<AccountSettings, 'error_place'>,
): JsonObject {
  const { code, decline_code: declineCode, message, payment_method: paymentMethod, type } = fields;
  const error = {
    type,
    ...(code !== undefined && { code }),
    ...(declineCode !== undefined && { decline_code: declineCode }),
    message,
    ...(paymentMethod !== undefined && { payment_method: paymentMethod }),
  };
  return place === 'top' ? error : { error };
}
