import { area, CHOSEN, docs } from '../../behaviour';
import type { World } from '../../behaviour';
import { Receiver, until } from '../../../src/emulator-under-test';
import { equal, shows } from '../../expectations';
import { documentedAt, idOf, inVersion, itemsOf, PAYMENT, recordOf } from '../../old-version';
import type { OldVersion, Shown } from '../../old-version';

const BASIL = docs('changelog/basil/2025-03-31/remove-refund-from-partial-capture-and-payment-cancellation-flow');
const INVOICE = docs('changelog/basil/2025-03-31/add-support-for-multiple-partial-payments-on-invoices');
const COUNT = docs('changelog/basil/2025-03-31/deprecate-total-count-expansion');
const CHARGES = docs('changelog/2022-11-15/removes-charges-attribute-paymentintent');
const REFUNDS = docs('changelog/2022-11-15/deprecates-charges-auto-expand');
const CATEGORIES = docs('reports/reporting-categories');
const EXPIRED = 'https://github.com/woocommerce/woocommerce-gateway-stripe/pull/3651';
const WEEK = 604_800;

const LIST = '&payment_method_types[]=card';

async function partlyCaptured(old: OldVersion): Promise<Shown> {
  const { id } = await old.hold(LIST);
  return old.post(`/v1/payment_intents/${idOf(id)}/capture`, 'amount_to_capture=600');
}

const BEFORE_BASIL = ['2020-08-27', '2022-11-15', '2023-10-16', '2024-06-20', '2025-02-24.acacia'];

const releases = BEFORE_BASIL.flatMap((version) => [
  inVersion(version, 'refunds what a partial capture leaves', documentedAt(BASIL), async (old) => {
    const charge = await old.chargeOf(await partlyCaptured(old));
    shows(charge, { amount: 1000, amount_captured: 600, amount_refunded: 400, refunded: false, captured: true });
  }),
  inVersion(version, 'lists that refund', documentedAt(BASIL), async (old) => {
    const { id } = await partlyCaptured(old);
    const refunds = itemsOf(await old.get(`/v1/refunds?payment_intent=${idOf(id)}`));
    equal(
      refunds.map(({ amount, status }) => [amount, status]),
      [[400, 'succeeded']],
    );
  }),
  inVersion(version, 'refunds what is canceled', documentedAt(BASIL), async (old) => {
    const held = await old.hold(LIST);
    await old.post(`/v1/payment_intents/${idOf(held['id'])}/cancel`);
    shows(await old.chargeOf(held), { amount_captured: null, amount_refunded: 1000, refunded: true, captured: false });
    const refunds = itemsOf(await old.get(`/v1/refunds?charge=${idOf(held['latest_charge'])}`));
    equal(
      refunds.map(({ amount, balance_transaction }) => [amount, balance_transaction]),
      [[1000, null]],
    );
  }),
  inVersion(
    version,
    'calls an expired hold automatic',
    { ...documentedAt(BASIL), needs: ['clock'] },
    async (old, { control }) => {
      const { id } = await old.hold(LIST);
      await control.advance(WEEK);
      shows(await old.get(`/v1/payment_intents/${idOf(id)}`), { status: 'canceled', cancellation_reason: 'automatic' });
    },
  ),
  inVersion(
    version,
    'refunds what expires',
    { evidence: 'recorded', source: EXPIRED, needs: ['clock'] },
    async (old, { control }) => {
      const held = await old.hold(LIST);
      await control.advance(WEEK);
      const charge = idOf(held['latest_charge']);
      shows(await old.get(`/v1/charges/${charge}`), {
        captured: false,
        amount_captured: 0,
        amount_refunded: 1000,
        refunded: true,
        paid: true,
        status: 'succeeded',
        balance_transaction: null,
      });
      const [refund] = itemsOf(await old.get(`/v1/refunds?charge=${charge}`));
      shows(refund, { reason: 'expired_uncaptured_charge', status: 'succeeded', balance_transaction: null });
    },
  ),
]);

