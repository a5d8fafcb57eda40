import { PAYMENT_PROVIDERS } from '../../libs/domain/capabilities/payment-provider';
import { taskQueuesOf } from '../order-payment/messages';
import { solveAttentionStart } from './messages';

test.each(PAYMENT_PROVIDERS)(
  'an alert of an order paid through %s is closed where its steps are carried out',
  (name) => {
    const closing = { orderId: '1042', code: 'amount_mismatch', by: 'jane', reason: 'paid', requestId: 'r' } as const;
    expect(solveAttentionStart(closing, name)).toMatchObject({
      workflowId: 'attention/1042/amount_mismatch',
      taskQueue: taskQueuesOf(name).workflows,
    });
  },
);
