import type { PaymentIntent } from '../stripe/payment-intents/payment-intent';

/** The 3-D Secure page: what a bank would show, with the two ways it can end. */
export function challengePage(intent: PaymentIntent): string {
  const amount = `${String(intent.amount)} ${intent.currency.toUpperCase()} (minor units)`;
  const waiting = intent.status === 'requires_action';
  const body = waiting
    ? `<p>A shop asks you to confirm a payment of <strong>${escaped(amount)}</strong>.</p>
<form method="post">
<button name="outcome" value="complete">Complete authentication</button>
<button name="outcome" value="fail">Fail authentication</button>
</form>`
    : `<p>Nothing to confirm: the payment is <strong>${escaped(intent.status)}</strong>.</p>`;
  return page('3-D Secure test page', `${body}\n<p><small>${escaped(intent.id)} in the Stripe emulator</small></p>`);
}

export function challengeDonePage(passed: boolean): string {
  const said = passed ? 'The authentication is complete.' : 'The authentication has failed.';
  return page('3-D Secure test page', `<p>${said} You can close this page.</p>`);
}

/** Where the buyer goes back to, with what Stripe adds to the address (documented). */
export function returnAddress(returnUrl: string, intent: PaymentIntent, passed: boolean): string | undefined {
  if (!URL.canParse(returnUrl)) return undefined;
  const url = new URL(returnUrl);
  url.searchParams.set('payment_intent', intent.id);
  url.searchParams.set('payment_intent_client_secret', intent.clientSecret);
  url.searchParams.set('redirect_status', passed ? 'succeeded' : 'failed');
  return url.href;
}

function page(title: string, body: string): string {
  return `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>${title}</title>
<style>body{font:16px/1.5 sans-serif;max-width:32em;margin:4em auto;padding:0 1em}button{font:inherit;padding:.5em 1em;margin-right:1em}</style>
</head>
<body><h1>${title}</h1>
${body}
</body></html>
`;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
