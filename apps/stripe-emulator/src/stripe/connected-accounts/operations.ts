import type { Params } from '../../wire/params';
import type { Account } from '../account';
import { checkedCurrency } from '../currency';
import { uncovered } from '../error';
import { differences } from '../events/differences';
import { emit } from '../events/emit';
import { createdFilter, pageOf } from '../list';
import { mergedMetadata } from '../metadata';
import { accountInvalid } from '../own-account/own-account';
import type { Operation } from '../request';
import { seconds } from '../request';
import { PROFILE_FIELDS, renderSeller } from './account-of-seller';
import type { SellerAccount } from './account-of-seller';

/** What an account can do when nothing is asked for (documented for standard accounts). */
const USUAL_CAPABILITIES = ['card_payments', 'transfers'];

export const createConnectedAccount: Operation = (context, params) => {
  const { ids, settings, sellers } = context.account;
  const metadata = mergedMetadata(new Map(), params);
  const seller = sellers.add({
    id: ids.next('acct'),
    created: seconds(context),
    country: params.text('country') ?? 'US',
    type: params.text('type') ?? typeOf(params.hash('controller')),
    businessType: params.text('business_type') ?? null,
    businessProfile: profileOf({}, params),
    capabilities: params.has('capabilities') ? capabilitiesOf([], params) : USUAL_CAPABILITIES,
    defaultCurrency: checkedCurrency(params.text('default_currency') ?? settings.settlement_currency),
    email: params.text('email') ?? null,
    metadata,
  });
  return () => renderSeller(seller);
};

export const listConnectedAccounts: Operation = ({ account }, params) => {
  const created = createdFilter(params);
  const page = pageOf(
    {
      oldestFirst: account.sellers.oldestFirst(),
      matches: created,
      render: renderSeller,
      url: '/v1/accounts',
      name: 'account',
    },
    params,
  );
  return () => page;
};

export const updateConnectedAccount: Operation = (context, params, id) => {
  const seller = findSeller(context.account, id);
  const currency = params.text('default_currency');
  const checked = currency === undefined ? seller.defaultCurrency : checkedCurrency(currency);
  const metadata = mergedMetadata(seller.metadata, params);
  const before = renderSeller(seller);
  seller.metadata = metadata;
  seller.businessType = params.text('business_type') ?? seller.businessType;
  seller.businessProfile = profileOf(seller.businessProfile, params);
  seller.capabilities = capabilitiesOf(seller.capabilities, params);
  seller.defaultCurrency = checked;
  seller.email = params.text('email') ?? seller.email;
  const after = renderSeller(seller);
  const previous = differences(before, after);
  if (Object.keys(previous).length > 0) emit(context, 'account.updated', id, after, previous);
  return () => renderSeller(seller);
};

export const deleteConnectedAccount: Operation = ({ account }, _params, id) => {
  findSeller(account, id);
  account.sellers.remove(id);
  return () => ({ id, object: 'account', deleted: true });
};

function findSeller(account: Account, id: string): SellerAccount {
  const seller = account.sellers.get(id);
  if (seller === undefined) throw accountInvalid(id);
  return seller;
}

/** The newer way to say what kind of account it is (documented). */
function typeOf(controller: Params | undefined): string {
  const dashboard = controller?.hash('stripe_dashboard')?.text('type');
  if (dashboard === 'none') return 'custom';
  return dashboard === 'express' ? 'express' : 'standard';
}

function capabilitiesOf(current: readonly string[], params: Params): readonly string[] {
  const asked = params.hash('capabilities');
  if (asked === undefined) return current;
  const all = new Set(current);
  for (const name of asked.names()) {
    if (asked.hash(name)?.flag('requested') === true) all.add(name);
    else all.delete(name);
  }
  return [...all].sort();
}

function profileOf(current: SellerAccount['businessProfile'], params: Params): SellerAccount['businessProfile'] {
  const given = params.hash('business_profile');
  if (given === undefined) return current;
  const unknown = given.names().find((name) => !PROFILE_FIELDS.includes(name));
  if (unknown !== undefined) throw uncovered(given.pathTo(unknown));
  return { ...current, ...Object.fromEntries(given.names().map((name) => [name, given.text(name) ?? null])) };
}
