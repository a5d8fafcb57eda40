import type { Input } from '../orders/inputs';
import { coveredAmount } from '../payment/covered';
import { capturedOfHold, heldAmount, type Payment } from '../payment/payment';
import type { NextHold } from '../payment/renewal';
import type { Refusal } from '../payment/refusal';
import type { AuthorizeStep, CaptureStep, IncrementStep, ReleaseStep, Step } from '../payment/steps';
import { decide } from './decide';

/** What the provider would be asked for. */
export type ProviderRequestKind = 'authorize' | 'increment' | 'capture' | 'charge' | 'cancel' | 'refund';

/** One request that the provider would get. */
export interface ProviderRequest {
  readonly kind: ProviderRequestKind;
  /** What it is asked of: a PaymentIntent, a SetupIntent or, for a refund, a charge; null: what does not exist yet. */
  readonly id: string | null;
  /** Minor units; of an increment the whole hold after it. Null: all that is left. */
  readonly amount: number | null;
  /** Of a capture: whether the rest of the hold goes back with it. Null: it is no capture. */
  readonly final: boolean | null;
}

/** What a command would do, in minor units of the order's currency, should the provider do what it is asked for. */
export interface DryRunEffect {
  /** In their order. */
  readonly requests: readonly ProviderRequest[];
  /** What the hold would be incremented by before. */
  readonly incremented: number;
  readonly captured: number;
  /** What would count as shipped, and be captured later. */
  readonly covered: number;
  /** What would go back to the buyer out of the hold, now. */
  readonly released: number;
  /** What would go back with the final capture of the hold, or its release. */
  readonly releasedLater: number;
  /** What would go back to the card out of what was captured. */
  readonly refunded: number;
  /** What the shop would return to credits beside the card. */
  readonly credited: number;
  /** What would be held afterwards. */
  readonly held: number;
}

/** What would become of a command, if it came now. Plain data. */
export type DryRun =
  | { readonly kind: 'done'; readonly effect: DryRunEffect }
  | { readonly kind: 'refused'; readonly refusal: Refusal }
  /** It was carried out before: nothing would happen. */
  | { readonly kind: 'repeat' };

/** What a command does that changes no money. @param held minor units */
export function noEffect(held: number): DryRunEffect {
  const nothing = { incremented: 0, captured: 0, covered: 0, released: 0, releasedLater: 0, refunded: 0, credited: 0 };
  return { requests: [], ...nothing, held };
}

/** Looks ahead with the decision that would be made, and does nothing. Pure. */
export function dryRunOf(payment: Payment, input: Input): DryRun {
  if (payment.hold.state === 'renewal_due') return { kind: 'refused', refusal: betweenHolds(payment) };
  const decision = decide(payment, input);
  switch (decision.kind) {
    case 'refuse':
      return { kind: 'refused', refusal: decision.refusal };
    case 'repeat':
    case 'ignore':
      return { kind: 'repeat' };
    case 'do':
      return dryRunOfStep(payment, input, decision.step);
  }
}

function dryRunOfStep(payment: Payment, input: Input, step: Step): DryRun {
  if (step.kind === 'raise') return afterIncrement(payment, input, step);
  const effect = effectOfStep(payment, step);
  return { kind: 'done', effect: step.kind === 'authorize' ? takingOver(payment, step, effect) : effect };
}

/** A second hold takes the place of the one that serves, which is given back as soon as the new one lives. */
function takingOver(payment: Payment, { renewal }: AuthorizeStep, effect: DryRunEffect): DryRunEffect {
  const { hold } = payment;
  if (renewal?.takesOver !== true || hold.state !== 'held') return effect;
  const { amount } = renewal.price;
  const how = capturedOfHold(payment) > 0 ? 'zero_final_capture' : 'cancel';
  const boundAgain = amount - (renewal.room?.amount ?? 0);
  return {
    ...effect,
    requests: [...effect.requests, ...ending(how, hold.paymentIntentId)],
    released: Math.max(0, heldAmount(payment) - boundAgain),
    held: amount,
  };
}

/** The command itself would wait for what the card says. */
function betweenHolds({ order }: Payment): Refusal {
  const message = `the hold of order ${order.orderId} is being renewed at this moment: ask again`;
  return { code: 'temporarily_unavailable', message };
}