const books = BEFORE_BASIL.flatMap((version) => [
  inVersion(
    version,
    'has two balance transactions',
    { ...documentedAt(CATEGORIES), needs: ['clock'] },
    async (old, { control }) => {
      const intent = await partlyCaptured(old);
      await control.advance(5);
      const entries = itemsOf(await old.get('/v1/balance_transactions'));
      equal(
        entries.map(({ amount, reporting_category, type }) => [amount, type, reporting_category]),
        [
          [-400, 'refund', 'partial_capture_reversal'],
          [1000, 'charge', 'charge'],
        ],
      );
      equal(entries[1]?.['source'], intent['latest_charge']);
    },
  ),
  inVersion(version, 'tells of the refund', documentedAt(BASIL), async (old) => {
    await partlyCaptured(old);
    const types = itemsOf(await old.get('/v1/events?type=charge.*')).map(({ type }) => type);
    equal(types.includes('charge.refunded'), true);
  }),
  inVersion(version, 'can refund what was captured', { evidence: 'assumed', source: CHOSEN }, async (old) => {
    const { id } = await partlyCaptured(old);
    shows(await old.post('/v1/refunds', `payment_intent=${idOf(id)}`), { amount: 600 });
    const [all] = itemsOf(await old.get('/v1/charges'));
    shows(all, { amount_refunded: 1000, refunded: true });
  }),
  inVersion(version, 'names the invoice of a payment', documentedAt(INVOICE), async (old) => {
    const intent = await old.pay(`${LIST}&expand[]=invoice`);
    equal([intent['invoice'], (await old.chargeOf(intent))['invoice']], [null, null]);
  }),
  inVersion(version, 'counts a list', documentedAt(COUNT), async (old) => {
    for (const amount of [100, 200, 300]) {
      await old.post('/v1/payment_intents', `amount=${String(amount)}&currency=usd`);
    }
    const list = await old.get('/v1/payment_intents?limit=1&expand[]=total_count');
    shows(list, { has_more: true, total_count: 3 });
    equal(itemsOf(list).length, 1);
  }),
]);

const since = ['2025-03-31.basil', '2026-08-26.dahlia'].flatMap((version) => [
  inVersion(version, 'makes no refund of what a partial capture leaves', documentedAt(BASIL), async (old) => {
    const intent = await partlyCaptured(old);
    shows(await old.chargeOf(intent), { amount_captured: 600, amount_refunded: 0, refunded: false });
    equal(itemsOf(await old.get(`/v1/refunds?payment_intent=${idOf(intent['id'])}`)), []);
  }),
  inVersion(version, 'makes no refund of what is canceled', documentedAt(BASIL), async (old) => {
    const held = await old.hold(LIST);
    await old.post(`/v1/payment_intents/${idOf(held['id'])}/cancel`);
    shows(await old.chargeOf(held), { amount_captured: 0, amount_refunded: 0, refunded: false });
  }),
  inVersion(
    version,
    'calls an expired hold expired',
    { ...documentedAt(BASIL), needs: ['clock'] },
    async (old, { control }) => {
      const { id } = await old.hold(LIST);
      await control.advance(WEEK);
      shows(await old.get(`/v1/payment_intents/${idOf(id)}`), { cancellation_reason: 'expired' });
    },
  ),
  inVersion(version, 'names no invoice', documentedAt(INVOICE), async (old) => {
    equal('invoice' in (await old.pay(LIST)), false);
    equal((await old.send('GET', '/v1/payment_intents?expand[]=data.invoice')).status, 400);
  }),
  inVersion(version, 'counts no list', documentedAt(COUNT), async (old) => {
    equal((await old.send('GET', '/v1/payment_intents?expand[]=total_count')).status, 400);
  }),
]);

