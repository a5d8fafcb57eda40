import type { Area } from '../behaviour';
import { capturing } from './capturing';
import { confirming } from './confirming';
import { creating } from './creating';
import { customers } from './customers';
import { declines } from './declines';
import { ending } from './ending';
import { reading } from './reading';
import { refunds } from './refunds';
import { requests } from './requests';
import { threeDSecure } from './three-d-secure';
import { webhooks } from './webhooks';

/** Every behaviour there is, by what it is about. */
export const AREAS: readonly Area[] = [
  creating,
  confirming,
  threeDSecure,
  declines,
  capturing,
  ending,
  refunds,
  reading,
  customers,
  webhooks,
  requests,
];
