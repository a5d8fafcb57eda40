import { AAT, area, behaviour, docs, FROM_MEMORY } from '../behaviour';
import { equal, holds, refused, shows } from '../expectations';
import { open, part, partHold, plainHold } from '../holds';

const PAGE = docs('api/idempotent_requests');
const DAY = 86_400;
let keys = 0;

/** A key nobody used before, at Stripe neither. */
function freshName(): string {
  keys += 1;
  return `conformance-${String(process.pid)}-${String(Date.now())}-${String(keys)}`;
}

const replays = [
  behaviour('gives the first answer again', { evidence: 'documented', source: PAGE }, async (stripe) => {
    const idempotencyKey = freshName();
    const params = { amount: 1000, currency: 'usd' };
    const first = await stripe.paymentIntents.create(params, { idempotencyKey });
    equal({ ...(await stripe.paymentIntents.create(params, { idempotencyKey })) }, { ...first });
  }),
  behaviour('captures once', { evidence: 'documented', source: PAGE }, async (stripe) => {
    const { id } = await plainHold(stripe);
    const idempotencyKey = freshName();
    for (let tries = 0; tries < 3; tries += 1) await stripe.paymentIntents.capture(id, {}, { idempotencyKey });
    shows(await stripe.paymentIntents.retrieve(id), { status: 'succeeded', amount_received: 4600 });
  }),
  behaviour(
    'takes one part once',
    { evidence: 'documented', source: PAGE, needs: ['multicapture'] },
    async (stripe) => {
      const { id } = await partHold(stripe);
      const idempotencyKey = freshName();
      const params = { amount_to_capture: 100, final_capture: false };
      for (let tries = 0; tries < 3; tries += 1) await stripe.paymentIntents.capture(id, params, { idempotencyKey });
      shows(await stripe.paymentIntents.retrieve(id), { amount_received: 100 });
    },
  ),
  behaviour(
    'takes two parts under two keys',
    { evidence: 'documented', source: PAGE, needs: ['multicapture'] },
    async (stripe) => {
      const { id } = await partHold(stripe);
      const params = { amount_to_capture: 100, final_capture: false };
      for (let tries = 0; tries < 2; tries += 1)
        await stripe.paymentIntents.capture(id, params, { idempotencyKey: freshName() });
      shows(await stripe.paymentIntents.retrieve(id), { amount_received: 200 });
    },
  ),
  behaviour('marks a replay', { evidence: 'recorded', source: AAT }, async (stripe) => {
    const idempotencyKey = freshName();
    await stripe.customers.create({}, { idempotencyKey });
    const { lastResponse } = await stripe.customers.create({}, { idempotencyKey });
    equal(lastResponse.headers['idempotent-replayed'], 'true');
  }),
  behaviour('does not mark a first answer', { evidence: 'recorded', source: AAT }, async (stripe) => {
    const { lastResponse } = await stripe.customers.create({}, { idempotencyKey: freshName() });
    equal(lastResponse.headers['idempotent-replayed'], undefined);
  }),
  behaviour('names itself as the original request at first', { evidence: 'recorded', source: AAT }, async (stripe) => {
    const { lastResponse } = await stripe.customers.create({}, { idempotencyKey: freshName() });
    equal(lastResponse.headers['original-request'], lastResponse.requestId);
  }),
  behaviour(
    'names the original request in a replay, under a request id of its own',
    { evidence: 'recorded', source: AAT },
    async (stripe) => {
      const idempotencyKey = freshName();
      const first = await stripe.customers.create({}, { idempotencyKey });
      const again = await stripe.customers.create({}, { idempotencyKey });
      equal(again.lastResponse.headers['original-request'], first.lastResponse.requestId);
      holds(again.lastResponse.requestId !== first.lastResponse.requestId, 'another request id');
    },
  ),
  behaviour('sends the key back', { evidence: 'documented', source: PAGE }, async (stripe) => {
    const idempotencyKey = freshName();
    const { lastResponse } = await stripe.customers.create({}, { idempotencyKey });
    equal(lastResponse.idempotencyKey, idempotencyKey);
  }),
  behaviour(
    'replays an old answer after the object has changed',
    { evidence: 'documented', source: PAGE },
    async (stripe) => {
      const idempotencyKey = freshName();
      const params = { amount: 1000, currency: 'usd' };
      const { id } = await stripe.paymentIntents.create(params, { idempotencyKey });
      await stripe.paymentIntents.cancel(id);
      shows(await stripe.paymentIntents.create(params, { idempotencyKey }), { id, status: 'requires_payment_method' });
    },
  ),
];

