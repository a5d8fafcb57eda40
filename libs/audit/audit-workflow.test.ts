import { auditWorkflow } from './audit-workflow';

const open = { kind: 'open', runId: 'r', isPaused: false, wasReset: false, failedTasks: 0 } as const;
const closed = { kind: 'closed', runId: 'r', how: 'terminated', at: null } as const;
const held = { orderId: '1042', status: 'authorized' } as const;
const over = { orderId: '1042', status: 'completed' } as const;

test.each([
  { what: 'an open order that is looked after', order: held, look: open, says: [] },
  { what: 'an order that is over, with its workflow', order: over, look: { ...closed, how: 'completed' }, says: [] },
  { what: 'an order that is over, and long forgotten by Temporal', order: over, look: { kind: 'missing' }, says: [] },
  {
    what: 'an open order whose workflow was taken away',
    order: held,
    look: closed,
    says: ['order 1042: it is authorized, and its workflow was terminated in Temporal'],
  },
  {
    what: 'an open order that Temporal does not know',
    order: held,
    look: { kind: 'missing' },
    says: ['order 1042: it is authorized, and Temporal does not know its workflow'],
  },
  {
    what: 'an order that is over, and is still looked after',
    order: over,
    look: open,
    says: ['order 1042: it is completed, and its workflow is not over'],
  },
] as const)('$what', ({ order, look, says }) => {
  expect(auditWorkflow(order, look)).toEqual(says);
});
