// Registers our webhook endpoint at the Stripe emulator, as a person would do once in Stripe's dashboard, and leaves
// the endpoint's secret in a file for the API. Harmless to repeat: an endpoint that exists is kept.
import { existsSync, writeFileSync } from 'node:fs';

const { STRIPE_API_BASE, STRIPE_API_KEY, WEBHOOK_URL, SECRET_FILE } = process.env;
const endpoints = `${STRIPE_API_BASE}/v1/webhook_endpoints`;
const headers = { authorization: `Bearer ${STRIPE_API_KEY}` };

async function call(options) {
  const answer = await fetch(endpoints, { headers, signal: AbortSignal.timeout(10_000), ...options });
  const body = await answer.json();
  if (!answer.ok) throw new Error(`The emulator answered ${answer.status}: ${JSON.stringify(body)}`);
  return body;
}

const { data } = await call({});
// Stripe tells a secret only once, when the endpoint is created.
if (existsSync(SECRET_FILE) && data.some(({ url }) => url === WEBHOOK_URL)) {
  console.log(`The endpoint ${WEBHOOK_URL} is registered already.`);
} else {
  const body = new URLSearchParams({ url: WEBHOOK_URL, 'enabled_events[]': '*' });
  const { secret } = await call({ method: 'POST', body });
  writeFileSync(SECRET_FILE, secret, { mode: 0o600 });
  console.log(`The endpoint ${WEBHOOK_URL} is registered.`);
}
