import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactElement, ReactNode } from 'react';
import { useMessages } from '../language/language';
import { Panel } from '../page/panel';
import { Shown } from '../page/states';

/** So many rows of a list stand on the first screen. */
const ROWS = 6;

/** What a list has, as far as it was read. */
export interface Some<Row> {
  readonly rows: readonly Row[];
  readonly hasMore: boolean;
}

interface TileParts<Data, Row> {
  readonly title: string;
  /** Where all of them are. */
  readonly href?: string;
  readonly none: string;
  readonly query: UseQueryResult<Data>;
  readonly rowsOf: (data: Data) => Some<Row>;
  readonly keyOf: (row: Row) => string;
  readonly row: (row: Row) => ReactNode;
  /** Above the rows, such as a sum. */
  readonly head?: (rows: readonly Row[]) => ReactNode;
}

/** The first rows of a list, how many there are, and the way to all of them. */
export function Tile<Data, Row>(parts: TileParts<Data, Row>): ReactElement {
  const { title, href, none, query, rowsOf } = parts;
  const { today } = useMessages();
  const count = query.data === undefined ? null : countOf(rowsOf(query.data), today.more);
  return (
    <Panel
      title={
        <>
          {title} {count !== null && <span className="count">{count}</span>}
        </>
      }
      aside={
        href !== undefined && (
          <a href={href} aria-label={`${today.all}: ${title}`}>
            {today.all}
          </a>
        )
      }
    >
      <Shown query={query}>
        {(data) =>
          rowsOf(data).rows.length === 0 ? <p className="quiet">{none}</p> : <FirstRows {...parts} data={data} />
        }
      </Shown>
    </Panel>
  );
}

function FirstRows<Data, Row>({
  data,
  rowsOf,
  head,
  row,
  keyOf,
}: TileParts<Data, Row> & { readonly data: Data }): ReactElement {
  const { rows } = rowsOf(data);
  return (
    <>
      {head?.(rows)}
      <ul className="rows">
        {rows.slice(0, ROWS).map((each) => (
          <li key={keyOf(each)}>{row(each)}</li>
        ))}
      </ul>
    </>
  );
}

function countOf({ rows, hasMore }: Some<unknown>, more: (count: number) => string): string {
  return hasMore ? more(rows.length) : rows.length.toString();
}
