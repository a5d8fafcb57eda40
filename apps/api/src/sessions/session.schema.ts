import { z } from 'zod';
import { ACCESSES } from '../../../../libs/config/api-keys';
import { text } from '../input/fields';

/** The body of `POST /v1/sign-in`. */
export const signInSchema = z
  .strictObject({
    person: text(100)
      .optional()
      .describe(
        'Who signs in: a name or a staff number. The timeline shows it. Where `Holdfast-Actor` is sent, that counts',
      ),
  })
  .meta({ id: 'SignIn' });

/** The body of a sign-in, checked. */
export type SignInBody = z.output<typeof signInSchema>;

/** Who asks, as the API sees it. */
export const sessionSchema = z
  .strictObject({
    keyName: z.string().nullable().describe('The name of the key; null where the API takes requests without keys'),
    access: z
      .enum(ACCESSES)
      .describe(
        'Each with all of those before it: `read` looks; `operate` ships, cancels, closes alerts, writes notes; `money` ' +
          'refunds, changes deadlines, closes months; `write` does everything',
      ),
    person: z.string().nullable().describe('Who signed in; null: the request came with a key'),
    csrfToken: z
      .string()
      .nullable()
      .describe(
        'Goes into the header `Holdfast-CSRF` of whatever changes something; null: the request came with a key',
      ),
    livemode: z.boolean().describe('Whether orders are paid with real money, and not with test keys of Stripe'),
    stripeEmulatorUrl: z
      .string()
      .nullable()
      .describe('Where a browser reaches the emulator that stands for Stripe; null: it is Stripe itself'),
    endsAt: z.iso.datetime().nullable().describe('When the session ends; earlier when it is not used'),
  })
  .meta({ id: 'Session' });

/** A session as the API shows it. */
export type SessionBody = z.infer<typeof sessionSchema>;

/** The answer of `POST /v1/sign-out`. */
export const signedOutSchema = z.strictObject({ signedOut: z.literal(true) }).meta({ id: 'SignedOut' });

/** What a sign-out answers. */
export type SignedOut = z.infer<typeof signedOutSchema>;
