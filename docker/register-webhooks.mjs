// Registers our webhook endpoints at the emulators of Stripe and WooshPay, as a person would do once in their dashboards,
// and leaves the secret of each in a file for the API. Harmless to repeat: an endpoint that exists is kept.
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const { API_URL, SECRETS_FOLDER, STRIPE_API_BASE, STRIPE_API_KEY, WOOSHPAY_API_BASE, WOOSHPAY_API_KEY } = process.env;

await register({
  provider: 'stripe',
  base: STRIPE_API_BASE,
  headers: { authorization: `Bearer ${STRIPE_API_KEY}` },
  bodyFor: (url) => new URLSearchParams({ url, 'enabled_events[]': '*' }),
});
await register({
  provider: 'wooshpay',
  base: WOOSHPAY_API_BASE,
  headers: { authorization: `Basic ${btoa(`${WOOSHPAY_API_KEY}:`)}`, 'content-type': 'application/json' },
  bodyFor: (url) => JSON.stringify({ url, enabled_events: ['*'] }),
});

async function register({ provider, base, headers, bodyFor }) {
  const url = `${API_URL}/v1/webhooks/${provider}`;
  const file = join(SECRETS_FOLDER, `${provider}-webhook-secret`);
  const call = async (options) => {
    const signal = AbortSignal.timeout(10_000);
    const answer = await fetch(`${base}/v1/webhook_endpoints`, { headers, signal, ...options });
    const body = await answer.json();
    if (!answer.ok) throw new Error(`The emulator of ${provider} answered ${answer.status}: ${JSON.stringify(body)}`);
    return body;
  };
  const { data } = await call({});
  // A secret is told only once, when the endpoint is created.
  if (existsSync(file) && data.some((known) => known.url === url)) {
    console.log(`The endpoint ${url} is registered already.`);
    return;
  }
  const { secret } = await call({ method: 'POST', body: bodyFor(url) });
  writeFileSync(file, secret, { mode: 0o600 });
  console.log(`The endpoint ${url} is registered.`);
}
