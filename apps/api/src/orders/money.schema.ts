import { z } from 'zod';

export const moneySchema = z
  .strictObject({ amount: z.int().describe('Minor units'), currency: z.string() })
  .meta({ id: 'Money' });
