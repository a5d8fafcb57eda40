import { randomUUID } from 'node:crypto';
import { seconds } from '../../../../test/setup/pace';
import { openApiShop } from '../../../../test/setup/shop/api-shop';
import type { ApiOrder } from '../../../../test/setup/shop/api-order';
import { units } from '../../../../test/setup/shop/units';
import type { WooshPayRequest } from '../../../../test/setup/wooshpay';

/**
 * Lives of orders through WooshPay, each lived once undisturbed and its requests counted, and then once more for every
 * request and everything that can go wrong with it: a cell. `WOOSHPAY_FAULTS=all` lives all cells; `npm test` a few of
 * each life, others each time.
 */

const shop = openApiShop({ atWooshPay: true, webhooks: true, retryPauses: { firstMs: 20, mostMs: 200 } });

interface RightEnd {
  readonly captured: number;
  readonly released: number;
  readonly refunded: number;
}

interface Life {
  readonly what: string;
  /** @returns the order, and the end that is right after whatever happened */
  live(): Promise<{ readonly order: ApiOrder; readonly end: RightEnd }>;
}

function placed(payment: object = {}, policy: object = {}): Promise<ApiOrder> {
  return shop.placeOrder({ paymentMethod: 'pm_card_visa', ...payment, provider: 'wooshpay' }, { policy });
}

/** A step that is tried again for longer than a request waits is answered later, under the same id. */
async function insist(ask: () => Promise<{ readonly status: number; readonly text: string }>): Promise<void> {
  for (let times = 0; times < 3; times += 1) {
    const { status, text } = await ask();
    if (status < 300) return;
    if (status !== 503 && status !== 504) throw new Error(`answered ${status.toString()}: ${text}`);
  }
  throw new Error('not answered though it was asked three times');
}

const LIVES: readonly Life[] = [
  {
    what: 'covered, captured once, the rest given back, and refunded',
    live: async () => {
      const order = await placed();
      await insist(() => order.ship('A', '1:1'));
      await insist(() => order.cancel('C1'));
      await order.untilStatus('completed');
      await insist(() => order.refund('R1', { lines: units('1:1') }));
      return { order, end: { captured: 2300, released: 2300, refunded: 2300 } };
    },
  },
  {
    what: 'captured and held again with a kept card',
    live: async () => {
      const order = await placed({ saveForLater: true });
      await insist(() => order.ship('A', '1:1'));
      await order.until(({ amounts }) => amounts.captured === 2300 && amounts.held === 2300);
      await insist(() => order.ship('B', '2:1'));
      return { order, end: { captured: 4600, released: 0, refunded: 0 } };
    },
  },
  {
    what: 'charged to a saved card, shipment by shipment',
    live: async () => {
      const customer = await shop.wooshPay.createCustomer();
      const order = await placed({ customer }, { fulfilment: 'charge_on_ship' });
      await insist(() => order.ship('A', '1:1'));
      await insist(() => order.ship('B', '2:1'));
      return { order, end: { captured: 4600, released: 0, refunded: 0 } };
    },
  },
];

const FAULTS = [
  { kind: 'commit_then_drop' },
  { kind: 'drop_before_commit' },
  { kind: 'error', status: 503, type: 'api_error', code: null, message: 'Not now', stored: false },
  {
    kind: 'error',
    status: 429,
    type: 'invalid_request_error',
    code: 'rate_limit',
    message: 'Too many requests',
    stored: false,
  },
] as const;

/** How many cells of each life `npm test` lives. */
const SAMPLE = 4;

interface Cell {
  readonly method: string;
  readonly path: string;
  readonly nth: number;
  readonly effect: (typeof FAULTS)[number];
}

const ID = /^(cus|pi|pm|re|seti)_\w+$/;

/** One for each request that the product made and each fault; what the test itself asks for is no cell. */
function cellsOf(requests: readonly WooshPayRequest[]): Cell[] {
  const seen = new Map<string, number>();
  return requests.flatMap(({ method, path }) => {
    const route = path
      .split('/')
      .map((part) => (ID.test(part) ? '*' : part))
      .join('/');
    const nth = (seen.get(`${method} ${route}`) ?? 0) + 1;
    seen.set(`${method} ${route}`, nth);
    const isOfTheTest = path.startsWith('/_emulator') || (route === '/v1/customers' && method === 'POST');
    return isOfTheTest ? [] : FAULTS.map((effect) => ({ method, path: route, nth, effect }));
  });
}

function sampleOf(cells: readonly Cell[]): Cell[] {
  if (process.env['WOOSHPAY_FAULTS'] === 'all') return [...cells];
  const drawn = cells.map((cell) => ({ cell, lot: randomUUID() })).sort((one, other) => (one.lot < other.lot ? -1 : 1));
  return drawn.slice(0, SAMPLE).map(({ cell }) => cell);
}

/** @returns what is wrong, in words, and what the product asked for: the audit asks too */
async function lived(life: Life): Promise<{ readonly wrong: string[]; readonly asked: readonly WooshPayRequest[] }> {
  const before = (await shop.wooshPay.requests()).length;
  const { order, end } = await life.live();
  const { amounts } = await order.until(
    ({ amounts: { captured, refunded, settled }, status }) =>
      status === 'completed' && settled === captured && refunded === end.refunded,
  );
  const { captured, released, refunded, lost } = amounts;
  expect({ captured, released, refunded, lost }).toEqual({ ...end, lost: 0 });
  const asked = (await shop.wooshPay.requests()).slice(before);
  await shop.wooshPay.endFaults();
  await order.expectConsistentRecords();
  return { wrong: await order.attention(), asked };
}

test.each(LIVES)(
  'an order through WooshPay that is $what ends right whatever goes wrong',
  async (life) => {
    const { wooshPay } = shop;
    const undisturbed = await lived(life);
    expect(undisturbed.wrong).toEqual([]);
    const cells = cellsOf(undisturbed.asked);
    expect(cells.length).toBeGreaterThan(20);
    const wrong: string[] = [];
    for (const { effect, ...match } of sampleOf(cells)) {
      await wooshPay.fault({ ...match, times: 1 }, effect);
      const cell = `${match.method} ${match.path} #${match.nth.toString()} ${effect.kind}`;
      try {
        const attention = (await lived(life)).wrong;
        if (attention.length > 0) wrong.push(`${cell}: ${attention.join(', ')} is open`);
      } catch (error) {
        wrong.push(`${cell}: ${String(error)}`);
      }
      await wooshPay.endFaults();
    }
    expect(wrong).toEqual([]);
  },
  seconds(600) * 1000,
);
