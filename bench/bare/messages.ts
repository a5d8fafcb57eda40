import { defineSignal, defineUpdate } from '@temporalio/workflow';

/** What the bare flow is asked, under the names that both its ends use. */

export const BARE_ORDER = 'bareOrder';
export const BARE_TASK_QUEUE = 'bare';
export const BARE_SHIPMENTS = 3;

/** Answered once its one activity has run, as `ship` is. */
export const begin = defineUpdate<number>('begin');
export const ship = defineUpdate<number, [number]>('ship');
export const settled = defineSignal('settled');

/** The one activity, which does nothing. */
export interface BareActivities {
  answer(number: number): Promise<number>;
}
