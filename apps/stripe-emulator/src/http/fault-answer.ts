import type { FaultEffect } from '../../../../libs/emulation/faults/fault';
import { jsonText } from '../../../../libs/emulation/objects/json';
import { jsonAnswer } from '../../../../libs/emulation/http/answer';
import type { Answer } from '../../../../libs/emulation/http/answer';

/** The answer of faults that refuse a request before it begins; undefined for all others. */
export function faultAnswer(effect: FaultEffect, { requestId }: { readonly requestId: string }): Answer | undefined {
  switch (effect.kind) {
    case 'rate_limit':
      return rateLimited(effect.reason, requestId);
    case 'lock_timeout':
      return lockTimeout(requestId);
    case 'commit_then_drop':
    case 'commit_then_reset':
    case 'delay':
    case 'drop_before_commit':
    case 'error':
    case 'hold':
    case 'invalid_json':
    case 'reset_before_commit':
    case 'truncate':
    case 'webhooks_first':
      return undefined;
  }
}

/** The header tells a rate limit from a lock (documented); there is no `Retry-After`. */
export function rateLimited(reason: string, requestId: string): Answer {
  const error = {
    code: 'rate_limit',
    doc_url: 'https://stripe.com/docs/error-codes/rate-limit',
    message: 'Request rate limit exceeded. Learn more about rate limits here https://stripe.com/docs/rate-limits.',
    type: 'invalid_request_error',
  };
  return jsonAnswer(429, jsonText({ error }), {
    'request-id': requestId,
    'stripe-rate-limited-reason': reason,
  });
}

/** A real body (documented), with the header that makes the SDKs try again. */
export function lockTimeout(requestId: string): Answer {
  const error = {
    code: 'lock_timeout',
    doc_url: 'https://stripe.com/docs/error-codes/lock-timeout',
    message:
      'This object cannot be accessed right now because another API request or Stripe process is currently accessing ' +
      'it. If you see this error intermittently, retry the request. If you see this error frequently and are making ' +
      'multiple concurrent requests to a single object, make your requests serially or at a lower rate. For more ' +
      'details, see https://stripe.com/docs/rate-limits#object-lock-timeouts.',
    type: 'invalid_request_error',
  };
  return jsonAnswer(429, jsonText({ error }), { 'request-id': requestId, 'stripe-should-retry': 'true' });
}
