const { setFlagsFromString } = require('node:v8');

/**
 * How much of a function must have run before V8 optimizes it, in bytes of bytecode; by itself 135,000. A process of the tests lives
 * for a minute or a few and does each thing a few times: the threads that optimize took a sixth of what it did.
 */
setFlagsFromString('--interrupt-budget=1000000');
