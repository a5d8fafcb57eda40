const { default: Sequencer } = require('@jest/test-sequencer');

/** They wait for minutes, and everything else fits beside them; where they came last, all would wait for them. */
const LONGEST = [
  'test/faults/faults.test.ts',
  'test/scenarios/scenarios.test.ts',
  'test/scenarios/at-the-deadline.test.ts',
  'test/faults/machine.test.ts',
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
