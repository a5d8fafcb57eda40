import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { clientOf, freshKey, hold, Receiver, startUnderTest, until } from '../emulator-under-test';
import { startEmulator } from '../server';
import type { Emulator } from '../server';
import { openChromium } from './chromium-under-test';

const BROWSER_PATIENCE_MS = 60_000;

async function addressOf(emulator: Emulator, key: string): Promise<string> {
  const { id } = await clientOf(emulator, key).control.get('account');
  return `${emulator.url}/_emulator/ui/${typeof id === 'string' ? id : ''}`;
}

describe('the page of the emulator, asked for over HTTP', () => {
  let emulator: Emulator;

  beforeAll(async () => {
    emulator = await startUnderTest();
  });

  afterAll(async () => {
    await emulator.close();
  });

  it('needs no key and allows nothing from elsewhere and nothing inline', async () => {
    const answer = await fetch(`${emulator.url}/_emulator/ui`);
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(answer.headers.get('content-security-policy')).toContain("default-src 'none'; style-src 'self'");
    expect(await answer.text()).not.toMatch(/<script>|<style>|style="|onclick|(?:src|href|action)="https?:/);
  });

  it('shows text from outside as text', async () => {
    const key = freshKey();
    await hold(clientOf(emulator, key).stripe, { description: '<img src=x onerror=alert(1)>' });
    const text = await (await fetch(await addressOf(emulator, key))).text();
    expect(text).toContain('&lt;img src=x onerror=alert(1)&gt;');
    expect(text).not.toContain('<img src=x');
  });

  it('shows a key as long as a real one only in part', async () => {
    const key = `sk_test_${'a1B2'.repeat(24)}`;
    await clientOf(emulator, key).control.get('clock');
    const text = await (await fetch(`${emulator.url}/_emulator/ui`)).text();
    expect(text).toContain('sk_test_a1B2…a1B2');
    expect(text).not.toContain(key);
  });

  it('acts on its own forms and on no form of another site', async () => {
    const key = freshKey();
    const { control } = clientOf(emulator, key);
    await control.post('clock', { freeze: true });
    const { now } = await control.get('clock');
    const clock = `${await addressOf(emulator, key)}/clock`;
    const body = new URLSearchParams({ advance_seconds: '3600' });
    const strange = await fetch(clock, { method: 'POST', body, headers: { origin: 'https://elsewhere.example' } });
    expect(strange.status).toBe(403);
    expect(await control.get('clock')).toMatchObject({ now });
    const own = await fetch(clock, { method: 'POST', body, headers: { origin: emulator.url }, redirect: 'manual' });
    expect(own.status).toBe(303);
    expect(await control.get('clock')).toMatchObject({ now: Number(now) + 3600 });
  });

  it.each([
    ['clock', { advance_seconds: 'soon' }, 'advance_seconds must be a number'],
    ['faults', { kind: 'meteor' }, 'effect.kind must be one of'],
    ['telepathy', {}, 'There is no action telepathy'],
  ])('says why %s was not done', async (action, fields, reason) => {
    const address = await addressOf(emulator, freshKey());
    const answer = await fetch(`${address}/${action}`, { method: 'POST', body: new URLSearchParams(fields) });
    expect(answer.status).toBe(400);
    expect(await answer.text()).toContain(reason);
  });

  it('has no account that does not exist', async () => {
    const answer = await fetch(`${emulator.url}/_emulator/ui/acct_nobody`);
    expect(answer.status).toBe(404);
    expect(await answer.text()).toContain('There is no such account');
  });
});

