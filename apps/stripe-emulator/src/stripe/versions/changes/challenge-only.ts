import type { VersionChange } from '../version-change';

/** `challenge_only` was the word for `challenge`. */
export const challengeOnly: VersionChange = {
  since: '2024-04-10',
  source: 'https://github.com/stripe/stripe-node/blob/master/CHANGELOG.md#15-0-0',
  ask: ({ form }) => {
    const options = form.get('payment_method_options');
    const card = options instanceof Map ? options.get('card') : undefined;
    if (!(card instanceof Map) || card.get('request_three_d_secure') !== 'challenge_only') return;
    card.set('request_three_d_secure', 'challenge');
  },
};
