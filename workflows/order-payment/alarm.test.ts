import { Worker } from '@temporalio/worker';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { addSeconds } from '../../libs/domain/orders/deadline';
import { historiesFolder } from '../../test/setup/recorded-histories';
import { quietRuntime, workflowBundle } from '../../test/setup/temporal';

const eventSchema = z.looseObject({
  eventId: z.string(),
  eventTime: z.iso.datetime({ precision: 9 }),
  eventType: z.string(),
  timerStartedEventAttributes: z.looseObject({ startToFireTimeout: z.string() }).optional(),
});
const historySchema = z.object({ events: z.array(eventSchema) });
type Event = z.output<typeof eventSchema>;

beforeAll(quietRuntime);

/** Of an order whose hold is released by the clock alone, up to the workflow task that its timer leads to. */
function untilTheTimerFired(): Event[] {
  const text = readFileSync(join(historiesFolder('order-payment'), 'deadline-with-nothing-shipped.json'), 'utf8');
  const { events } = historySchema.parse(JSON.parse(text));
  const fired = events.findIndex(({ eventType }) => eventType === 'EVENT_TYPE_TIMER_FIRED');
  return events.slice(0, fired + 4);
}

/** The clock of the host that took the order over is half a second behind. */
function tooEarly(events: readonly Event[]): Event[] {
  const timer = events.find(({ timerStartedEventAttributes }) => timerStartedEventAttributes !== undefined);
  if (timer === undefined) throw new Error('no timer was started');
  const seconds = Number.parseFloat(timer.timerStartedEventAttributes?.startToFireTimeout ?? '');
  const eventTime = addSeconds(timer.eventTime, seconds - 0.5);
  const fired = events.length - 4;
  return events.map((event, index) => (index < fired ? event : { ...event, eventTime }));
}

test('a timer that rings before its instant is set again, so that no hold is without one', async () => {
  const events = tooEarly(untilTheTimerFired());
  const { eventId, eventTime } = events.at(-1) ?? { eventId: '', eventTime: '' };
  const setAgain = {
    eventId: (Number(eventId) + 1).toString(),
    eventTime,
    eventType: 'EVENT_TYPE_TIMER_STARTED',
    timerStartedEventAttributes: {
      timerId: '2',
      startToFireTimeout: '0.500s',
      workflowTaskCompletedEventId: eventId,
    },
  };
  const history: unknown = { events: [...events, setAgain] };
  await expect(Worker.runReplayHistory({ workflowBundle: workflowBundle() }, history)).resolves.toBeUndefined();
});
