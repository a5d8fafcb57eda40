import { ApplicationFailure, condition, log, setHandler } from '@temporalio/workflow';
import type {
  Answer,
  AuthorizationResult,
  CancellationResult,
  ConfirmationResult,
  DeadlineResult,
  LinesResult,
  ShipmentCancellationResult,
  ShipmentResult,
} from '../../libs/domain/lifecycle/answers';
import { isDue } from '../../libs/domain/orders/deadline';
import { decide } from '../../libs/domain/lifecycle/decide';
import { dryRunOf } from '../../libs/domain/lifecycle/dry-run';
import type { Fact } from '../../libs/domain/payment/facts';
import {
  isProviderEvent,
  type CancellationCommand,
  type ConfirmationCommand,
  type DeadlineChange,
  type LineAddition,
  type LineReduction,
  type Input,
  type ShipmentCancellation,
  type ShipmentCommand,
  type UnitsReopening,
} from '../../libs/domain/orders/inputs';
import type { Payment } from '../../libs/domain/payment/payment';
import type { Refusal } from '../../libs/domain/payment/refusal';
import type { Step } from '../../libs/domain/payment/steps';
import { openAlarm } from './alarm';
import { handleAttentions, type AttentionsChanged } from './attentions-changed';
import { handleClosing, type SolvedByPerson } from './solved-by-person';
import {
  addLines,
  authorize,
  cancelLines,
  cancelShipment,
  captureShipment,
  changeDeadline,
  confirmPayment,
  dryRun,
  lowerLine,
  reopenUnits,
  orderPaymentState,
  stripeEvent,
} from './messages';

/** What the main line takes one at a time: an input, what was found out beside it, or news of alerts. */
export type Received = AskedInput | FoundOut | SolvedByPerson | AttentionsChanged;

/** An input, and the way back to whoever sent it. */
export interface AskedInput {
  readonly kind: 'asked';
  readonly input: Input;
  readonly answer: (answer: Answer) => void;
}

/** Something that waited beside the main line was answered. */
export interface FoundOut {
  readonly kind: 'found_out';
  /** @returns undefined when it is worth nothing any more */
  readonly conclude: () => Promise<Found | undefined>;
}

/** A step that was carried out, and what it found out. */
export interface Found {
  readonly step: Step;
  readonly fact: Fact;
}

/** The queue in front of the main line: handlers only put in, the main line takes out one at a time. */
export interface InputQueue {
  /** Puts in an input that nobody waits for. */
  add(input: Input): void;
  /** Puts in what was found out beside the main line. */
  addFound(conclude: FoundOut['conclude']): void;
  hasWaiting(): boolean;
  /** The next input in order of arrival; the deadline goes first once it has come. */
  next(deadline: string | null): Promise<Received>;
}

/**
 * Registers every message of the workflow.
 * @param current the payment as it is now: what cannot succeed in its state is refused before it becomes history, as
 *   long as nothing is under way
 */
export function openInputQueue(current: () => Payment): InputQueue {
  const waiting: Received[] = [];
  const alarm = openAlarm(`deadline of order ${current().order.orderId}`);

  const add = (input: Input): void => {
    waiting.push({ kind: 'asked', input, answer: nobodyWaits });
  };
  // While a step is under way the payment is about to change, and PostgreSQL may already say how: only the main line
  // knows.
  let isIdle = false;
  const refuseHopeless = (input: Input): void => {
    if (!isIdle || waiting.length > 0) return;
    // Between two holds nobody knows yet: the command waits for what the card says.
    if (current().hold.state === 'renewal_due') return;
    const decision = decide(current(), input);
    if (decision.kind === 'refuse') throw refusalFailure(decision.refusal);
  };

  setHandler(authorize, () => ask(waiting, { kind: 'authorize' }, authorizationOf), {
    description: 'Place the hold on the card; answers with what the buyer must do, if anything',
  });
  setHandler(
    confirmPayment,
    (confirmation) => ask(waiting, { kind: 'confirm_payment', confirmation }, confirmationOf),
    {
      description: 'The buyer gave a payment method: place the hold with it',
      validator: (confirmation: ConfirmationCommand) => {
        refuseHopeless({ kind: 'confirm_payment', confirmation });
      },
    },
  );
  handleUnits(waiting, refuseHopeless);
  handleChanges(waiting, refuseHopeless);
  handleClosing((solved) => waiting.push(solved));
  handleAttentions((changed) => waiting.push(changed));
  setHandler(
    stripeEvent,
    (event) => {
      if (isProviderEvent(event)) add({ kind: 'provider_event', event });
      else log.warn('a signal without a Stripe event was ignored');
    },
    {
      description: 'Something changed at Stripe: read it',
    },
  );
  setHandler(orderPaymentState, current, { description: 'The whole state, for debugging' });
  setHandler(dryRun, (input) => dryRunOf(current(), input), { description: 'What a command would do' });

  return {
    add,
    addFound: (conclude) => {
      waiting.push({ kind: 'found_out', conclude });
    },
    hasWaiting: () => waiting.length > 0,
    next: async (deadline) => {
      const due = (): boolean => deadline !== null && isDue(deadline, new Date().toISOString());
      while (waiting.length === 0 && !due()) {
        alarm.setTo(deadline);
        isIdle = true;
        await condition(() => waiting.length > 0 || due() || alarm.hasFired());
        isIdle = false;
      }
      const first = due() ? undefined : waiting.shift();
      const deadlineCame = { kind: 'deadline', at: new Date().toISOString() } as const;
      return first ?? { kind: 'asked', input: deadlineCame, answer: nobodyWaits };
    },
  };
}

