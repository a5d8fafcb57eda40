import type { MockActivityEnvironment } from '@temporalio/testing';
import type { PaymentActivities } from '../../activities/payment-activities';
import type { Fact } from '../../libs/domain/payment/facts';
import type { Step } from '../../libs/domain/payment/steps';

/** Runs the activity that a step names, as the workflow would. */
export function carryOut(
  environment: MockActivityEnvironment,
  activities: PaymentActivities,
  step: Step,
): Promise<Fact> {
  switch (step.kind) {
    case 'authorize':
      return environment.run(() => activities.authorize(step));
    case 'confirm':
      return environment.run(() => activities.confirm(step));
    case 'raise':
      return environment.run(() => activities.raiseHold(step));
    case 'capture':
      return environment.run(() => activities.capture(step));
    case 'release':
      return environment.run(() => activities.release(step));
    case 'cover':
      return environment.run(() => activities.cover(step));
    case 'uncover':
      return environment.run(() => activities.uncover(step));
    case 'change_deadline':
      return environment.run(() => activities.changeDeadline(step));
    case 'reopen_units':
      return environment.run(() => activities.reopenUnits(step));
    case 'add_lines':
      return environment.run(() => activities.addLines(step));
    case 'lower_line':
      return environment.run(() => activities.lowerLine(step));
    case 'warn':
      return environment.run(() => activities.warn(step));
    case 'cancel_lines':
      return environment.run(() => activities.cancelLines(step));
    case 'read_hold':
      return environment.run(() => activities.readHold(step));
    case 'settle':
      return environment.run(() => activities.settle(step));
    case 'save_card':
      return environment.run(() => activities.saveCard(step));
    case 'confirm_card':
      return environment.run(() => activities.confirmCard(step));
    case 'read_card':
      return environment.run(() => activities.readCard(step));
    case 'charge':
      return environment.run(() => activities.charge(step));
    case 'read_charge':
      return environment.run(() => activities.readCharge(step));
    case 'end_charge':
      return environment.run(() => activities.endCharge(step));
  }
}
