const { default: Sequencer } = require('@jest/test-sequencer');

/**
 * They take half a minute to minutes, and everything else fits beside them; where they came last, all would wait for them. jest knows
 * how long a file took only where it has run before.
 */
const LONGEST = [
  'test/faults/faults.test.ts',
  'test/scenarios/scenarios.test.ts',
  'test/scenarios/at-the-deadline.test.ts',
  'test/faults/machine.test.ts',
  'workflows/order-watch/dispute-watch.test.ts',
  'workflows/order-watch/started-again.test.ts',
  'activities/steps/commit-in-doubt.test.ts',
  'activities/steps/provider-call.test.ts',
  'workflows/order-payment/beside/look-beside.test.ts',
  'workflows/order-payment/beside/settle-beside.test.ts',
  'workflows/order-payment/renewal.test.ts',
  'workflows/order-watch/refund-watch.test.ts',
  'test/story.test.ts',
  'apps/api/src/main.test.ts',
];

module.exports = class LongestFirst extends Sequencer {
  sort(tests) {
    const place = ({ path }) => {
      const found = LONGEST.findIndex((file) => path.replaceAll('\\', '/').endsWith(file));
      return found === -1 ? LONGEST.length : found;
    };
    return [...super.sort(tests)].sort((one, other) => place(one) - place(other));
  }
};