describe('the page of the emulator in Chromium', () => {
  let browser: Browser;
  let emulator: Emulator;
  let page: Page;
  let folder: string;
  const complaints: string[] = [];

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'stripe-emulator-ui-'));
    emulator = await startEmulator({ checked: true, journal: join(folder, 'journal') });
    browser = await openChromium();
  }, BROWSER_PATIENCE_MS);

  beforeEach(async () => {
    page = await browser.newPage();
    page.on('pageerror', ({ message }) => complaints.push(message));
    page.on('console', (said) => complaints.push(said.text()));
  });

  afterEach(async () => {
    await page.close();
    // What its own policy forbids, the browser would say here.
    if (complaints.length > 0) throw new Error(complaints.splice(0).join('\n'));
  });

  afterAll(async () => {
    await browser.close();
    await emulator.close();
    await rm(folder, { recursive: true, force: true });
  });

  it(
    'greets with how to begin, and shows the first account and its payment when they come',
    async () => {
      await page.goto(`${emulator.url}/_emulator/ui`);
      await page.getByText('Waiting for the first request').waitFor();
      const key = freshKey();
      const { id } = await hold(clientOf(emulator, key).stripe);
      await page.locator(`[id="${id}"]`).getByText('requires capture').first().waitFor();
      expect(await page.locator('nav').innerText()).toContain(key);
      expect(await page.locator('#journal').innerText()).toContain(join(folder, 'journal'));
    },
    BROWSER_PATIENCE_MS,
  );

  it(
    'keeps an opened payment open while its captures and refunds come in',
    async () => {
      const key = freshKey();
      const { stripe } = clientOf(emulator, key);
      const { id } = await hold(stripe);
      await page.goto(await addressOf(emulator, key));
      const payment = page.locator(`[id="${id}"]`);
      await payment.locator('> summary').click();
      await stripe.paymentIntents.capture(id, { amount_to_capture: 2300, final_capture: false });
      await stripe.refunds.create({ payment_intent: id, amount: 500 });
      await payment.getByText('refund, succeeded').waitFor();
      const text = await payment.innerText();
      expect(text).toContain('$23.00 captured · $5.00 refunded · $23.00 held');
      expect(text).toContain('payment_intent.amount_capturable_updated');
      expect(await payment.getAttribute('open')).not.toBeNull();
    },
    BROWSER_PATIENCE_MS,
  );

  it(
    'moves the clock by an hour, and to the expiry that cancels a hold',
    async () => {
      const key = freshKey();
      const { control, stripe } = clientOf(emulator, key);
      const { id } = await hold(stripe);
      await control.post('clock', { freeze: true });
      const { now } = await control.get('clock');
      await page.goto(await addressOf(emulator, key));
      await page.getByText('stands still').waitFor();
      await page.getByText('+ 1 hour').click();
      await until('an hour has passed', async () => (await control.get('clock'))['now'] === Number(now) + 3600);
      await page.getByText('To the next expiry').click();
      await page.locator(`[id="${id}"]`).getByText('canceled').first().waitFor();
      expect(await stripe.paymentIntents.retrieve(id)).toMatchObject({ cancellation_reason: 'expired' });
    },
    BROWSER_PATIENCE_MS,
  );

  it(
    'shows a delivery that failed and sends it again',
    async () => {
      const key = freshKey();
      const { control, stripe } = clientOf(emulator, key);
      const receiver = new Receiver();
      receiver.answer = 500;
      const url = await receiver.open();
      // Nothing is tried again by itself: the clock stands.
      await control.post('clock', { freeze: true });
      await stripe.webhookEndpoints.create({ url, enabled_events: ['customer.created'] });
      await stripe.customers.create({});
      await page.goto(await addressOf(emulator, key));
      const deliveries = page.locator('.deliveries');
      await deliveries.getByText('500').waitFor();
      expect(await deliveries.innerText()).toContain('tried once, again in 2');
      receiver.answer = 200;
      await deliveries.getByText('Send again').click();
      await deliveries.getByText('200').waitFor();
      await receiver.close();
      expect(receiver.received).toHaveLength(2);
    },
    BROWSER_PATIENCE_MS,
  );

  it(
    'adds a fault, shows what it hit, and takes it away',
    async () => {
      const key = freshKey();
      const { control, stripe } = clientOf(emulator, key);
      const { id } = await hold(stripe);
      await page.goto(await addressOf(emulator, key));
      await page.getByLabel('what goes wrong').selectOption('rate_limit');
      await page.getByLabel('with which request').selectOption('/v1/payment_intents/*/capture');
      await page.getByText('Add', { exact: true }).click();
      await page.getByText('armed').waitFor();
      await expect(stripe.paymentIntents.capture(id)).rejects.toMatchObject({ statusCode: 429 });
      await page.getByText('hit 1 of 1').waitFor();
      await page.locator('#requests').getByText('rate_limit').waitFor();
      await page.getByText('Remove').click();
      await page.locator('.rules li').waitFor({ state: 'detached' });
      expect(await control.get('faults')).toEqual({ faults: [] });
    },
    BROWSER_PATIENCE_MS,
  );

  it(
    'says that the books add up, and that the emulator is gone when it is',
    async () => {
      const gone = await startUnderTest();
      await page.goto(await addressOf(gone, freshKey()));
      await page.getByText('Check now').click();
      await page.getByText('Every law holds').waitFor();
      await gone.close();
      const stale = page.getByText('The emulator does not answer');
      await stale.waitFor();
      expect(await stale.isVisible()).toBe(true);
      complaints.splice(0);
    },
    BROWSER_PATIENCE_MS,
  );
});
