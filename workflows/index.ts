/** The registration list: every workflow a worker runs. */
export { orderPayment } from './order-payment/workflow';
export { refund } from './refund/workflow';
export { dispute } from './dispute/workflow';
export { inboxSweep } from './inbox-sweep/workflow';
export { accounting } from './accounting/workflow';
export { missedEvents } from './missed-events/workflow';
export { mendOrder, orderWatch } from './order-watch/workflow';
export { solveAttentionOfEnded } from './attention/workflow';
