import type { ReactElement } from 'react';
import { useLanguageTag } from '../language/language';
import { dateAndTime } from '../language/time';

/** As the API writes an instant within a sentence. */
const INSTANT = /\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{3})?Z/g;

/** A sentence of the API, with its times as people write them. */
export function Message({ text }: { readonly text: string }): ReactElement {
  const tag = useLanguageTag();
  return <>{text.replace(INSTANT, (instant) => dateAndTime(instant, tag))}</>;
}
