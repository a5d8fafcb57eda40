import type { Tenant } from '../http/tenant';
import { html } from '../../../../libs/emulation/http/html';
import type { Html } from '../../../../libs/emulation/http/html';

/** The page, and below it each account's, by the id of the account. */
export const UI = '/_emulator/ui';

export function pageOf({ account }: Tenant): string {
  return `${UI}/${account.id}`;
}

/** A button that does one thing to this account; it works without the script too. */
export function actionForm(
  tenant: Tenant,
  action: string,
  fields: Readonly<Record<string, string>>,
  label: string,
  style = '',
): Html {
  const hidden = Object.entries(fields).map(
    ([name, value]) => html`<input type="hidden" name="${name}" value="${value}" />`,
  );
  return html`<form method="post" action="${pageOf(tenant)}/${action}">
    ${hidden}<button class="${style}">${label}</button>
  </form>`;
}
