import type { Account, DueTask } from './account';
import { settleCapture } from './charges/settle';
import { expireSession } from './checkout/operations';
import { finishProcessing } from './payment-intents/confirming/attempt';
import { decideDispute, endDispute } from './disputes/decide';
import { expireHold } from './payment-intents/expire';
import { payOut } from './payouts/automatic';
import { endPayout, submitPayout } from './payouts/progress';
import { finishRefund } from './refunds/finish';
import { byItself } from './request';
import type { Context } from './request';

/** Does everything whose time has come, each thing at its own time. */
export function runDue(account: Account, now: number): void {
  for (let due = account.due.take(now); due !== undefined; due = account.due.take(now)) {
    happen(byItself(account, due.at), due.task);
  }
}

function happen(context: Context, task: DueTask): void {
  switch (task.kind) {
    case 'expire_hold':
      expireHold(context, task.paymentIntent, task.charge);
      return;
    case 'finish_processing':
      finishProcessing(context, task.paymentIntent, task.paymentMethod, task.presence);
      return;
    case 'finish_refund':
      finishRefund(context, task.refund);
      return;
    case 'decide_dispute':
      decideDispute(context, task.dispute, task.outcome);
      return;
    case 'end_dispute':
      endDispute(context, task.dispute);
      return;
    case 'submit_payout':
      submitPayout(context, task.payout);
      return;
    case 'end_payout':
      endPayout(context, task.payout);
      return;
    case 'expire_session':
      expireSession(context, task.session);
      return;
    case 'in_connected':
      happen(byItself(task.account, context.now), task.task);
      return;
    case 'pay_out':
      payOut(context);
      return;
    case 'settle_capture':
      settleCapture(context, task.charge, task.capture);
      return;
  }
}
