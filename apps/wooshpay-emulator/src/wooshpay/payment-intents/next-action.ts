import { isJsonObject } from '../../../../../libs/emulation/objects/json';
import type { JsonObject } from '../../../../../libs/emulation/objects/json';

/** What the buyer has to do, and where; `details` stand under the name of the type (the page lists all of them). */
export interface NextAction {
  readonly type: string;
  readonly details: JsonObject;
  readonly returnUrl: string | null;
}

export function renderNextAction(action: NextAction | null): JsonObject | null {
  return action === null ? null : { type: action.type, [action.type]: action.details };
}

/** The bank collects data of the browser. */
export function ddcRedirect(url: string, returnUrl: string | null): NextAction {
  return { type: 'ddc_redirect', details: { url, return_url: returnUrl }, returnUrl };
}

/** The bank asks the buyer. */
export function challengeRedirect(url: string, returnUrl: string | null): NextAction {
  return { type: 'challenge_redirect', details: { url, return_url: returnUrl }, returnUrl };
}

/** Those whose page has nothing but an address. */
const PLAIN: ReadonlySet<string> = new Set([
  'akulaku',
  'alipay_hk',
  'bank_transfer_id',
  'bpi',
  'dana',
  'gcash',
  'promptpay',
  'rabbit_line_pay',
  'shopeepay',
  'truemoney',
]);

/** Those that are sent to `redirect_to_url`; the documentation names more of them than the page. */
const GENERAL: ReadonlySet<string> = new Set(['boost', 'grabpay', 'kakaopay', 'ovo', 'paynow', 'pix', 'tng', 'upi']);

/** Whether a type of payment method, other than a card, sends the buyer elsewhere. */
export function isRedirecting(type: string): boolean {
  return PLAIN.has(type) || GENERAL.has(type) || ['alipay', 'alipayplus', 'wechat_pay'].includes(type);
}

/** Where a wallet sends the buyer. `options` are those of its type in `payment_method_options`. */
export function walletRedirect(type: string, url: string, returnUrl: string | null, options: JsonObject): NextAction {
  const action = (name: string, details: JsonObject): NextAction => ({ type: name, details, returnUrl });
  if (PLAIN.has(type)) return action(`${type}_handle_redirect`, { url });
  switch (type) {
    case 'alipay':
      return action('alipay_handle_redirect', {
        native_data: `data-of-${url}`,
        native_url: url,
        return_url: returnUrl,
        url,
      });
    case 'alipayplus':
      return action('alipayplus_handle_redirect', {
        return_url: returnUrl,
        schemeUrl: `alipayplus://pay?url=${encodeURIComponent(url)}`,
        applinkUrl: url,
        normalUrl: url,
      });
    case 'wechat_pay':
      return wechatRedirect(url, options, action);
    default:
      return action('redirect_to_url', { return_url: returnUrl, url });
  }
}

function wechatRedirect(
  url: string,
  options: JsonObject,
  action: (name: string, details: JsonObject) => NextAction,
): NextAction {
  const { openid, os_type: system, terminal_type: terminal } = options;
  if (typeof openid === 'string') {
    return action('wechat_pay_official_account_params', {
      appId: 'wx-emulator',
      timeStamp: '0',
      nonceStr: 'emulator',
      signType: 'RSA',
      paySign: 'emulator',
      package: `prepay_id=${encodeURIComponent(url)}`,
    });
  }
  if (terminal === 'APP' && system === 'IOS') {
    return action('wechat_pay_redirect_to_ios_app', { native_url: url });
  }
  if (terminal === 'APP') return action('wechat_pay_redirect_to_android_app', { native_url: url });
  if (terminal === 'WAP') return action('wechat_pay_redirect_to_web', { url });
  return action('wechat_pay_display_qr_code', {
    data: url,
    data_ur: url,
    image_url_png: `${url}.png`,
    image_url_svg: `${url}.svg`,
  });
}

/** The options of one type, of all that a PaymentIntent has. */
export function optionsOf(options: JsonObject, type: string): JsonObject {
  const own = options[type];
  return isJsonObject(own) ? own : {};
}
