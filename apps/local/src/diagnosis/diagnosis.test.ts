import { startWooshPayEmulator } from '../../../wooshpay-emulator/src/server';
import { setup } from '../../../../test/setup/run-environment';
import { diagnoseStripe } from './of-stripe';
import { diagnoseWooshPay } from './of-wooshpay';

test('the doctor tries a hold at Stripe, and says which orders get which plan', async () => {
  const apiKey = `sk_test_doctor${process.pid.toString()}`;
  const text = (await diagnoseStripe({ apiKey, apiBase: setup.emulatorUrl, timeoutSeconds: 10 })).join('\n');
  expect(text).toMatch(/^Stripe account acct_\w+ \(US, usd\), test mode, at http/);
  expect(text).toMatch(/multicapture {14}yes/);
  expect(text).toMatch(/a hold lives {14}7\.0 days/);
  expect(text).toContain('cards whose network takes part: the default');
});

describe('at WooshPay', () => {
  let wooshPay: Awaited<ReturnType<typeof startWooshPayEmulator>>;
  beforeAll(async () => {
    wooshPay = await startWooshPayEmulator({ port: 0 });
  });
  afterAll(() => wooshPay.close());

  test('the doctor tries a hold, and says what is an estimate and what no order gets', async () => {
    const access = { apiKey: 'sk_test_doctor', apiBase: wooshPay.url, timeoutSeconds: 10, holdSeconds: undefined };
    const text = (await diagnoseWooshPay(access)).join('\n');
    expect(text).toMatch(/^WooshPay account, test mode, at http.*: the key is accepted/);
    expect(text).toMatch(/held {22}yes \(requires_capture\)/);
    expect(text).toMatch(/a hold lives {14}7\.0 days, an estimate: WooshPay names no date/);
    expect(text).toContain('no order: a hold at WooshPay ends with its first capture, and the rest goes back');
  });

  test('the doctor fails with what WooshPay says of a key that it refuses', async () => {
    const access = { apiKey: 'pk_wrong', apiBase: wooshPay.url, timeoutSeconds: 10, holdSeconds: undefined };
    await expect(diagnoseWooshPay(access)).rejects.toThrow(/^WooshPay at http\S+ refuses the key: \w/);
  });
});
