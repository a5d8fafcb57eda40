// Loaded before the product: nobody listens to a connection that is in use, so that its end is the end of the process.
const { Pool } = require('pg');

const listen = Pool.prototype.on;
Pool.prototype.on = function on(event, listener) {
  return event === 'connect' ? this : listen.call(this, event, listener);
};
