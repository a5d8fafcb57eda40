import type { Account, DueTask } from './account';
import { expireHold } from './payment-intents/expire';
import { finishRefund } from './refunds/operations';
import type { Context } from './requests/request';

/** Does everything whose time has come, each thing at its own time. */
export function runDue(account: Account, now: number): void {
  for (let due = account.due.take(now); due !== undefined; due = account.due.take(now)) {
    happen({ account, now: due.at, origin: '' }, due.task);
  }
}

function happen(context: Context, task: DueTask): void {
  switch (task.kind) {
    case 'expire_hold':
      expireHold(context, task.intent, task.charge);
      return;
    case 'finish_refund':
      finishRefund(context, task.refund);
      return;
  }
}
