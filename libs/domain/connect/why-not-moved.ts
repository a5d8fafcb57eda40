/**
 * Why a connected account's share was not moved, in words of a person, with the provider's own in brackets.
 * @param whose balance it would come from
 */
export function whyNotMoved(code: string, whose: 'account' | 'platform'): string {
  const why = WHY[code]?.[whose];
  return why === undefined ? `Stripe says ${code}` : `${why} (${code})`;
}

type Words = Readonly<Record<'account' | 'platform', string>>;

const TOO_LOW: Words = {
  account: 'the balance of the connected account is too low',
  platform: 'the balance at Stripe is too low: add funds to it',
};

function alike(words: string): Words {
  return { account: words, platform: words };
}

const WHY: Readonly<Partial<Record<string, Words>>> = {
  balance_insufficient: TOO_LOW,
  insufficient_funds: TOO_LOW,
  not_reversible: alike('less of it is left at Stripe than is recorded here: somebody reversed it there'),
  never_sent: alike('the transfer that it was part of never came about'),
  insufficient_capabilities_for_transfer: alike(
    'the connected account may not receive transfers now: see in the Dashboard what Stripe wants of it',
  ),
  transfers_not_allowed: alike('Stripe allows no transfer to the connected account: ask its support'),
};