/** The increment comes first, and what it was for is decided again with more in the hold. */
function afterIncrement(payment: Payment, input: Input, step: Extract<Step, { kind: 'raise' }>): DryRun {
  const { hold } = payment;
  if (hold.state !== 'held') throw new Error(`Bug! An increment was decided for a hold that is ${hold.state}`);
  const { incremented, requests: first } = effectOfStep(payment, step);
  const amount = step.amountAfter;
  const raised = (hold.raised ?? 0) + incremented;
  const next = dryRunOf({ ...payment, raises: payment.raises + 1, hold: { ...hold, amount, raised } }, input);
  if (next.kind !== 'done') return next;
  const requests = [...first, ...next.effect.requests];
  return { kind: 'done', effect: { ...next.effect, requests, incremented } };
}

/** What a step does with the money. */
export function effectOfStep(payment: Payment, step: Step): DryRunEffect {
  const nothing = noEffect(heldAmount(payment));
  switch (step.kind) {
    case 'raise':
      return { ...nothing, ...effectOfIncrement(step, nothing.held) };
    case 'capture':
      return { ...nothing, ...effectOfCapture(step, nothing.held) };
    case 'charge': {
      const { amount } = step.price;
      const requests = amount === 0 ? [] : [{ kind: 'charge', id: null, amount, final: null } as const];
      return { ...nothing, requests, captured: amount };
    }
    case 'cover':
      return { ...nothing, covered: step.price.amount };
    case 'uncover':
      return { ...nothing, covered: -step.amount };
    case 'release':
      return { ...nothing, ...effectOfRelease(step) };
    case 'cancel_lines':
      return step.rest === undefined
        ? { ...nothing, releasedLater: step.amount }
        : { ...nothing, ...effectOfFinalCapture(payment) };
    case 'lower_line':
      return { ...nothing, releasedLater: step.amount };
    case 'authorize':
      return { ...nothing, requests: authorization(step.renewal?.price.amount ?? step.order.total) };
    case 'confirm':
      return { ...nothing, requests: authorization(step.amount, step.paymentIntentId) };
    case 'save_card':
    case 'confirm_card':
    case 'add_lines':
    case 'reopen_units':
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

type Changed = Partial<DryRunEffect>;

function effectOfIncrement({ amountAfter, amountBefore, paymentIntentId: id }: IncrementStep, before: number): Changed {
  const incremented = amountAfter - amountBefore;
  return {
    requests: [{ kind: 'increment', id, amount: amountAfter, final: null }],
    incremented,
    held: before + incremented,
  };
}

function effectOfCapture(step: CaptureStep, before: number): Changed {
  const { final, paymentIntentId: id, next } = step;
  const captured = step.receivedAfter - step.receivedBefore;
  const requests: ProviderRequest[] = [{ kind: 'capture', id, amount: captured, final }, ...renewal(next)];
  if (!final) return { requests, captured, held: step.capturableAfter };
  const held = next?.amount ?? 0;
  return { requests, captured, released: Math.max(0, before - captured - held), held };
}

/** What left is captured at once, because nothing is open any more. */
function effectOfFinalCapture(payment: Payment): Changed {
  const { hold } = payment;
  const captured = coveredAmount(payment);
  const id = hold.state === 'held' ? hold.paymentIntentId : null;
  const requests: ProviderRequest[] = [{ kind: 'capture', id, amount: captured, final: true }];
  return { requests, captured, released: heldAmount(payment) - captured, held: 0 };
}

function effectOfRelease({ how, amount, paymentIntentId, setupIntentId, next }: ReleaseStep): Changed {
  const held = next?.amount ?? 0;
  const requests = [...ending(how, setupIntentId ?? paymentIntentId), ...renewal(next)];
  return { requests, released: Math.max(0, amount - held), held };
}

function ending(how: ReleaseStep['how'], id: string | null): ProviderRequest[] {
  switch (how) {
    case 'cancel':
    case 'cancel_setup':
      return [{ kind: 'cancel', id, amount: null, final: null }];
    case 'zero_final_capture':
      return [{ kind: 'capture', id, amount: 0, final: true }];
    case 'record_only':
      return [];
  }
}

function renewal(next: NextHold | undefined): ProviderRequest[] {
  return next === undefined ? [] : authorization(next.amount);
}

function authorization(amount: number, id: string | null = null): ProviderRequest[] {
  return [{ kind: 'authorize', id, amount, final: null }];
}
