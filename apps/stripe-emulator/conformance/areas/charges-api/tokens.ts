import { area, behaviour, docs, FROM_MEMORY } from '../../behaviour';
import type { Basis, World } from '../../behaviour';
import { equal, refused, shows } from '../../expectations';
import { CARDS_ONLY } from '../../holds';
import { idOf, recordOf } from '../../old-version';

const TOKENS: Basis = { evidence: 'documented', source: docs('api/tokens/create_card'), needs: ['settings'] };
const DATA: Basis = { evidence: 'documented', source: docs('api/payment_intents/create') };
const RECORDED: Basis = { evidence: 'recorded', source: 'https://github.com/gburgyan/aat-stripe (README)' };
const CARD = 'card[number]=4242424242424242&card[exp_month]=5&card[exp_year]=2035&card[cvc]=123';
const PAY = 'amount=1000&currency=usd&confirm=true&return_url=https://shop.example';
const TOKEN_DATA = 'payment_method_data[type]=card&payment_method_data[card][token]';

async function post({ send }: World, path: string, body: string): Promise<Readonly<Record<string, unknown>>> {
  const { json, status, text } = await send('POST', path, { body });
  equal([status, status === 200 ? '' : text], [200, '']);
  return recordOf(json);
}

/** A behaviour of an account that may handle card numbers. */
function withNumbers(name: string, basis: Basis, run: (world: World) => Promise<void>): ReturnType<typeof behaviour> {
  return behaviour(name, basis, async (_stripe, world) => {
    await world.control.post('account', { raw_card_numbers: 'allowed' });
    await run(world);
  });
}

const numbers = [
  behaviour('refuses card numbers for tokens', RECORDED, async (_stripe, { send }) => {
    const { json, status } = await send('POST', '/v1/tokens', { body: CARD });
    equal(status, 402);
    shows(json, { error: { message: /generally unsafe/ } });
  }),
  behaviour('refuses card numbers for PaymentMethods', RECORDED, async (_stripe, { send }) => {
    equal((await send('POST', '/v1/payment_methods', { body: `type=card&${CARD}` })).status, 402);
  }),
  withNumbers('makes a token of a test number', TOKENS, async (world) => {
    shows(await post(world, '/v1/tokens', CARD), {
      object: 'token',
      id: /^tok_/,
      type: 'card',
      used: false,
      card: { object: 'card', brand: 'Visa', last4: '4242', exp_month: 5, exp_year: 2035 },
    });
  }),
  withNumbers('shows a token again', TOKENS, async (world) => {
    const { id } = await post(world, '/v1/tokens', CARD);
    shows((await world.send('GET', `/v1/tokens/${idOf(id)}`)).json, { id, used: false });
  }),
  withNumbers('keeps name and address of the card', TOKENS, async (world) => {
    const made = await post(world, '/v1/tokens', `${CARD}&card[name]=Jenny&card[address_zip]=94107`);
    shows(made, { card: { name: 'Jenny', address_zip: '94107' } });
  }),
  withNumbers('lets a token be used once', TOKENS, async (world) => {
    const { id } = await post(world, '/v1/tokens', CARD);
    await post(world, '/v1/charges', `amount=1000&currency=usd&source=${idOf(id)}`);
    const again = await world.send('POST', '/v1/charges', { body: `amount=1000&currency=usd&source=${idOf(id)}` });
    shows(again.json, { error: { code: 'token_already_used' } });
    shows((await world.send('GET', `/v1/tokens/${idOf(id)}`)).json, { used: true });
  }),
  withNumbers('pays with a token', TOKENS, async (world) => {
    const { id } = await post(world, '/v1/tokens', CARD);
    shows(await post(world, '/v1/payment_intents', `${PAY}&${TOKEN_DATA}=${idOf(id)}`), { status: 'succeeded' });
  }),
  withNumbers('makes a PaymentMethod of a number', TOKENS, async (world) => {
    const made = await post(world, '/v1/payment_methods', `type=card&${CARD}`);
    shows(made, { card: { brand: 'visa', last4: '4242', exp_month: 5 } });
  }),
  withNumbers('refuses other numbers', TOKENS, async (world) => {
    const body = CARD.replace('4242424242424242', '4242424242424241');
    const { json, status } = await world.send('POST', '/v1/tokens', { body });
    equal(status, 402);
    shows(json, { error: { type: 'card_error', code: 'incorrect_number', param: 'number' } });
  }),
  withNumbers('refuses a month that there is not', TOKENS, async (world) => {
    const { json } = await world.send('POST', '/v1/tokens', { body: CARD.replace('exp_month]=5', 'exp_month]=13') });
    shows(json, { error: { code: 'invalid_expiry_month' } });
  }),
  ...(
    [
      ['4000000000000002', 'card_declined'],
      ['4000000000000069', 'expired_card'],
      ['4000000000000127', 'incorrect_cvc'],
      ['4000000000000119', 'processing_error'],
    ] as const
  ).map(([number, code]) =>
    withNumbers(`declines ${number} as ${code}`, { ...TOKENS, source: docs('testing') }, async (world) => {
      const data = `payment_method_data[type]=card&payment_method_data[card][number]=${number}`;
      const { json } = await world.send('POST', '/v1/payment_intents', { body: `${PAY}&${data}` });
      shows(json, { error: { type: 'card_error', code } });
    }),
  ),
];

