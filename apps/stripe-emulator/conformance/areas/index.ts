import type { Area } from '../behaviour';
import { experiments } from '../assumptions/experiments';
import { balanceTransactions } from './balance-transactions';
import { cancel } from './cancel';
import { capturing } from './capturing';
import { confirming } from './confirming';
import { accounts, transfers } from './platforms/accounts';
import { directCharges } from './platforms/direct-charges';
import { connect } from './platforms/connect';
import { chargesApi } from './charges-api/charges';
import { tokens } from './charges-api/tokens';
import { creating } from './creating';
import { customers, paymentMethods } from './customers';
import { declines } from './declines';
import { disputes } from './disputes';
import { errors } from './errors';
import { eventList } from './event-list';
import { events } from './events';
import { expiry } from './expiry';
import { idempotency } from './idempotency';
import { increments } from './increments';
import { faults, locks, rateLimits } from './limits';
import { fieldsOfLines, sumsOfLines } from './line-items';
import { capturesOfLines } from './line-items-captures';
import { expanding, metadata, pagination, versions } from './lists';
import { oldInsides, oldReleases } from './older-versions/answers';
import { documentedCommands } from './older-versions/commands';
import { oldNames } from './older-versions/names';
import { oldForms, oldRequests } from './older-versions/requests';
import { multicapture } from './multicapture';
import { overcapture } from './overcapture';
import { checkout } from './checkout/checkout';
import { payingCheckout } from './checkout/paying';
import { prices, products } from './checkout/products';
import { confirmationTokens } from './browsers/confirmation-tokens';
import { customerSessions, ephemeralKeys } from './browsers/sessions-of-customers';
import { payouts } from './payouts/payouts';
import { earlyFraudWarnings, reviews } from './radar/radar';
import { accountAndBalance } from './reading/account-and-balance';
import { publishableKeys } from './browsers/publishable-keys';
import { searching } from './reading/search';
import { refusing } from './refusing';
import { refunds } from './refunds';
import { refundsOfParts } from './refunds-of-parts';
import { setupIntents } from './setup-intents';
import { threeDSecure } from './three-d-secure';
import { updating } from './updating';
import { resending } from './webhooks/resending';
import { webhooks } from './webhooks/webhooks';

/** Every behaviour there is, by what it is about. */
export const AREAS: readonly Area[] = [
  creating,
  updating,
  confirming,
  threeDSecure,
  declines,
  capturing,
  multicapture,
  sumsOfLines,
  fieldsOfLines,
  capturesOfLines,
  overcapture,
  increments,
  expiry,
  cancel,
  refunds,
  refundsOfParts,
  disputes,
  connect,
  accounts,
  transfers,
  directCharges,
  earlyFraudWarnings,
  reviews,
  setupIntents,
  paymentMethods,
  customers,
  chargesApi,
  tokens,
  accountAndBalance,
  payouts,
  products,
  prices,
  checkout,
  payingCheckout,
  publishableKeys,
  ephemeralKeys,
  customerSessions,
  confirmationTokens,
  balanceTransactions,
  events,
  eventList,
  webhooks,
  resending,
  idempotency,
  errors,
  pagination,
  expanding,
  metadata,
  searching,
  refusing,
  versions,
  oldForms,
  oldRequests,
  oldReleases,
  oldInsides,
  oldNames,
  documentedCommands,
  rateLimits,
  locks,
  faults,
  experiments,
];