const kept = [
  behaviour('keeps a decline', { evidence: 'documented', source: PAGE }, async (stripe) => {
    const idempotencyKey = freshName();
    const declined = async (): Promise<string | undefined> => {
      const call = stripe.paymentIntents.create(
        {
          amount: 1000,
          currency: 'usd',
          confirm: true,
          payment_method: 'pm_card_visa_chargeDeclined',
          automatic_payment_methods: { enabled: true, allow_redirects: 'never' },
        },
        { idempotencyKey },
      );
      return (await refused(call, { status: 402 })).payment_intent?.id;
    };
    equal(await declined(), await declined());
  }),
  behaviour('keeps a refusal for the state', { evidence: 'documented', source: PAGE }, async (stripe) => {
    const { id } = await open(stripe, { payment_method: 'pm_card_visa', capture_method: 'manual' });
    const idempotencyKey = freshName();
    await refused(stripe.paymentIntents.capture(id, {}, { idempotencyKey }), {
      code: 'payment_intent_unexpected_state',
    });
    await stripe.paymentIntents.confirm(id);
    await refused(stripe.paymentIntents.capture(id, {}, { idempotencyKey }), {
      code: 'payment_intent_unexpected_state',
    });
  }),
  behaviour('keeps no failed validation', { evidence: 'documented', source: PAGE }, async (stripe) => {
    const idempotencyKey = freshName();
    await refused(stripe.paymentIntents.create({ amount: 1, currency: 'usd' }, { idempotencyKey }), {
      code: 'amount_too_small',
    });
    shows(await stripe.paymentIntents.create({ amount: 1000, currency: 'usd' }, { idempotencyKey }), { amount: 1000 });
  }),
  behaviour(
    'keeps a server error',
    { evidence: 'documented', source: PAGE, needs: ['faults'] },
    async (stripe, { control }) => {
      const { id } = await plainHold(stripe);
      const idempotencyKey = freshName();
      await control.post('faults', {
        match: { method: 'POST', path: '/v1/payment_intents/*/capture' },
        effect: { kind: 'error', status: 500, type: 'api_error', message: 'An unknown error occurred', stored: true },
      });
      for (let tries = 0; tries < 2; tries += 1) {
        await refused(stripe.paymentIntents.capture(id, {}, { idempotencyKey }), { status: 500, type: 'api_error' });
      }
      shows(await stripe.paymentIntents.retrieve(id), { status: 'requires_capture' });
    },
  ),
  behaviour(
    'keeps an answer that was lost on the way',
    { evidence: 'documented', source: PAGE, needs: ['faults'] },
    async (stripe, { control }) => {
      const { id } = await plainHold(stripe);
      const idempotencyKey = freshName();
      await control.post('faults', {
        match: { method: 'POST', path: '/v1/payment_intents/*/capture' },
        effect: { kind: 'commit_then_drop' },
      });
      await stripe.paymentIntents.capture(id, {}, { idempotencyKey }).catch(() => undefined);
      const again = await stripe.paymentIntents.capture(id, {}, { idempotencyKey });
      equal([again.status, again.lastResponse.headers['idempotent-replayed']], ['succeeded', 'true']);
    },
  ),
  behaviour(
    'remembers a key for most of a day',
    { evidence: 'documented', source: PAGE, needs: ['clock'] },
    async (stripe, { control }) => {
      const idempotencyKey = freshName();
      const { id } = await stripe.customers.create({}, { idempotencyKey });
      await control.advance(DAY - 60);
      shows(await stripe.customers.create({}, { idempotencyKey }), { id });
    },
  ),
  behaviour(
    'takes a key as new after a day',
    { evidence: 'documented', source: PAGE, needs: ['clock'] },
    async (stripe, { control }) => {
      const idempotencyKey = freshName();
      const { id } = await stripe.customers.create({}, { idempotencyKey });
      await control.advance(DAY + 60);
      holds((await stripe.customers.create({}, { idempotencyKey })).id !== id, 'another customer');
    },
  ),
];

