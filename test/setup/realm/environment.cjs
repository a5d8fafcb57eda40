const { TestEnvironment } = require('jest-environment-node');

/** From test/setup/global-setup.ts. */
const PACE = Number(process.env.TEST_PACE ?? '1');

/** What jest keeps of a file, by these names of symbols: the next file would hear of its tests. */
const OF_ONE_FILE = new Set(['EVENT_HANDLERS', 'JEST_STATE_SYMBOL', 'TEST_TIMEOUT_SYMBOL']);

/**
 * Test files run in Node's own realm, as the product does: packages that were loaded for one file serve the next (see
 * runtime.cjs), and an error of Node's or of a package is an Error.
 */
module.exports = class NodeRealm extends TestEnvironment {
  constructor(config, context) {
    super(config, context);
    this.global = globalThis;
    this.testTimeout = config.globalConfig.testTimeout * PACE;
    this.scaled = new WeakSet();
    this.before = { console: globalThis.console, exit: process.exit };
    const { constructor: FakeTimers } = this.fakeTimersModern;
    this.fakeTimersModern = new FakeTimers({ config: config.projectConfig, global: globalThis });
  }

  /** Whatever may take so long on two idle cores may take longer on a slower machine. */
  handleTestEvent({ name, test, hook }, state) {
    if (name === 'run_start') state.testTimeout = this.testTimeout;
    if (name === 'test_start') this.scale(test);
    if (name === 'hook_start') this.scale(hook);
  }

  /** Once: a hook of each test is the same every time. */
  scale(work) {
    if (!work.timeout || this.scaled.has(work)) return;
    work.timeout *= PACE;
    this.scaled.add(work);
  }

  /** What jest put in their place for the file goes with it. */
  async teardown() {
    await super.teardown();
    globalThis.console = this.before.console;
    process.exit = this.before.exit;
    for (const symbol of Object.getOwnPropertySymbols(globalThis)) {
      if (OF_ONE_FILE.has(symbol.description)) Reflect.deleteProperty(globalThis, symbol);
    }
  }
};
