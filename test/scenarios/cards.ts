import type { PaymentProvider } from '../../libs/domain/capabilities/payment-provider';
import type { Cell } from './cell';

/** Test cards of a provider's emulator. `once`: it allows one capture of a hold. */
interface Cards {
  readonly approves: { readonly often: string; readonly once: string };
  /** While the buyer is away. */
  readonly declinesLater: { readonly often: string; readonly once: string };
  readonly declines: string;
  readonly asksBuyer: { readonly often: string; readonly once: string };
  /** And not again while the buyer is away. */
  readonly asksBuyerOnce: { readonly often: string; readonly once: string };
}

/** Not Stripe's: it has no test card that does both. */
const ASKS_AND_CAPTURES_ONCE = 'pm_card_emulatorAuthenticationRequiredOnSetup_disableEnterpriseCardFeatures';

const CARDS: Readonly<Record<PaymentProvider, Cards>> = {
  stripe: {
    approves: { often: 'pm_card_visa', once: 'pm_card_credit_disableEnterpriseCardFeatures' },
    declinesLater: {
      often: 'pm_card_emulatorOffSessionDeclined',
      once: 'pm_card_emulatorOffSessionDeclined_disableEnterpriseCardFeatures',
    },
    declines: 'pm_card_chargeDeclined',
    asksBuyer: { often: 'pm_card_threeDSecure2Required', once: ASKS_AND_CAPTURES_ONCE },
    asksBuyerOnce: { often: 'pm_card_authenticationRequiredOnSetup', once: ASKS_AND_CAPTURES_ONCE },
  },
  wooshpay: {
    approves: { often: 'pm_card_visa', once: 'pm_card_visa' },
    declinesLater: { often: 'pm_card_chargeCustomerFail', once: 'pm_card_chargeCustomerFail' },
    declines: 'pm_card_chargeDeclined',
    asksBuyer: { often: 'pm_card_threeDSecureRequired', once: 'pm_card_threeDSecureRequired' },
    asksBuyerOnce: {
      often: 'pm_card_authenticationRequiredOnSetup',
      once: 'pm_card_authenticationRequiredOnSetup',
    },
  },
};

/** What an order is paid with in the end. @param kept whether it pays again while the buyer is away */
export function cardOf({ provider, condition }: Cell, captures: 'often' | 'once', kept: boolean): string {
  const cards = CARDS[provider];
  switch (condition) {
    case 'declined_again':
      return cards.declinesLater[captures];
    case 'authenticates':
      return (kept ? cards.asksBuyerOnce : cards.asksBuyer)[captures];
    case 'declined_first':
    case 'nothing_wrong':
    case 'webhooks_twice':
    case 'webhooks_first':
    case 'no_webhooks':
    case 'answers_lost':
      return cards.approves[captures];
  }
}

/** One that the bank declines, which the buyer tries first. */
export function declinedCardAt(provider: PaymentProvider): string {
  return CARDS[provider].declines;
}
