import { useQuery } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import type { Schemas } from '../api/holdfast';
import { providerErrorsQuery } from '../api/queries';
import { useMessages } from '../language/language';
import { OrderLink } from '../orders/order-link';
import { DataTable, type Column } from '../page/data-table';
import { Panel } from '../page/panel';
import { Shown } from '../page/states';
import { When } from '../page/when';

type ErrorCount = Schemas['ProviderErrorCount'];

/** What the provider has refused in the last days, by what it said. */
export function ProviderErrors(): ReactElement {
  const { system, words } = useMessages();
  const titles = system.providerError;
  const columns: Column<ErrorCount>[] = [
    {
      title: titles.code,
      cell: ({ code, declineCode }) => (
        <>
          {code} <span className="quiet">{declineCode}</span>
        </>
      ),
    },
    { title: titles.step, cell: ({ step }) => words.refusedStep[step] },
    { title: titles.count, isNumber: true, cell: ({ count }) => count },
    { title: titles.last, cell: ({ lastAt }) => <When instant={lastAt} /> },
    { title: titles.order, cell: (error) => <OrderLink orderId={error.orderId} orderNumber={error.orderNumber} /> },
  ];
  return (
    <Panel title={system.providerErrors}>
      <Shown query={useQuery(providerErrorsQuery)}>
        {({ errors }) =>
          errors.length === 0 ? (
            <p className="quiet">{system.noProviderErrors}</p>
          ) : (
            <DataTable
              label={system.providerErrors}
              columns={columns}
              rows={errors}
              keyOf={({ step, code, declineCode }) => `${step} ${code} ${declineCode ?? ''}`}
            />
          )
        }
      </Shown>
    </Panel>
  );
}
