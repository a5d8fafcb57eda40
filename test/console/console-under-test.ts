import axe from 'axe-core';
import type { AddressInfo } from 'node:net';
import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
import { driveApi, type ApiDriver } from '../../apps/api/src/testing/api-driver';
import { openChromium } from '../../apps/stripe-emulator/src/ui/chromium-under-test';
import type { ApiKey } from '../../libs/config/api-keys';
import { seconds } from '../setup/pace';
import type { ApiShop } from '../setup/shop/api-shop';

/** Who may what, in the tests. */
export const KEYS = {
  looks: { name: 'auditors', access: 'read', key: 'r'.repeat(32) },
  operates: { name: 'service', access: 'operate', key: 'd'.repeat(32) },
  refunds: { name: 'finance', access: 'money', key: 'm'.repeat(32) },
  everything: { name: 'owners', access: 'write', key: 'w'.repeat(32) },
} as const satisfies Record<string, ApiKey>;

/** What the browser says of an answer that was no: that is in the tests, and no fault of the page. */
const ANSWERED_NO = /status of (400|401|402|404|409)/;

/** The console in a real browser, against the real API, worker and emulator. */
class ConsoleUnderTest {
  private browser: Browser | undefined;
  private api: ApiDriver | undefined;
  private url = '';
  private readonly contexts: BrowserContext[] = [];
  private complaints: string[] = [];

  constructor(private readonly shop: ApiShop) {}

  /** Orders come in without a key, as the tests place them; the console is opened at an API of its own, with keys. */
  async start(): Promise<void> {
    this.browser = await openChromium();
    this.api = await driveApi({ ...this.shop.holdfast, apiKeys: Object.values(KEYS) });
    await this.api.app.listen({ host: '127.0.0.1', port: 0 });
    const { port } = this.api.app.getHttpServer().address() as AddressInfo;
    this.url = `http://127.0.0.1:${port.toString()}/console`;
  }

  async stop(): Promise<void> {
    await this.browser?.close();
    await this.api?.close();
  }

  /** A browser of somebody who is not signed in. @param hash where they begin */
  async open(hash = '', options: BrowserContextOptions = {}): Promise<Page> {
    if (this.browser === undefined) throw new Error('the browser runs while a test does');
    const context = await this.browser.newContext({ locale: 'en-GB', ...options });
    this.contexts.push(context);
    const page = await context.newPage();
    page.setDefaultTimeout(seconds(10) * 1000);
    // What the policy of the page refuses, and what breaks, is said here and nowhere else.
    page.on('console', (message) => {
      if (message.type() === 'error' && !ANSWERED_NO.test(message.text())) this.complaints.push(message.text());
    });
    page.on('pageerror', (error) => this.complaints.push(error.message));
    await page.goto(`${this.url}${hash}`);
    return page;
  }

  /** A browser of somebody who is signed in. */
  async signedIn(hash: string, key: ApiKey = KEYS.operates, options: BrowserContextOptions = {}): Promise<Page> {
    const page = await this.open(hash, options);
    await signIn(page, key);
    return page;
  }

  /** What no test expects: to be empty after each. */
  async close(): Promise<string[]> {
    await Promise.all(this.contexts.splice(0).map((context) => context.close()));
    const complaints = this.complaints;
    this.complaints = [];
    return complaints;
  }
}

/** One line opens the console of a shop for the tests of a file; after each test its pages had nothing to complain of. */
export function openConsole(shop: ApiShop): ConsoleUnderTest {
  const underTest = new ConsoleUnderTest(shop);
  beforeAll(() => underTest.start(), 120_000);
  afterEach(async () => {
    expect(await underTest.close()).toEqual([]);
  });
  afterAll(() => underTest.stop());
  return underTest;
}

/** Signs in as Jane. */
export async function signIn(page: Page, { key }: ApiKey): Promise<void> {
  await page.getByLabel('Your name').fill('Jane');
  await page.getByLabel('API key').fill(key);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByText('Jane ·').waitFor();
}

/** What a screen reader or a keyboard stumbles over, as axe finds it. Run by the debugger: the page allows no script. */
export async function barriersOn(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  const found = await page.evaluate<{ violations: { id: string; nodes: { html: string }[] }[] }>('axe.run()');
  return found.violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html ?? ''}`);
}
