import type { ReactElement } from 'react';
import { useLanguageTag } from '../language/language';
import { dateAndTime, inWords, isUrgent } from '../language/time';
import { useNow } from './now';

interface Instant {
  readonly instant: string;
  /** Whether it is red when it is near. */
  readonly mayBeUrgent?: boolean;
  /** The words around it: "due in 3 hours". */
  readonly say?: (when: string) => string;
}

/** How far away an instant is, in words; the date itself for a mouse that rests on it. */
export function When({ instant, mayBeUrgent = false, say = (when) => when }: Instant): ReactElement {
  const tag = useLanguageTag();
  const now = useNow();
  const isRed = mayBeUrgent && isUrgent(instant, now);
  return (
    <time dateTime={instant} title={dateAndTime(instant, tag)} className={isRed ? 'urgent' : ''}>
      {say(inWords(instant, now, tag))}
    </time>
  );
}

/** A date with its time. */
export function DateText({ instant }: { readonly instant: string }): ReactElement {
  const tag = useLanguageTag();
  return <time dateTime={instant}>{dateAndTime(instant, tag)}</time>;
}
