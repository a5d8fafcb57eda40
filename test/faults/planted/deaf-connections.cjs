// Loaded before the product: when PostgreSQL ends a connection that is in use, that is the end of the process.
const { Client } = require('pg');

const ENDED_BY_THE_SERVER = '57P01';

const ask = Client.prototype.query;
Client.prototype.query = function query(...args) {
  const answer = ask.apply(this, args);
  if (typeof answer?.catch !== 'function') return answer;
  return answer.catch((error) => {
    if (error.code === ENDED_BY_THE_SERVER) {
      setImmediate(() => {
        throw error;
      });
    }
    throw error;
  });
};
