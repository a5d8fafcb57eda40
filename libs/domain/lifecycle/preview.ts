import type { Input } from '../orders/inputs';
import { coveredAmount } from '../payment/covered';
import { heldAmount, type Payment } from '../payment/payment';
import type { Refusal } from '../payment/refusal';
import type { ReleaseStep, Step } from '../payment/steps';
import { decide } from './decide';

/** What the provider would be asked for. */
export type PreviewedCall = 'nothing' | 'authorization' | 'capture' | 'final_capture' | 'charge' | 'cancel';

/** What a command would do, in minor units of the order's currency, should the provider do what it is asked for. */
export interface PreviewEffect {
  readonly asks: PreviewedCall;
  /** What the hold would be incremented by before. */
  readonly incremented: number;
  readonly captured: number;
  /** What would count as shipped, and be captured later. */
  readonly covered: number;
  /** What would go back to the buyer now. */
  readonly released: number;
  /** What would go back with the final capture of the hold, or its release. */
  readonly releasedLater: number;
  /** What would be held afterwards. */
  readonly held: number;
}

/** What would become of a command, if it came now. */
export type Preview =
  | { readonly kind: 'done'; readonly effect: PreviewEffect }
  | { readonly kind: 'refused'; readonly refusal: Refusal }
  /** It was carried out before: nothing would happen. */
  | { readonly kind: 'repeat' };

/** Looks ahead with the decision that would be made, and does nothing. Pure. */
export function previewOf(payment: Payment, input: Input): Preview {
  const decision = decide(payment, input);
  switch (decision.kind) {
    case 'refuse':
      return { kind: 'refused', refusal: decision.refusal };
    case 'repeat':
    case 'ignore':
      return { kind: 'repeat' };
    case 'do':
      return decision.step.kind === 'raise'
        ? previewAfterIncrement(payment, input, decision.step)
        : { kind: 'done', effect: effectOf(payment, decision.step) };
  }
}

/** The increment comes first, and what it was for is decided again with more in the hold. */
function previewAfterIncrement(
  payment: Payment,
  input: Input,
  { amountAfter: amount, amountBefore }: Extract<Step, { kind: 'raise' }>,
): Preview {
  const { hold } = payment;
  if (hold.state !== 'held') throw new Error(`Bug! An increment was decided for a hold that is ${hold.state}`);
  const incremented = amount - amountBefore;
  const raised = (hold.raised ?? 0) + incremented;
  const next = previewOf({ ...payment, raises: payment.raises + 1, hold: { ...hold, amount, raised } }, input);
  return next.kind === 'done' ? { kind: 'done', effect: { ...next.effect, incremented } } : next;
}

function effectOf(payment: Payment, step: Exclude<Step, { kind: 'raise' }>): PreviewEffect {
  const before = heldAmount(payment);
  const nothing: PreviewEffect = {
    ...{ asks: 'nothing', incremented: 0, captured: 0, covered: 0, released: 0, releasedLater: 0 },
    held: before,
  };
  switch (step.kind) {
    case 'capture': {
      const captured = step.receivedAfter - step.receivedBefore;
      if (!step.final) return { ...nothing, asks: 'capture', captured, held: step.capturableAfter };
      const held = step.next?.amount ?? 0;
      return { ...nothing, asks: 'final_capture', captured, released: Math.max(0, before - captured - held), held };
    }
    case 'charge':
      return { ...nothing, asks: 'charge', captured: step.price.amount };
    case 'cover':
      return { ...nothing, covered: step.price.amount };
    case 'release':
      return { ...nothing, ...effectOfRelease(step) };
    case 'cancel_lines': {
      if (step.rest === undefined) return { ...nothing, releasedLater: step.amount };
      const captured = coveredAmount(payment);
      return { ...nothing, asks: 'final_capture', captured, released: before - captured, held: 0 };
    }
    case 'lower_line':
      return { ...nothing, releasedLater: step.amount };
    case 'authorize':
    case 'confirm':
    case 'save_card':
    case 'confirm_card':
      return { ...nothing, asks: 'authorization' };
    case 'uncover':
    case 'add_lines':
    case 'change_deadline':
    case 'warn':
    case 'end_charge':
    case 'read_hold':
    case 'read_card':
    case 'read_charge':
    case 'settle':
      return nothing;
  }
}

function effectOfRelease({ how, amount, next }: ReleaseStep): Pick<PreviewEffect, 'asks' | 'released' | 'held'> {
  const held = next?.amount ?? 0;
  return { asks: how === 'record_only' ? 'nothing' : 'cancel', released: Math.max(0, amount - held), held };
}
