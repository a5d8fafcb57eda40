import type { Browser, Page } from 'playwright-core';
import { startStack, type Stack } from '../apps/local/src/stack';
import { openChromium } from '../apps/stripe-emulator/src/ui/chromium-under-test';
import { median } from './load';
import { fillOrders, ORDERS } from './many-orders';
import { placeOrder, shipUnit } from './orders';

/**
 * How long after its address was entered a screen of the console is there, beside 100,000 orders, in a browser that was
 * never there: when the browser painted first, when the screen's own content stood there, and when all of it did.
 *
 * Run with `node tools/run.mjs bench first-paint`, after `npm run build`, which makes the page.
 */

const RUNS = 7;
const ORDER = 'first-paint-1';

/** What of a screen a person came for, and what comes in last. */
const SCREENS = [
  { name: 'an order', hash: `#/orders/${ORDER}`, content: 'svg.money-bar', last: 'ol.timeline li' },
  { name: 'orders', hash: '#/orders', content: 'table tbody tr', last: 'table tbody tr' },
  { name: 'today', hash: '#/', content: 'main h1', last: 'main h1' },
] as const;

type Screen = (typeof SCREENS)[number];

async function main(): Promise<void> {
  const stack = await startStack({ env: process.env, ports: 'free' });
  try {
    await placeOrder(stack, ORDER, 5);
    for (const shipmentId of ['1', '2', '3']) await shipUnit(stack, ORDER, shipmentId);
    await fillOrders(stack.databaseUrl);
    const browser = await openChromium();
    try {
      process.stdout.write(`beside ${ORDERS.toString()} orders, median of ${RUNS.toString()}:\n`);
      for (const screen of SCREENS) await measure(stack, browser, screen);
    } finally {
      await browser.close();
    }
  } finally {
    await stack.stop();
  }
}

interface Painted {
  readonly painted: number;
  readonly content: number;
  readonly last: number;
}

async function measure({ apiUrl }: Stack, browser: Browser, screen: Screen): Promise<void> {
  const found: Painted[] = [];
  for (let run = 0; run < RUNS; run += 1) found.push(await visit(browser, `${apiUrl}/console${screen.hash}`, screen));
  const of = (what: keyof Painted): string =>
    `${median(found.map((each) => each[what]))
      .toFixed(0)
      .padStart(5)} ms`;
  process.stdout.write(
    `${screen.name.padEnd(10)} painted ${of('painted')}, there ${of('content')}, all of it ${of('last')}\n`,
  );
}

/** With an empty cache. */
async function visit(browser: Browser, url: string, { content, last }: Screen): Promise<Painted> {
  const context = await browser.newContext({ locale: 'en-GB', viewport: { width: 1280, height: 860 } });
  try {
    const page = await context.newPage();
    await page.addInitScript(noteTimes(content, last));
    await page.goto(url);
    await page.locator(last).first().waitFor();
    return await timesOf(page);
  } finally {
    await context.close();
  }
}

/** By the page's own clock, which begins with the request for it. */
function noteTimes(content: string, last: string): string {
  return `
    window.paintTimes = {};
    const note = () => {
      const at = performance.now();
      for (const [name, selector] of Object.entries(${JSON.stringify({ content, last })})) {
        if (window.paintTimes[name] === undefined && document.querySelector(selector)) window.paintTimes[name] = at;
      }
    };
    new MutationObserver(() => requestAnimationFrame(note)).observe(document, { childList: true, subtree: true });`;
}

/** What stands there is noted with the next frame. */
async function timesOf(page: Page): Promise<Painted> {
  return page.evaluate<Painted>(
    `new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))).then(() => ({
      ...window.paintTimes, painted: performance.getEntriesByName('first-contentful-paint')[0].startTime,
    }))`,
  );
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  process.exitCode = 1;
});
