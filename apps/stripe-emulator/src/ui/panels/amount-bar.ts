import type { PaymentIntent } from '../../stripe/payment-intents/payment-intent';
import { html } from '../../../../../libs/emulation/http/html';
import type { Html } from '../../../../../libs/emulation/http/html';

const WIDTH = 160;

/** Where the authorized amount went: captured, of that refunded, still held, given back. Widths are attributes, not styles. */
export function amountBar(intent: PaymentIntent): Html {
  const refunded = refundedOf(intent);
  const parts = [
    ['captured', intent.amountReceived - refunded],
    ['refunded', refunded],
    ['held', intent.amountCapturable],
    ['released', intent.amountReleased],
  ] as const;
  const whole = Math.max(
    intent.amount,
    parts.reduce((sum, [, amount]) => sum + amount, 0),
  );
  let at = 0;
  const pieces = parts.map(([name, amount]) => {
    const width = (amount / whole) * WIDTH;
    const piece = html`<rect class="${name}" x="${at.toFixed(1)}" y="0" width="${width.toFixed(1)}" height="8" />`;
    at += width;
    return piece;
  });
  const said = parts.filter(([, amount]) => amount > 0).map(([name, amount]) => `${name} ${String(amount)}`);
  return html`<svg
    class="bar"
    viewBox="0 0 ${WIDTH} 8"
    preserveAspectRatio="none"
    role="img"
    aria-label="${said.join(', ')}"
  >
    ${pieces}
  </svg>`;
}

export function refundedOf({ charges }: PaymentIntent): number {
  return charges.reduce((sum, { amountRefunded }) => sum + amountRefunded, 0);
}
