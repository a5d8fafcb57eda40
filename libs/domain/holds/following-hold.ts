import type { EndedHold } from '../payment/hold';
import type { NextHold } from '../payment/renewal';
import type { Step } from '../payment/steps';

/**
 * The hold that follows the end of this one; undefined when none does. When somebody took it from us by hand, or
 * captured of it, that says that the order shall hold nothing.
 */
export function following(
  step: Step,
  { state, lost, takenElsewhere }: Pick<EndedHold, 'state' | 'lost' | 'takenElsewhere'>,
): NextHold | undefined {
  if (takenElsewhere !== undefined) return undefined;
  switch (step.kind) {
    case 'release':
      return state === 'expired' || lost === 0 ? step.next : undefined;
    case 'capture':
      return state === 'captured' && lost === 0 ? step.next : ifExpired(state, step.ifLost);
    case 'read_hold':
      return ifExpired(state, step.ifLost);
    case 'authorize':
    case 'confirm':
    case 'raise':
    case 'cover':
    case 'uncover':
    case 'change_deadline':
    case 'add_lines':
    case 'lower_line':
    case 'reopen_units':
    case 'warn':
    case 'cancel_lines':
    case 'settle':
    case 'save_card':
    case 'confirm_card':
    case 'read_card':
    case 'charge':
    case 'read_charge':
    case 'end_charge':
      return undefined;
  }
}

/** The saved card that shipments are charged to after the end of a hold, under the same conditions; undefined: none. */
export function chargedAfter(
  step: Step,
  { state, lost, takenElsewhere }: Pick<EndedHold, 'state' | 'lost' | 'takenElsewhere'>,
): NextHold | undefined {
  if (step.kind !== 'release' || takenElsewhere !== undefined) return undefined;
  return state === 'expired' || lost === 0 ? step.charges : undefined;
}

function ifExpired(state: EndedHold['state'], next: NextHold | undefined): NextHold | undefined {
  return state === 'expired' ? next : undefined;
}