const data = [
  behaviour('takes a card token as payment_method_data', DATA, async (_stripe, world) => {
    shows(await post(world, '/v1/payment_intents', `${PAY}&${TOKEN_DATA}=tok_visa`), {
      status: 'succeeded',
      payment_method: /^pm_/,
    });
  }),
  behaviour('keeps the billing details of payment_method_data', DATA, async (stripe, world) => {
    const billing = 'payment_method_data[billing_details][name]=Jenny';
    const { payment_method } = await post(world, '/v1/payment_intents', `${PAY}&${TOKEN_DATA}=tok_visa&${billing}`);
    shows(await stripe.paymentMethods.retrieve(idOf(payment_method)), { billing_details: { name: 'Jenny' } });
  }),
  behaviour('takes payment_method_data with a confirmation', DATA, async (stripe, world) => {
    const { id } = await stripe.paymentIntents.create({ amount: 1000, currency: 'usd', ...CARDS_ONLY });
    shows(await post(world, `/v1/payment_intents/${id}/confirm`, `${TOKEN_DATA}=tok_visa`), { status: 'succeeded' });
  }),
  behaviour('takes payment_method_data in an update', DATA, async (stripe, world) => {
    const { id } = await stripe.paymentIntents.create({ amount: 1000, currency: 'usd', ...CARDS_ONLY });
    shows(await post(world, `/v1/payment_intents/${id}`, `${TOKEN_DATA}=tok_visa`), {
      status: 'requires_confirmation',
    });
  }),
  behaviour(
    'takes payment_method_data for a SetupIntent',
    { evidence: 'documented', source: docs('api/setup_intents/create') },
    async (_stripe, world) => {
      const body = `confirm=true&return_url=https://shop.example&${TOKEN_DATA}=tok_visa`;
      shows(await post(world, '/v1/setup_intents', body), { status: 'succeeded' });
    },
  ),
  behaviour('declines payment_method_data like a method', DATA, async (_stripe, { send }) => {
    const body = `${PAY}&${TOKEN_DATA}=tok_chargeDeclined`;
    const { json, status } = await send('POST', '/v1/payment_intents', { body });
    equal(status, 402);
    shows(json, { error: { code: 'card_declined', payment_intent: { status: 'requires_payment_method' } } });
  }),
  behaviour('refuses a token that there is not', DATA, async (_stripe, { send }) => {
    const { json } = await send('POST', '/v1/payment_intents', { body: `${PAY}&${TOKEN_DATA}=tok_nobody` });
    shows(json, { error: { code: 'resource_missing', param: 'payment_method_data[card][token]' } });
  }),
  behaviour(
    'takes one of payment_method and payment_method_data',
    { evidence: 'assumed', source: FROM_MEMORY },
    async (stripe) => {
      const both = {
        payment_method: 'pm_card_visa',
        payment_method_data: { type: 'card', card: { token: 'tok_visa' } },
      };
      const asked = { amount: 1000, currency: 'usd', ...both };
      await refused(stripe.rawRequest('POST', '/v1/payment_intents', asked), { param: 'payment_method' });
    },
  ),
  ...['pm_card_at', 'pm_card_au', 'pm_card_br', 'pm_card_jp', 'pm_card_mx'].map((name) =>
    behaviour(
      `${name} is a card of its country`,
      { evidence: 'documented', source: docs('testing#international-cards') },
      async (stripe) => {
        const { card } = await stripe.paymentMethods.retrieve(name);
        equal(card?.country, name.slice(-2).toUpperCase());
      },
    ),
  ),
];

export const tokens = area('tokens and card data', [...numbers, ...data]);
