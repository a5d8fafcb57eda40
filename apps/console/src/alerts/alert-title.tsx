import type { ReactElement } from 'react';
import { useMessages } from '../language/language';
import { urgencyOf, type AlertCode } from './alert-code';

/** What an alert is about, and how soon it is to be seen to. */
export function AlertTitle({ code }: { readonly code: AlertCode }): ReactElement {
  const { alerts } = useMessages();
  const urgency = urgencyOf(code);
  return (
    <>
      <span className={`badge ${urgency}`}>{alerts.soon[urgency]}</span> {alerts.codes[code][0]}
    </>
  );
}
