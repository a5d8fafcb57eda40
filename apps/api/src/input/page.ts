import { z } from 'zod';
import { InvalidCursor } from '../../../../libs/postgres/reading/page-cursor';
import { invalidRequest } from '../problems/problem';

/** What every list over all orders is asked beside its filters. */
export const pageFields = {
  cursor: z.string().min(1).max(1024).optional().describe('nextCursor of the previous page'),
  limit: z
    .string()
    .regex(/^([1-9]\d?|100)$/, 'must be 1 to 100')
    .transform(Number)
    .default(20)
    .describe('How many at most, 1 to 100; 20 when left out'),
};

/** A yes or no in a query. */
export const trueOrFalse = z.enum(['true', 'false']).transform((word) => word === 'true');

/** Where the next page begins. */
export const nextCursor = z.string().nullable().describe('Null on the last page');

/** The page that a list reads; what it calls no cursor of its own is told as the field that it is. */
export async function readPage<Page>(read: Promise<Page>): Promise<Page> {
  try {
    return await read;
  } catch (error) {
    if (error instanceof InvalidCursor) throw invalidRequest([{ path: 'cursor', message: error.message }]);
    throw error;
  }
}
