import type Stripe from 'stripe';

/** One request to Stripe and how it ended, without a word of what it was about. */
export interface StripeCall {
  readonly method: string;
  /** The path with `:id` for every id, `/v1/payment_intents/:id/capture`. */
  readonly route: string;
  /** The HTTP status of the answer; null when none came. */
  readonly status: number | null;
  /** Until the answer began, or until it was no longer waited for. */
  readonly seconds: number;
}

/** Tells of every request that leaves, once its answer has begun or failed to come. */
export function watched(http: Stripe.HttpClient, onCall: (call: StripeCall) => void): Stripe.HttpClient {
  return {
    getClientName: () => http.getClientName(),
    makeRequest: async (...request) => {
      const [, , path, method] = request;
      const begun = performance.now();
      const tell = (status: number | null): void => {
        onCall({ method, route: routeOf(path), status, seconds: (performance.now() - begun) / 1000 });
      };
      try {
        const response = await http.makeRequest(...request);
        tell(response.getStatusCode());
        return response;
      } catch (error) {
        tell(null);
        throw error;
      }
    },
  };
}

/** In Stripe's paths a name and an id take turns: `/v1/{resource}/{id}/{what of it}/{id}`. */
function routeOf(path: string): string {
  const [pathAlone = ''] = path.split('?', 1);
  const [, version = '', ...parts] = pathAlone.split('/');
  return ['', version, ...parts.map((part, at) => (at % 2 === 0 ? part : ':id'))].join('/');
}
