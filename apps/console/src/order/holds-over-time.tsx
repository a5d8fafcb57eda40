import type { ReactElement } from 'react';
import type { Schemas } from '../api/holdfast';
import { useLanguageTag, useMessages } from '../language/language';
import { dateAndTime, inWords, isUrgent } from '../language/time';
import { useNow } from '../page/now';

/** So wide is the whole picture, in units of its own. */
const WIDTH = 1000;

/** From when the order was placed to when its hold expires: where now is, and when Holdfast acts. */
export function HoldsOverTime({ order }: { readonly order: Schemas['Order'] }): ReactElement | null {
  const { order: texts } = useMessages();
  const tag = useLanguageTag();
  const now = useNow();
  const { releaseAt, captureBefore } = order.payment;
  if (captureBefore === null || releaseAt === null || order.amounts.held === 0) return null;
  const begins = Date.parse(order.createdAt);
  const lasts = Math.max(1, Date.parse(captureBefore) - begins);
  const at = (instant: number): number => Math.min(1, Math.max(0, (instant - begins) / lasts)) * WIDTH;
  return (
    <section className="time">
      <svg viewBox={`0 0 ${WIDTH.toString()} 16`} preserveAspectRatio="none" aria-hidden="true">
        <rect className="empty" y="6" width={WIDTH} height="4" />
        <rect className="held" y="6" width={at(now)} height="4" />
        <rect className="released" x={at(Date.parse(releaseAt)) - 2} width="4" height="16" />
      </svg>
      <p>
        <time
          dateTime={releaseAt}
          title={dateAndTime(releaseAt, tag)}
          className={isUrgent(releaseAt, now) ? 'urgent' : ''}
        >
          {texts.actsAt(inWords(releaseAt, now, tag))}
        </time>{' '}
        <time dateTime={captureBefore} title={dateAndTime(captureBefore, tag)} className="quiet">
          {texts.expires(inWords(captureBefore, now, tag))}
        </time>
      </p>
    </section>
  );
}