const conflicts = [
  behaviour('refuses a key with other parameters', { evidence: 'recorded', source: AAT }, async (stripe) => {
    const idempotencyKey = freshName();
    await stripe.customers.create({ name: 'one' }, { idempotencyKey });
    await refused(stripe.customers.create({ name: 'two' }, { idempotencyKey }), {
      type: 'idempotency_error',
      code: undefined,
      param: undefined,
    });
  }),
  behaviour(
    'says that keys go with their first parameters',
    { evidence: 'assumed', source: FROM_MEMORY },
    async (stripe) => {
      const idempotencyKey = freshName();
      await stripe.customers.create({ name: 'one' }, { idempotencyKey });
      await refused(stripe.customers.create({ name: 'two' }, { idempotencyKey }), {
        message:
          'Keys for idempotent requests can only be used with the same parameters they were first used with. Try using ' +
          `a key other than '${idempotencyKey}' if you meant to execute a different request.`,
      });
    },
  ),
  behaviour('refuses a key at another address', { evidence: 'recorded', source: AAT }, async (stripe) => {
    const { id } = await plainHold(stripe);
    const idempotencyKey = freshName();
    await stripe.paymentIntents.update(id, {}, { idempotencyKey });
    await refused(stripe.paymentIntents.cancel(id, {}, { idempotencyKey }), { type: 'idempotency_error' });
    shows(await stripe.paymentIntents.retrieve(id), { status: 'requires_capture' });
  }),
  behaviour(
    'changes nothing when it refuses a key',
    { evidence: 'recorded', source: AAT, needs: ['multicapture'] },
    async (stripe) => {
      const { id } = await partHold(stripe);
      const idempotencyKey = freshName();
      await stripe.paymentIntents.capture(id, { amount_to_capture: 100, final_capture: false }, { idempotencyKey });
      await refused(
        stripe.paymentIntents.capture(id, { amount_to_capture: 200, final_capture: false }, { idempotencyKey }),
        {},
      );
      shows(await stripe.paymentIntents.retrieve(id), { amount_received: 100 });
    },
  ),
  behaviour(
    'answers 409 while the first request is on its way',
    { evidence: 'documented', source: PAGE, needs: ['faults'] },
    async (stripe, { control }) => {
      const { id } = await plainHold(stripe);
      const idempotencyKey = freshName();
      const match = { method: 'POST', path: '/v1/payment_intents/*/capture' };
      await control.post('faults', { match, effect: { kind: 'delay', seconds: 0.3 } });
      const slow = stripe.paymentIntents.capture(id, {}, { idempotencyKey });
      for (let seen = ''; !seen.includes('"hits":1');) seen = JSON.stringify(await control.get('faults'));
      await refused(stripe.paymentIntents.capture(id, {}, { idempotencyKey }), {
        status: 409,
        code: 'idempotency_key_in_use',
        type: 'idempotency_error',
      });
      shows(await slow, { status: 'succeeded' });
    },
  ),
  behaviour('refuses keys over 255 characters', { evidence: 'documented', source: PAGE }, async (stripe) => {
    await refused(stripe.customers.create({}, { idempotencyKey: 'k'.repeat(256) }), { status: 400 });
  }),
  behaviour('ignores keys of GET requests', { evidence: 'documented', source: PAGE }, async (stripe) => {
    const idempotencyKey = freshName();
    const { id } = await open(stripe);
    await stripe.paymentIntents.retrieve(id, {}, { idempotencyKey });
    await stripe.paymentIntents.cancel(id);
    shows(await stripe.paymentIntents.retrieve(id, {}, { idempotencyKey }), { status: 'canceled' });
  }),
  behaviour(
    'takes two encodings of one request as the same',
    { evidence: 'assumed', source: FROM_MEMORY },
    async (_stripe, { send }) => {
      const headers = { 'idempotency-key': freshName() };
      const first = await send('POST', '/v1/payment_intents', { headers, body: 'amount=1000&currency=usd' });
      const again = await send('POST', '/v1/payment_intents', { headers, body: 'currency=usd&amount=1000' });
      equal([first.status, again.text], [200, first.text]);
    },
  ),
  behaviour(
    'keeps a part and its key apart from other parts',
    { evidence: 'documented', source: PAGE, needs: ['multicapture'] },
    async (stripe) => {
      const { id } = await partHold(stripe);
      await part(stripe, id, 100);
      await part(stripe, id, 100);
      shows(await stripe.paymentIntents.retrieve(id), { amount_received: 200 });
    },
  ),
];

export const idempotency = area('idempotency', [...replays, ...kept, ...conflicts]);
