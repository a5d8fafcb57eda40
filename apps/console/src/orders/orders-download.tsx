import { useMutation } from '@tanstack/react-query';
import { useState, type ReactElement } from 'react';
import { Button } from 'react-aria-components';
import type { Schemas } from '../api/holdfast';
import { readOrders } from '../api/queries';
import { useMessages } from '../language/language';
import { Failure } from '../page/states';
import { csvOf } from './orders-csv';
import type { OrdersFilter } from './orders-filter';

/** More than this many are for the API: a browser would hold them all. */
const AT_MOST = 5_000;

/** As many as the API answers at once. */
const PAGE = '100';

interface Collected {
  readonly orders: readonly Schemas['Order'][];
  readonly isCut: boolean;
}

/** Every order that the filters let through, as a file for a spreadsheet. */
export function OrdersDownload({ filter }: { readonly filter: OrdersFilter }): ReactElement {
  const { orders: texts, words } = useMessages();
  const [read, setRead] = useState(0);
  const download = useMutation({
    mutationFn: () => collect(filter, setRead),
    onSuccess: ({ orders }) => {
      save('orders.csv', csvOf(orders));
    },
  });
  const rows = words.counted.rows;
  return (
    <div className="download">
      <Button
        isDisabled={download.isPending}
        onPress={() => {
          download.mutate();
        }}
      >
        {texts.csv}
      </Button>
      <span className="quiet" role="status">
        {download.isPending && texts.csvMaking(rows(read))}
        {download.isSuccess && (download.data.isCut ? texts.csvCut : texts.csvMade)(rows(download.data.orders.length))}
      </span>
      {download.isError && <Failure error={download.error} />}
    </div>
  );
}

async function collect(filter: OrdersFilter, tell: (read: number) => void): Promise<Collected> {
  const orders: Schemas['Order'][] = [];
  let cursor: string | null = null;
  do {
    const page: Schemas['OrderPage'] = await readOrders(filter, cursor, PAGE);
    orders.push(...page.orders);
    tell(orders.length);
    cursor = page.nextCursor;
  } while (cursor !== null && orders.length < AT_MOST);
  return { orders, isCut: cursor !== null };
}

function save(name: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: 'text/csv' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  URL.revokeObjectURL(url);
}
