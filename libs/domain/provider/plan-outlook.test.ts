import { CAPTURE_PLANS } from './capture-plan';
import { outlookOf } from './plan-outlook';

test.each([true, false, undefined])('with multicapture %p there is a word about every plan', (multicapture) => {
  const plans = outlookOf({ provider: 'stripe', multicapture });
  expect(plans.map(({ plan }) => plan).sort()).toEqual([...CAPTURE_PLANS].sort());
  expect(new Set(plans.map(({ cashFlow }) => cashFlow)).size).toBe(plans.length);
});

test('an account without multicapture is told that no order gets it, and what it gets instead', () => {
  const [multicapture, reauthorized] = outlookOf({ provider: 'stripe', multicapture: false });
  expect(multicapture?.gets).toContain('no order');
  expect(reauthorized?.gets).toContain('every card');
  const charged = outlookOf({ provider: 'stripe', multicapture: false }).find(({ plan }) => plan === 'charge_on_ship');
  expect(charged?.gets).toContain('every card, with payment.saveForLater, where policy.withoutMulticapture says so');
});

test('at WooshPay no order is captured several times, whatever was seen', () => {
  const [multicapture, reauthorized, ...others] = outlookOf({ provider: 'wooshpay', multicapture: undefined });
  expect(multicapture?.gets).toBe('no order: a hold at WooshPay ends with its first capture, and the rest goes back');
  expect(reauthorized?.gets).toContain('every card');
  expect(JSON.stringify(others)).not.toContain('Stripe');
});
