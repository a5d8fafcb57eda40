import type { ReactElement } from 'react';
import { CloseAlert } from '../actions/close-alert';
import { groupsOf } from '../alerts/alert-code';
import { AlertTitle } from '../alerts/alert-title';
import type { Schemas } from '../api/holdfast';
import { useMessages } from '../language/language';
import { Message } from '../page/message';
import { Panel } from '../page/panel';
import { When } from '../page/when';

/** What only a person can solve, what to do about it, and how to close it. */
export function Alerts({ order: { orderId, attention } }: { readonly order: Schemas['Order'] }): ReactElement | null {
  const { today, alerts: texts } = useMessages();
  if (attention.length === 0) return null;
  return (
    <Panel title={today.needsYou} className="notice">
      {groupsOf(attention).map(({ code, alerts }) => (
        <article key={code} className="alert-group">
          <h3>
            <AlertTitle code={code} />
          </h3>
          {alerts.map(({ message, since }) => (
            <p key={since}>
              <Message text={message} />{' '}
              <span className="quiet">
                <When instant={since} say={texts.since} />
              </span>
            </p>
          ))}
          <p className="quiet">{texts.codes[code][1]}</p>
          <CloseAlert orderId={orderId} code={code} />
        </article>
      ))}
    </Panel>
  );
}
