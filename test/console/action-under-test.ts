import type { Locator, Page } from 'playwright-core';
import type { ApiOrder } from '../setup/shop/api-order';

/** What a person sees and does in the dialogs of an order. */

/** An amount of an order, as the console writes it. */
export function written(minor: number, { placed: { currency } }: ApiOrder): string {
  return new Intl.NumberFormat('en-GB', { style: 'currency', currency: currency.toUpperCase() }).format(minor / 100);
}

/** Opens what a button opens. */
export async function openAction(page: Page, button: string): Promise<Locator> {
  await page.getByRole('button', { name: button, exact: true }).click();
  return page.getByRole('dialog');
}

/** What the preview says of an amount, once it says it. */
export async function foreseen(dialog: Locator, name: string): Promise<string> {
  return dialog.locator('.effect div').filter({ hasText: name }).locator('dd').innerText();
}
