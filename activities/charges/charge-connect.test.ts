import { randomUUID } from 'node:crypto';
import type { ConnectTerms } from '../../libs/domain/orders/connect-terms';
import { connectTerms } from '../../test/examples/arbitrary-connect';
import { shipmentOf } from '../../test/examples/payments';
import { CardDesk, first, second } from '../../test/setup/desks/card-desk';
import { openEmulatorControl } from '../../test/setup/emulator-control';
import { openShopDatabase } from '../../test/setup/desks/shop-database';
import { expectSoundShares } from '../../test/setup/sound-shares';
import { AUTHORIZE } from '../../test/examples/inputs';

const place = openShopDatabase();

function open(fulfilment: 'charge_on_ship' | 'immediate', terms: Partial<ConnectTerms>): Promise<CardDesk> {
  return CardDesk.open(place, fulfilment, { paymentMethod: 'pm_card_visa', connect: connectTerms(terms) });
}

/** Everything that was charged, read as the workflow reads it. */
async function settle(desk: CardDesk): Promise<void> {
  await desk.pass(60);
  for (const { chargeId } of desk.payment.shipments.filter(({ state }) => state === 'captured')) {
    const names = { paymentIntentId: null, chargeId };
    const event = { eventId: `evt_${randomUUID()}`, type: 'charge.updated', about: 'settlement', ...names } as const;
    await desk.handle({ kind: 'provider_event', event });
  }
}

async function expectSound(desk: CardDesk): Promise<void> {
  const stripe = openEmulatorControl(desk.stripe);
  await expectSoundShares({ reader: place.reader, stripe }, desk.orderId);
  await stripe.requireSound();
  expect((await desk.record()).status).toBe('completed');
  expect(await desk.discrepancies()).toEqual([]);
}

const TERMS: [string, Partial<ConnectTerms>][] = [
  ['a fee', { applicationFeeAmount: 461 }],
  ['a part', { transferAmount: 4001 }],
  ['everything', {}],
];

test.each(TERMS)('shipments that are charged one by one are split with %s, each by its units', async (_what, terms) => {
  const desk = await open('charge_on_ship', terms);
  await desk.handle(AUTHORIZE);
  await desk.handle(first);
  await desk.handle(second);
  await settle(desk);
  await expectSound(desk);
  expect((await desk.record()).shipments.every(({ capture }) => capture.transfer !== null)).toBe(true);
});

test.each(TERMS)('an order that is paid at once is split with %s', async (_what, terms) => {
  const desk = await open('immediate', terms);
  await desk.handle(AUTHORIZE);
  await settle(desk);
  await expectSound(desk);
  expect((await desk.record()).shipments[0]?.capture.transfer).not.toBeNull();
});

test.each([
  ['a fee', { applicationFeeAmount: 4600 }],
  ['a part', { transferAmount: 4600 }],
] as [string, Partial<ConnectTerms>][])(
  'a shipment that is worth less than %s of its units sends on no more than it takes',
  async (_what, terms) => {
    const desk = await open('charge_on_ship', terms);
    await desk.handle(AUTHORIZE);
    const shipment = {
      ...shipmentOf('A', [{ lineId: '1', quantity: 1 }]),
      amountAdjustment: { amount: -2000, reason: 'bruised' },
    };
    await desk.handle({ kind: 'capture_shipment', shipment });
    await desk.handle(second);
    await settle(desk);
    await expectSound(desk);
    expect((await desk.record()).amounts).toMatchObject({ captured: 2600, released: 2000 });
  },
);
