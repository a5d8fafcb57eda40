import { clientOf, errorOf, hold, startUnderTest } from '../../emulator-under-test';
import type { Emulator } from '../../server';

describe('the statement descriptor', () => {
  let emulator: Emulator;
  beforeAll(async () => {
    emulator = await startUnderTest();
  });
  afterAll(async () => {
    await emulator.close();
  });

  it.each([
    ['longer than 22 characters', 'A'.repeat(23)],
    ['with <', 'ORDER <7'],
    ['with >', 'ORDER >7'],
    ['with a quote', "ORDER '7"],
    ['with a double quote', 'ORDER "7'],
    ['with an asterisk', 'ORDER *7'],
    ['with a backslash', 'ORDER \\7'],
    ['without a letter', '1042'],
  ])('takes no suffix %s', async (_what, statement_descriptor_suffix) => {
    const { stripe } = clientOf(emulator);
    const refused = { statusCode: 400, param: 'statement_descriptor_suffix' };
    expect(await errorOf(hold(stripe, { statement_descriptor_suffix }))).toMatchObject(refused);
    const { id } = await hold(stripe);
    expect(await errorOf(stripe.paymentIntents.capture(id, { statement_descriptor_suffix }))).toMatchObject(refused);
  });

  it('is refused as a whole on card payments, except when incrementing', async () => {
    const { stripe } = clientOf(emulator);
    const refused = { statusCode: 400, param: 'statement_descriptor' };
    const statement_descriptor = 'MY SHOP';
    expect(await errorOf(hold(stripe, { statement_descriptor }))).toMatchObject(refused);
    const { id } = await stripe.paymentIntents.create({ amount: 1000, currency: 'usd' });
    expect(await errorOf(stripe.paymentIntents.update(id, { statement_descriptor }))).toMatchObject(refused);
    const held = await hold(stripe);
    expect(await errorOf(stripe.paymentIntents.capture(held.id, { statement_descriptor }))).toMatchObject(refused);
  });

  it('is cut at 22 characters', async () => {
    const { stripe } = clientOf(emulator);
    const statement_descriptor_suffix = 'ORDER NUMBER 1042';
    const intent = await hold(stripe, { statement_descriptor_suffix, expand: ['latest_charge'] });
    expect(intent.latest_charge).toMatchObject({
      statement_descriptor_suffix,
      calculated_statement_descriptor: 'EMULATOR* ORDER NUMBER',
    });
  });
});
