import type { ReactElement } from 'react';
import type { Schemas } from '../api/holdfast';
import { useLanguageTag, useMessages } from '../language/language';
import { dateAndTime, inWords, isUrgent } from '../language/time';
import { MoneyText } from '../money/money-text';
import { useNow } from '../page/now';
import { Panel } from '../page/panel';

type Order = Schemas['Order'];

/** So wide and high is the whole picture, in units of its own. */
const WIDTH = 1000;
const HEIGHT = 28;

interface OneOrder {
  readonly order: Order;
}

/** From when the order was placed to when its hold expires: where now is, when Holdfast acts, and what becomes of it. */
export function HoldsOverTime({ order }: OneOrder): ReactElement | null {
  const { order: texts } = useMessages();
  const { payment, amounts } = order;
  const holds = payment.holds ?? [];
  const isRunning = payment.releaseAt !== null && payment.captureBefore !== null && amounts.held > 0;
  if (!isRunning && holds.length < 2) return null;
  return (
    <Panel title={texts.time.title} className="time">
      {payment.releaseAt !== null && payment.captureBefore !== null && isRunning && (
        <Running order={order} releaseAt={payment.releaseAt} captureBefore={payment.captureBefore} />
      )}
      {holds.length > 1 && <Holds holds={holds} currency={order.currency} />}
    </Panel>
  );
}

interface RunningHold extends OneOrder {
  readonly releaseAt: string;
  readonly captureBefore: string;
}

function Running({ order, releaseAt, captureBefore }: RunningHold): ReactElement {
  const { order: texts, words } = useMessages();
  const tag = useLanguageTag();
  const now = useNow();
  const { payment, createdAt } = order;
  const estimate = payment.captureBeforeIsEstimate === true ? ` (${texts.time.estimate})` : '';
  const marks = [
    { name: 'placed', title: texts.time.placed, instant: createdAt },
    { name: 'now', title: texts.time.now, instant: new Date(now).toISOString() },
    ...(payment.warnAt === null ? [] : [{ name: 'warns', title: texts.time.warnAt, instant: payment.warnAt } as const]),
    { name: 'acts', title: texts.time.releaseAt, instant: releaseAt },
    { name: 'expires', title: `${texts.time.captureBefore}${estimate}`, instant: captureBefore },
  ] as const;
  return (
    <>
      <Picture marks={marks.map(({ name, instant }) => ({ name, at: Date.parse(instant) }))} />
      <dl className="marks">
        {marks.map(({ name, title, instant }) => (
          <div key={name} className={`mark ${name}`}>
            <dt>{title}</dt>
            <dd>
              <time dateTime={instant}>{dateAndTime(instant, tag)}</time>
            </dd>
          </div>
        ))}
      </dl>
      <p className={isUrgent(releaseAt, now) ? 'urgent' : ''}>
        {texts.time.deadline(words.onDeadline[payment.onDeadline], inWords(releaseAt, now, tag))}
      </p>
    </>
  );
}

interface Mark {
  readonly name: 'placed' | 'now' | 'warns' | 'acts' | 'expires';
  /** In milliseconds. */
  readonly at: number;
}

/** The time from the first mark to the last. What it shows stands below it in words. */
function Picture({ marks }: { readonly marks: readonly Mark[] }): ReactElement {
  const begin = Math.min(...marks.map(({ at }) => at));
  const lasts = Math.max(1, ...marks.map(({ at }) => at - begin));
  const xOf = (at: number): number => ((at - begin) / lasts) * WIDTH;
  const now = marks.find(({ name }) => name === 'now')?.at ?? begin;
  return (
    <svg viewBox={`0 0 ${WIDTH.toString()} ${HEIGHT.toString()}`} preserveAspectRatio="none" aria-hidden="true">
      <rect className="left" y="8" width={WIDTH} height="12" />
      <rect className="passed" y="8" width={xOf(now)} height="12" />
      {marks.map(({ name, at }) => (
        <rect key={name} className={name} x={Math.min(WIDTH - MARK, xOf(at))} width={MARK} height={HEIGHT} />
      ))}
    </svg>
  );
}

/** How wide a mark is. */
const MARK = 5;

interface HoldList {
  readonly holds: readonly Schemas['OrderPaymentHold'][];
  readonly currency: string;
}

/** Each hold that the order had, the newest first. */
function Holds({ holds, currency }: HoldList): ReactElement {
  const { order: texts, words } = useMessages();
  return (
    <ol className="holds" reversed>
      {holds.toReversed().map(({ generation, state, amount, paymentIntentId }) => (
        <li key={`${generation.toString()} ${paymentIntentId ?? ''}`}>
          {texts.hold(generation)}: <MoneyText amount={amount} currency={currency} />{' '}
          <span className="badge">{words.holdState[state]}</span>
        </li>
      ))}
    </ol>
  );
}
