import { ConnectDesk } from '../../test/setup/desks/connect-desk';
import { RefundDesk, refundCommand } from '../../test/setup/desks/refund-desk';
import { createShopDatabase, type Shop, type ShopDatabase } from '../../test/setup/desks/shop';

/** A refund, and what goes back with it, is refused by our mistake; that is mended, and Stripe keeps the key. */

const REFUNDS = '/v1/refunds';
const REVERSALS = '/v1/transfers/*/reversals';
const MISUSE = { type: 'ProviderMisuse' };
const SPENT = [{ how: 'stored' }, { how: 'mended' }] as const;

let place: ShopDatabase;
beforeAll(async () => {
  place = await createShopDatabase();
});
afterAll(() => place.drop());

async function refuseOnce(shop: Shop, path: string, type: string, stored: boolean): Promise<void> {
  const effect = { kind: 'error', status: 403, type, code: null, stored };
  await shop.control('faults', { match: { method: 'POST', path, nth: 1, times: 1 }, effect });
}

/** The stored refusal is answered again; or the request was mended, and is another one now. */
async function spendKey(
  shop: Shop,
  path: string,
  how: 'stored' | 'mended',
  fail: () => Promise<unknown>,
): Promise<void> {
  await refuseOnce(shop, path, 'invalid_request_error', how === 'stored');
  await fail();
  if (how === 'mended') await refuseOnce(shop, path, 'idempotency_error', false);
}

test.each(SPENT)('a refund is looked for, then has a key of its own: $how', async ({ how }) => {
  const desk = await RefundDesk.open(place);
  const command = refundCommand('r', { amount: 100 });
  await spendKey(desk.shop, REFUNDS, how, () => expect(desk.request(command)).rejects.toMatchObject(MISUSE));
  desk.shop.passHere(31);
  expect(await desk.request({ ...command, acceptanceId: 'again' })).toMatchObject({ status: 'succeeded' });
  expect(await desk.attention()).toEqual([]);
  expect(await desk.shop.discrepancies()).toEqual([]);
});

test('a refund that the provider made under the spent key is found, and not made again', async () => {
  const desk = await RefundDesk.open(place);
  const command = refundCommand('r', { amount: 100 });
  const { gateway } = desk.shop;
  await expect(
    desk.request(command, {
      ...gateway,
      refund: async (request) => {
        await gateway.refund(request);
        throw new Error('killed');
      },
    }),
  ).rejects.toThrow('killed');
  desk.shop.passHere(31);
  let looks = 0;
  const late = {
    ...gateway,
    // Stripe does not show it at the first look.
    findRefund: (asked: Parameters<typeof gateway.findRefund>[0]) => {
      looks += 1;
      return looks === 1 ? Promise.resolve(undefined) : gateway.findRefund(asked);
    },
  };
  await refuseOnce(desk.shop, REFUNDS, 'idempotency_error', false);
  expect(await desk.request(command, late)).toMatchObject({ status: 'succeeded' });
  expect(await desk.balance('refunds')).toBe(100);
  expect(await desk.shop.discrepancies()).toEqual([]);
});

test('soon after, a refund is left alone: the request before may be on its way', async () => {
  const desk = await RefundDesk.open(place);
  const command = refundCommand('r', { amount: 100 });
  await spendKey(desk.shop, REFUNDS, 'mended', () => expect(desk.request(command)).rejects.toMatchObject(MISUSE));
  desk.shop.passHere(10);
  await expect(desk.request(command)).rejects.toMatchObject(MISUSE);
  desk.shop.passHere(31);
  expect(await desk.request(command)).toMatchObject({ status: 'succeeded' });
});

test.each(SPENT)('a reversal is looked for, then has a key of its own: $how', async ({ how }) => {
  const desk = new ConnectDesk(place, { applicationFeeAmount: 460 });
  await desk.shipAndSettle();
  await spendKey(desk.shop, REVERSALS, how, () => desk.request(refundCommand('r', { shipmentId: 'A' })));
  await expect(desk.look('r')).rejects.toMatchObject(MISUSE);
  if (how === 'mended') await refuseOnce(desk.shop, REVERSALS, 'idempotency_error', false);
  desk.shop.passHere(61);
  expect(await desk.look('r')).toMatchObject({ nextReadAt: null });
  expect(await desk.attention()).toEqual([]);
  await desk.expectSound();
});
