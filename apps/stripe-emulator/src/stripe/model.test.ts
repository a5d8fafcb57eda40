import * as fc from 'fast-check';
import { propertyRuns } from '../../../../test/examples/property-runs';
import { parseForm } from '../wire/form';
import { openAccount, takeOutbox } from './account';
import type { Account } from './account';
import { violations } from './checks';
import { renderEvent } from './events/event';
import { execute } from './execute';
import { FEATURES, moves, newest, shownOf, waits } from './holds-under-test';
import type { Model, Step } from './holds-under-test';
import { runDue } from './run-due';

/** The emulator, with everything that was sent to it and everything it said; the model beside it is of holds-under-test.ts. */
interface Real {
  readonly account: Account;
  readonly ids: string[];
  readonly sent: Sent[];
  readonly said: string[];
}

type Sent = { readonly path: string; readonly body: string; readonly now: number } | { readonly until: number };

const START = 1_795_363_748;
const HOUR = 3600;

function requestOf(step: Exclude<Step, { kind: 'wait' }>, ids: readonly string[]): { path: string; body: string } {
  const id = step.kind === 'hold' ? '' : (newest(ids, step.of) ?? 'pi_none');
  const at = `/v1/payment_intents/${id}`;
  switch (step.kind) {
    case 'hold': {
      const asked = step.features.map((feature) => `&payment_method_options[card][request_${feature}]=if_available`);
      const fixed =
        'currency=usd&capture_method=manual&confirm=true&payment_method=pm_card_visa&return_url=https://shop.example';
      return { path: '/v1/payment_intents', body: `amount=${String(step.amount)}&${fixed}${asked.join('')}` };
    }
    case 'capture': {
      const amount = step.amount === null ? '' : `amount_to_capture=${String(step.amount)}`;
      return {
        path: `${at}/capture`,
        body: step.final === null ? amount : `${amount}&final_capture=${String(step.final)}`,
      };
    }
    case 'cancel':
      return { path: `${at}/cancel`, body: '' };
    case 'reconfirm':
      return { path: `${at}/confirm`, body: 'payment_method=pm_card_visa' };
    case 'refund': {
      const amount = step.amount === null ? '' : `&amount=${String(step.amount)}`;
      return { path: '/v1/refunds', body: `payment_intent=${id}${amount}` };
    }
    case 'increment':
      return { path: `${at}/increment_authorization`, body: `amount=${String(step.amount)}` };
  }
}

/** Sends what was sent, or lets time pass, and returns all that was said: the answer and the events. */
function happens(account: Account, sent: Sent, index: number): { readonly status: number; readonly said: string[] } {
  const said: string[] = [];
  let status = 200;
  if ('until' in sent) {
    runDue(account, sent.until);
  } else {
    const { path, body, now } = sent;
    const request = {
      method: 'POST',
      path,
      form: parseForm(body).tree,
      idempotencyKey: null,
      version: null,
      publishable: false,
      origin: 'http://localhost',
    };
    const response = execute(account, { ...request, id: `req_${String(index)}` }, now);
    status = response.status;
    said.push(JSON.stringify(response));
  }
  said.push(...takeOutbox(account).map((event) => JSON.stringify(renderEvent(event))));
  return { status, said };
}

let requests = 0;
let refusals = 0;

/** Written down they compare many times faster; only a difference is worth a good look. */
function same(expected: unknown, found: unknown): void {
  if (JSON.stringify(found) !== JSON.stringify(expected)) expect(found).toEqual(expected);
}

class Take implements fc.Command<Model, Real> {
  constructor(private readonly step: Step) {}

  check(): boolean {
    return true;
  }

  run(model: Model, real: Real): void {
    const { step } = this;
    if (step.kind === 'wait') {
      waits(model, step.seconds);
      this.send(real, { until: model.now });
    } else {
      const expected = moves(model, step);
      const status = this.send(real, { ...requestOf(step, real.ids), now: model.now });
      requests += 1;
      refusals += expected ? 0 : 1;
      if (status === 200 && step.kind === 'hold')
        real.ids.push(real.account.paymentIntents.oldestFirst().at(-1)?.id ?? '');
      same(expected, status === 200);
    }
    same(shownOf(model), numbersOf(real));
    same([], violations(real.account));
  }

  toString(): string {
    return JSON.stringify(this.step);
  }

  private send(real: Real, sent: Sent): number {
    real.sent.push(sent);
    const { said, status } = happens(real.account, sent, real.sent.length);
    real.said.push(...said);
    return status;
  }
}

function numbersOf({ account, ids }: Real): unknown[] {
  return ids.map((id) => {
    const intent = account.paymentIntents.get(id);
    const refunded = intent?.charges.at(-1)?.amountRefunded;
    return {
      status: intent?.status,
      amount: intent?.amount,
      capturable: intent?.amountCapturable,
      received: intent?.amountReceived,
      refunded,
    };
  });
}

const of = fc.nat({ max: 2 });
const amountOrNone = fc.option(fc.integer({ min: -1, max: 2500 }), { freq: 4, nil: null });
const command = (step: fc.Arbitrary<Step>): fc.Arbitrary<Take> => step.map((taken) => new Take(taken));
const kind = <K extends Step['kind']>(name: K): fc.Arbitrary<K> => fc.constant(name);

const hold = command(
  fc.record({ kind: kind('hold'), amount: fc.integer({ min: 40, max: 5000 }), features: fc.subarray([...FEATURES]) }),
);
const capture = command(
  fc.record({
    kind: kind('capture'),
    of,
    amount: amountOrNone,
    final: fc.constantFrom(false, false, false, true, null),
  }),
);
const small = command(
  fc.record({ kind: kind('capture'), of, amount: fc.integer({ min: 1, max: 9 }), final: fc.constant(false) }),
);
const refund = command(
  fc.record({ kind: kind('refund'), of, amount: fc.option(fc.integer({ min: 0, max: 30 }), { nil: null }) }),
);
const increment = command(fc.record({ kind: kind('increment'), of, amount: fc.integer({ min: 1, max: 60_000 }) }));
const others = command(fc.record({ kind: fc.constantFrom('cancel' as const, 'reconfirm' as const), of }));
const wait = command(fc.record({ kind: kind('wait'), seconds: fc.integer({ min: 1, max: 30 * HOUR }) }));

const RUNS = propertyRuns(360);
const STEPS = 200;

describe('a random life of many holds', () => {
  it('goes as the documentation says, keeps every law, and goes the same way twice, byte for byte', () => {
    const lives = fc.commands([hold, hold, capture, small, small, small, refund, refund, increment, others, wait], {
      maxCommands: STEPS,
      size: 'max',
    });
    fc.assert(
      fc.property(lives, (steps) => {
        const real: Real = { account: openAccount('a life'), ids: [], sent: [], said: [] };
        fc.modelRun(() => ({ model: { holds: [], now: START }, real }), steps);
        const again = openAccount('a life');
        expect(real.sent.flatMap((sent, at) => happens(again, sent, at + 1).said)).toEqual(real.said);
      }),
      { numRuns: RUNS },
    );
    expect(requests).toBeGreaterThan(RUNS * 80);
    expect(refusals).toBeGreaterThan(RUNS * 8);
    expect(refusals).toBeLessThan(requests * 0.7);
  });
});
