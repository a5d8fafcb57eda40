import { fulfilled } from '../../test/examples/cards';
import { newOrder } from '../../test/examples/orders';
import type { NewOrder, OrderLine } from './order';
import { acceptOrder } from './order-acceptance';

const context = { contentHash: 'h', acceptanceId: 'a', requestId: 'r', acceptedAt: '2026-11-22T10:00:00.000Z' };

function pathsOf(order: NewOrder): string[] {
  const acceptance = acceptOrder(order, context);
  return acceptance.kind === 'accepted' ? [] : acceptance.problems.map(({ path }) => path);
}

function withLine(change: Partial<OrderLine>): NewOrder {
  return newOrder({ lines: newOrder().lines.map((line, index) => (index === 1 ? { ...line, ...change } : line)) });
}

describe('accepting an order', () => {
  it('computes the total of the example', () => {
    expect(acceptOrder(newOrder(), context)).toMatchObject({
      kind: 'accepted',
      order: { total: 4600, acceptanceId: 'a' },
    });
  });

  it.each([
    ['an unknown currency', newOrder({ currency: 'xxx' }), ['currency']],
    ['a line id used twice', withLine({ lineId: '1' }), ['lines[1].lineId']],
    ['a line discounted below nothing', withLine({ discountAmount: 2001 }), ['lines[1].discountAmount']],
    ['an order discounted below its goods', newOrder({ discountAmount: 4001 }), ['discountAmount']],
    [
      'a total of nothing',
      newOrder({ lines: [], shipping: { ...newOrder().shipping, amount: 0 }, discountAmount: 0 }),
      ['lines'],
    ],
    ['a total above eight digits', withLine({ unitPrice: 99_999_999 }), ['lines']],
    ['fils that no card can move', newOrder({ currency: 'kwd', discountAmount: 15 }), ['discountAmount']],
    [
      'a deadline where nothing is held',
      newOrder(fulfilled('immediate', {}, { onDeadline: 'capture_remaining' })),
      ['policy.onDeadline'],
    ],
    ['a card saved for nobody', newOrder(fulfilled('charge_on_ship', { customer: null })), ['payment.customer']],
  ])('refuses %s and names the field', (_, order, paths) => {
    expect(pathsOf(order)).toEqual(paths);
  });
});