const inside = ['2019-02-19', '2020-03-02', '2020-08-27', '2022-08-01'].flatMap((version) => [
  inVersion(version, 'has the charges inside the PaymentIntent', documentedAt(CHARGES), async (old) => {
    const intent = await old.pay();
    const [charge] = itemsOf(intent['charges']);
    shows(charge, { object: 'charge', id: intent['latest_charge'], payment_intent: intent['id'] });
  }),
  inVersion(version, 'has failed charges there too, the newest first', documentedAt(CHARGES), async (old) => {
    const { id } = await old.post('/v1/payment_intents', 'amount=1000&currency=usd');
    const confirm = `/v1/payment_intents/${idOf(id)}/confirm`;
    equal((await old.send('POST', confirm, 'payment_method=pm_card_chargeDeclined')).status, 402);
    const paid = await old.post(confirm, 'payment_method=pm_card_visa');
    equal(
      itemsOf(paid['charges']).map(({ status }) => status),
      ['succeeded', 'failed'],
    );
  }),
  inVersion(version, 'expands inside those charges', documentedAt(CHARGES), async (old) => {
    const intent = await old.pay('&expand[]=charges.data.balance_transaction');
    const [charge] = itemsOf(intent['charges']);
    shows(charge, { balance_transaction: { object: 'balance_transaction', amount: 1000 } });
  }),
  inVersion(version, 'expands inside the charges of a list', documentedAt(CHARGES), async (old) => {
    await old.pay();
    const [intent] = itemsOf(await old.get('/v1/payment_intents?expand[]=data.charges.data.payment_intent'));
    const [charge] = itemsOf(recordOf(intent)['charges']);
    shows(charge, { payment_intent: { object: 'payment_intent' } });
  }),
  inVersion(version, 'has them in the PaymentIntent of an error', documentedAt(CHARGES), async (old) => {
    const body = `${PAYMENT}&payment_method=pm_card_chargeDeclined`;
    const { json } = await old.send('POST', '/v1/payment_intents', body);
    const { payment_intent: intent } = recordOf(recordOf(json)['error']);
    equal(itemsOf(recordOf(intent)['charges']).length, 1);
  }),
  inVersion(version, 'has the refunds inside the charge', documentedAt(REFUNDS), async (old) => {
    const { id } = await old.pay();
    await old.post('/v1/refunds', `payment_intent=${idOf(id)}&amount=300`);
    const [charge] = itemsOf(await old.get('/v1/charges'));
    equal(
      itemsOf(recordOf(charge)['refunds']).map(({ amount }) => amount),
      [300],
    );
  }),
  inVersion(version, 'has both in webhooks', { ...documentedAt(CHARGES), needs: ['receiver'] }, async (old, world) => {
    const [charge] = itemsOf(recordOf(await toldOf(world, version, old))['charges']);
    shows(charge, { object: 'charge', refunds: { object: 'list', data: [] } });
  }),
]);

/** The PaymentIntent that `payment_intent.succeeded` brings to an endpoint of that version. */
async function toldOf(world: World, version: string, old: OldVersion): Promise<unknown> {
  const receiver = new Receiver();
  try {
    const url = await receiver.open();
    const body = `url=${encodeURIComponent(url)}&enabled_events[]=payment_intent.succeeded&api_version=${version}`;
    await old.post('/v1/webhook_endpoints', body);
    await world.send('POST', '/v1/payment_intents', {
      body: `${PAYMENT}&payment_method=pm_card_visa&return_url=https://shop.example`,
    });
    await until('the webhook', () => receiver.received.length > 0);
    const event = recordOf(JSON.parse(receiver.received[0]?.payload ?? '{}'));
    equal(event['api_version'], version);
    return recordOf(event['data'])['object'];
  } finally {
    await receiver.close();
  }
}

const outside = ['2022-11-15', '2024-06-20'].flatMap((version) => [
  inVersion(version, 'has no charges inside the PaymentIntent', documentedAt(CHARGES), async (old) => {
    equal('charges' in (await old.pay(LIST)), false);
    equal((await old.send('GET', '/v1/payment_intents?expand[]=data.charges')).status, 400);
  }),
  inVersion(version, 'has refunds inside the charge only when asked', documentedAt(REFUNDS), async (old) => {
    const { latest_charge: id } = await old.pay(LIST);
    equal('refunds' in (await old.get(`/v1/charges/${idOf(id)}`)), false);
    shows(await old.get(`/v1/charges/${idOf(id)}?expand[]=refunds`), { refunds: { object: 'list' } });
  }),
]);

export const oldReleases = area('releases of older versions', [...releases, ...books, ...since]);
export const oldInsides = area('insides of older versions', [...inside, ...outside]);
