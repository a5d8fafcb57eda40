import type { Params } from '../../wire/params';
import type { JsonObject } from '../../../../../libs/emulation/objects/json';
import { CARD_FEATURES } from '../settings';
import type { CardFeature } from '../settings';

/** `payment_method_options[card]`: what the shop asks of the card's network and bank. */
export interface CardOptions {
  readonly captureMethod: 'manual' | null;
  /** Overrides the PaymentIntent's own for cards; `none` is an answer too. */
  readonly setupFutureUsage: string | null;
  /** `if_available` or `never`, only for features named in a request. */
  readonly requested: ReadonlyMap<CardFeature, string>;
  readonly threeDSecure: string;
}

export const NO_CARD_OPTIONS: CardOptions = {
  captureMethod: null,
  setupFutureUsage: null,
  requested: new Map(),
  threeDSecure: 'automatic',
};

/** The options after a request: what it names replaces what was there. */
export function mergedCardOptions(current: CardOptions, params: Params): CardOptions {
  const card = params.hash('payment_method_options')?.hash('card');
  if (card === undefined) return current;
  const requested = new Map(current.requested);
  for (const feature of CARD_FEATURES) {
    const request = card.text(`request_${feature}`);
    if (request !== undefined) requested.set(feature, request);
  }
  return {
    captureMethod: card.has('capture_method') ? manualOr(card.text('capture_method')) : current.captureMethod,
    setupFutureUsage: card.has('setup_future_usage')
      ? (card.text('setup_future_usage') ?? null)
      : current.setupFutureUsage,
    requested,
    threeDSecure: card.text('request_three_d_secure') ?? current.threeDSecure,
  };
}

function manualOr(text: string | undefined): 'manual' | null {
  return text === 'manual' ? 'manual' : null;
}

export function wants(options: CardOptions, feature: CardFeature): boolean {
  return options.requested.get(feature) === 'if_available';
}

export function renderCardOptions(options: CardOptions): JsonObject {
  // Field by field: it is part of every answer and event about a payment, and spreading takes several times as long.
  const shown: JsonObject = {};
  if (options.captureMethod !== null) shown['capture_method'] = options.captureMethod;
  shown['installments'] = null;
  shown['mandate_options'] = null;
  shown['network'] = null;
  for (const [feature, request] of options.requested) shown[`request_${feature}`] = request;
  shown['request_three_d_secure'] = options.threeDSecure;
  if (options.setupFutureUsage !== null) shown['setup_future_usage'] = options.setupFutureUsage;
  return shown;
}
