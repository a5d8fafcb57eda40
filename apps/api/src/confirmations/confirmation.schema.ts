import { z } from 'zod';
import { orNull } from '../input/fields';
import { paymentMethod, returnUrl } from '../orders/new-order.schema';

/** The body of `POST /v1/orders/{orderId}/confirm`. */
export const newConfirmationSchema = z
  .strictObject({
    paymentMethod,
    returnUrl: orNull(returnUrl).describe("Left out: the order's own"),
  })
  .meta({ id: 'NewConfirmation' });

/** The body of a confirmation, checked. */
export type NewConfirmationBody = z.output<typeof newConfirmationSchema>;
