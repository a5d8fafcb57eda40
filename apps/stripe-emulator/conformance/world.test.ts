import { clientOf, freshKey, startUnderTest } from '../src/emulator-under-test';
import type { Emulator } from '../src/server';
import { area, behaviour } from './behaviour';
import { report } from '../../../libs/emulation/conformance/report';
import { stripePlace } from './world';

describe('a run against an account of somebody’s', () => {
  let emulator: Emulator;
  beforeAll(async () => {
    emulator = await startUnderTest();
  });
  afterAll(async () => {
    await emulator.close();
  });

  it('refuses live keys before anything is sent', async () => {
    await expect(stripePlace('sk_live_1234', emulator.url)).rejects.toThrow('must be a test key');
  });

  it('skips what only an emulator can do, and the features the account lacks', async () => {
    const key = freshKey();
    const { control } = clientOf(emulator, key);
    await control.post('account', { features: { overcapture: 'unavailable', incremental_authorization: 'refused' } });
    const place = await stripePlace(key, emulator.url);
    expect(place.lacks('clock')).toBe('Stripe has no clock that moves card holds and settlements');
    expect(place.lacks('faults')).toBe('Stripe loses no answer on request');
    expect(place.lacks('multicapture')).toBeUndefined();
    expect(place.lacks('extended_authorization')).toBeUndefined();
    expect(place.lacks('overcapture')).toBe('this account has no overcapture');
    expect(place.lacks('incremental_authorization')).toBe('this account has no incremental authorization');
    expect(place.world().key).toBe(key);
  });

  it('reports what was skipped, with the reason', () => {
    const basis = { evidence: 'documented', source: 'https://docs.stripe.com/' } as const;
    const expiry = area('expiry', [behaviour('ends', basis, async () => Promise.resolve())]);
    const ended = { area: 'expiry', behaviour: 'ends', evidence: basis.evidence };
    const text = report('a place', [expiry], [{ ...ended, outcome: { kind: 'skipped', reason: 'no clock' } }]);
    expect(text).toContain('Conformance of a place');
    expect(text).toContain('SKIPPED 1: no clock\n  expiry: ends');
    expect(text).toMatch(/expiry +1 +0 +0 +1 +0 +0 +1/);
  });
});
