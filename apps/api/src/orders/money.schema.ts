import { z } from 'zod';

/** An amount with its currency. */
export const moneySchema = z
  .strictObject({ amount: z.int().describe('Minor units'), currency: z.string() })
  .meta({ id: 'Money' });