/** Registers the commands that ship units, or say that they do not. */
function handleUnits(waiting: Received[], refuseHopeless: (input: Input) => void): void {
  setHandler(captureShipment, (shipment) => ask(waiting, { kind: 'capture_shipment', shipment }, shipmentOf), {
    description: 'A shipment left: capture what it is worth',
    validator: (shipment: ShipmentCommand) => {
      refuseHopeless({ kind: 'capture_shipment', shipment });
    },
  });
  setHandler(cancelLines, (cancellation) => ask(waiting, { kind: 'cancel_lines', cancellation }, cancellationOf), {
    description: 'Cancel units that have not shipped; with the last of them, release the rest of the hold',
    validator: (cancellation: CancellationCommand) => {
      refuseHopeless({ kind: 'cancel_lines', cancellation });
    },
  });
  setHandler(cancelShipment, (cancellation) => ask(waiting, { kind: 'cancel_shipment', cancellation }, uncoveredOf), {
    description: 'A covered shipment did not leave: its units are open again',
    validator: (cancellation: ShipmentCancellation) => {
      refuseHopeless({ kind: 'cancel_shipment', cancellation });
    },
  });
}

/** Registers the commands that change what was agreed. */
function handleChanges(waiting: Received[], refuseHopeless: (input: Input) => void): void {
  setHandler(changeDeadline, (change) => ask(waiting, { kind: 'change_deadline', change }, deadlineChangeOf), {
    description: 'Another policy for what happens before the hold expires',
    validator: (change: DeadlineChange) => {
      refuseHopeless({ kind: 'change_deadline', change });
    },
  });
  setHandler(addLines, (addition) => ask(waiting, { kind: 'add_lines', addition }, linesOf), {
    description: 'The buyer wants more: add lines, with room in the hold for them',
    validator: (addition: LineAddition) => {
      refuseHopeless({ kind: 'add_lines', addition });
    },
  });
  setHandler(lowerLine, (reduction) => ask(waiting, { kind: 'lower_line', reduction }, linesOf), {
    description: 'Units of a line that have not shipped cost less from now on',
    validator: (reduction: LineReduction) => {
      refuseHopeless({ kind: 'lower_line', reduction });
    },
  });
  setHandler(reopenUnits, (reopening) => ask(waiting, { kind: 'reopen_units', reopening }, linesOf), {
    description: 'Units go back and ship once more: a replacement for what arrived broken',
    validator: (reopening: UnitsReopening) => {
      refuseHopeless({ kind: 'reopen_units', reopening });
    },
  });
}

/** Puts in a command and waits until the main line has answered it. */
function ask<Result>(
  waiting: Received[],
  input: Input,
  resultOf: (answer: Answer) => Result | undefined,
): Promise<Result> {
  return new Promise((resolve) => {
    waiting.push({
      kind: 'asked',
      input,
      answer: (answer) => {
        const result = resultOf(answer);
        if (result !== undefined) resolve(result);
      },
    });
  });
}

function authorizationOf(answer: Answer): AuthorizationResult | undefined {
  return answer.to === 'authorize' ? answer.result : undefined;
}

function confirmationOf(answer: Answer): ConfirmationResult | undefined {
  return answer.to === 'confirm_payment' ? answer.result : undefined;
}

function shipmentOf(answer: Answer): ShipmentResult | undefined {
  return answer.to === 'capture_shipment' ? answer.result : undefined;
}

function cancellationOf(answer: Answer): CancellationResult | undefined {
  return answer.to === 'cancel_lines' ? answer.result : undefined;
}

function uncoveredOf(answer: Answer): ShipmentCancellationResult | undefined {
  return answer.to === 'cancel_shipment' ? answer.result : undefined;
}

function deadlineChangeOf(answer: Answer): DeadlineResult | undefined {
  return answer.to === 'change_deadline' ? answer.result : undefined;
}

function linesOf(answer: Answer): LinesResult | undefined {
  return answer.to === 'change_lines' ? answer.result : undefined;
}

function nobodyWaits(): void {
  // The clock and the provider want no answer.
}

/** A refused update leaves no event in the history; its caller gets the refusal as the failure's first detail. */
function refusalFailure(refusal: Refusal): ApplicationFailure {
  return ApplicationFailure.create({
    message: refusal.message,
    type: refusal.code,
    nonRetryable: true,
    details: [refusal],
  });
}
