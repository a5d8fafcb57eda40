import { useQuery } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import { refundsQuery } from '../api/queries';
import { useMessages } from '../language/language';
import { MoneyText } from '../money/money-text';
import { Shown } from '../page/states';

/** What was given back. */
export function Refunds({ orderId, currency }: { readonly orderId: string; readonly currency: string }): ReactElement {
  const { order: texts } = useMessages();
  const found = useQuery(refundsQuery(orderId));
  return (
    <section>
      <h2>{texts.refunds}</h2>
      <Shown query={found}>
        {({ refunds }) =>
          refunds.length === 0 ? (
            <p className="quiet">{texts.noRefunds}</p>
          ) : (
            <ul>
              {refunds.map(({ refundId, status, amount }) => (
                <li key={refundId}>
                  {refundId}: <MoneyText amount={amount} currency={currency} /> <span className="badge">{status}</span>
                </li>
              ))}
            </ul>
          )
        }
      </Shown>
    </section>
  );
}
