import { killedBefore } from '../../test/setup/killed-worker';
import { OrderDesk } from '../../test/setup/desks/order-desk';
import { openShopDatabase } from '../../test/setup/desks/shop-database';
import { createPaymentActivities } from '../payment-activities';
import type { StepRecorder } from './step-context';

const place = openShopDatabase();

/** Every attempt as it was told, `step outcome`. */
class Told implements StepRecorder {
  readonly attempts: string[] = [];
  stepEnded(step: string, outcome: string, seconds: number): void {
    if (!(seconds > 0 && seconds < 60)) throw new Error(`${seconds.toString()} s is no duration`);
    this.attempts.push(`${step} ${outcome}`);
  }
}

test('every attempt is told once, by the fact it ended with or by how it failed', async () => {
  const shop = new OrderDesk(place);
  const recorder = new Told();
  const worker = createPaymentActivities({ ...shop.context(), recorder });
  const dying = createPaymentActivities({ ...shop.context(killedBefore(shop.gateway, 'release')), recorder });
  const authorize = shop.stepFor({ kind: 'authorize' });
  shop.learn(authorize, await shop.run(worker, authorize));

  const match = { method: 'POST', path: '/v1/payment_intents/*/cancel', nth: 1, times: 1 };
  const refused = { kind: 'error', status: 403, type: 'invalid_request_error', code: null, stored: false };
  await shop.control('faults', { match, effect: refused });
  const release = shop.stepFor({ kind: 'deadline' });
  await expect(shop.run(worker, release)).rejects.toThrow();
  await expect(shop.run(dying, release, 2)).rejects.toThrow();
  await shop.control('faults', { match, effect: { kind: 'commit_then_drop' } });
  await expect(shop.run(worker, release, 3)).rejects.toThrow();
  await shop.run(worker, release, 4);

  expect(recorder.attempts).toEqual([
    'authorize hold_placed',
    'release provider_misuse',
    'release failed',
    'release provider_unavailable',
    'release hold_ended',
  ]);
});
