import type { JsonObject } from '../../../../libs/emulation/objects/json';
import { area, assumed, documented, hold, intentOf, text, within } from '../behaviour';
import type { Shop } from '../behaviour';
import { equal, refused, shows } from '../expectations';

const PATH = '/v1/payment_intents';
const RETURN = 'https://shop.example/done';

async function challenged(shop: Shop, more: object = {}): Promise<JsonObject> {
  return hold(shop, { payment_method: 'pm_card_threeDSecureRequired', ...more });
}

function pageOf(intent: JsonObject): string {
  const action = within(intent, 'next_action');
  return text(within(action, text(action, 'type')), 'url');
}

/** What a browser does: without following where it is sent. */
async function answer(intent: JsonObject, outcome: string): Promise<Response> {
  return fetch(pageOf(intent), {
    method: 'POST',
    body: new URLSearchParams({ outcome }),
    redirect: 'manual',
  });
}

const challenges = [
  documented('the buyer is sent to their bank', ['test methods'], async (shop) => {
    shows(await challenged(shop), {
      status: 'requires_action',
      amount_capturable: 0,
      next_action: { type: 'challenge_redirect', challenge_redirect: { url: /^https?:/, return_url: RETURN } },
    });
  }),
  documented('the state of 3-D Secure shows a challenge that is open', ['test methods'], async (shop) => {
    const expected = { status: 'PENDING', three_d_result: 'C', three_d_enrollment: 'Y' };
    shows(await challenged(shop), { '3ds_status': expected });
  }),
  documented('a buyer who passes makes the hold', ['buyer'], async (shop) => {
    const intent = await challenged(shop);
    await answer(intent, 'complete');
    const after = await shop.api.get(intentOf(intent));
    shows(after, {
      status: 'requires_capture',
      amount_capturable: 4600,
      '3ds_status': { status: 'COMPLETED', three_d_result: 'Y' },
    });
    equal([after['next_action'], within(after, '3ds_status')['cavv']], [undefined, undefined]);
  }),
  documented('a buyer who does not pass may try another card', ['buyer'], async (shop) => {
    const intent = await challenged(shop);
    await answer(intent, 'fail');
    shows(await shop.api.get(intentOf(intent)), {
      status: 'requires_payment_method',
      last_payment_error: { type: 'card_error', code: 'authentication_failed' },
      '3ds_status': { status: 'FAILED', three_d_result: 'N' },
    });
    const next = await shop.api.post(`${intentOf(intent)}/confirm`, { payment_method: 'pm_card_visa' });
    shows(next, { status: 'requires_capture' });
  }),
  assumed('a buyer who leaves changes nothing', ['buyer'], async (shop) => {
    const intent = await challenged(shop);
    await answer(intent, 'abandon');
    equal(await shop.api.get(intentOf(intent)), intent);
  }),
  assumed('the buyer comes back with the outcome in the address', ['buyer'], async (shop) => {
    const intent = await challenged(shop);
    const response = await answer(intent, 'complete');
    const back = new URL(response.headers.get('location') ?? '');
    equal(
      [back.origin, back.searchParams.get('payment_intent'), back.searchParams.get('redirect_status')],
      ['https://shop.example', text(intent, 'id'), 'succeeded'],
    );
  }),
  assumed('an answer that comes twice counts once', ['buyer'], async (shop) => {
    const intent = await challenged(shop);
    await answer(intent, 'complete');
    equal((await answer(intent, 'fail')).status, 400);
    shows(await shop.api.get(intentOf(intent)), { status: 'requires_capture' });
  }),
  documented('the bank may collect data of the browser first', ['buyer'], async (shop) => {
    const intent = await challenged(shop, { payment_method: 'pm_card_threeDSecureDdc' });
    shows(intent, { status: 'requires_action', next_action: { type: 'ddc_redirect' } });
    await answer(intent, 'complete');
    const asked = await shop.api.get(intentOf(intent));
    shows(asked, { status: 'requires_action', next_action: { type: 'challenge_redirect' } });
    await answer(asked, 'complete');
    shows(await shop.api.get(intentOf(intent)), { status: 'requires_capture' });
  }),
  documented('the bank may decline after the challenge', ['buyer'], async (shop) => {
    const intent = await challenged(shop, { payment_method: 'pm_card_threeDSecureRequiredChargeDeclined' });
    await answer(intent, 'complete');
    shows(await shop.api.get(intentOf(intent)), {
      status: 'requires_payment_method',
      last_payment_error: { code: 'card_declined' },
    });
  }),
  documented('with confirmation_method manual the server confirms once more', ['buyer'], async (shop) => {
    const intent = await challenged(shop, { confirmation_method: 'manual' });
    await answer(intent, 'complete');
    shows(await shop.api.get(intentOf(intent)), { status: 'requires_confirmation' });
    shows(await shop.api.post(`${intentOf(intent)}/confirm`), { status: 'requires_capture' });
  }),
  documented('a wallet that was paid has succeeded', ['buyer'], async (shop) => {
    const intent = await shop.api.post(PATH, {
      amount: 100,
      currency: 'USD',
      confirm: true,
      payment_method_types: ['gcash'],
      payment_method_data: { type: 'gcash' },
    });
    await answer(intent, 'complete');
    shows(await shop.api.get(intentOf(intent)), { status: 'succeeded', amount_received: 100 });
  }),
];

const others = [
  documented('a bank that does not ask leaves its proof', ['test methods'], async (shop) => {
    shows(await hold(shop, { payment_method: 'pm_card_threeDSecureFrictionless' }), {
      status: 'requires_capture',
      '3ds_status': { status: 'COMPLETED', three_d_result: 'Y', cavv: /./, eci: 5 },
    });
  }),
  documented('request_three_d_secure any asks for every card', ['test methods'], async (shop) => {
    const payment_method_options = { card: { request_three_d_secure: 'any' } };
    shows(await hold(shop, { payment_method_options }), { status: 'requires_action' });
  }),
  assumed('a buyer who is away cannot be asked', ['test methods'], async ({ api }) => {
    const asked = {
      amount: 100,
      currency: 'USD',
      confirm: true,
      payment_method: 'pm_card_threeDSecureRequired',
      'off-session': true,
    };
    await refused(api.send('POST', PATH, asked), 402, { code: 'authentication_required' });
  }),
  assumed('a card that asks once pays later without asking', ['buyer'], async (shop) => {
    const customer = text(await shop.api.post('/v1/customers', {}), 'id');
    const payment_method = 'pm_card_authenticationRequiredOnSetup';
    const first = await hold(shop, { customer, payment_method, setup_future_usage: 'off_session' });
    await answer(first, 'complete');
    const { payment_method: kept } = await shop.api.get(intentOf(first));
    shows(await hold(shop, { customer, payment_method: kept, 'off-session': true }), { status: 'requires_capture' });
  }),
];

export const threeDSecure = area('3-D Secure', [...challenges, ...others]);
