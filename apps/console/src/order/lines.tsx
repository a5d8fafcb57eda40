import type { ReactElement } from 'react';
import type { Schemas } from '../api/holdfast';
import { useMessages } from '../language/language';
import { MoneyText } from '../money/money-text';

/** The counts of a line, in the order of their columns. */
const COUNTS = [
  ['ordered', 'quantity'],
  ['shipped', 'shipped'],
  ['canceled', 'canceled'],
  ['open', 'open'],
] as const;

/** What was ordered, and what of it has shipped. */
export function Lines({ order: { lines, currency } }: { readonly order: Schemas['Order'] }): ReactElement {
  const { order: texts } = useMessages();
  const { line: columns } = texts;
  return (
    <section>
      <h2>{texts.lines}</h2>
      <table className="cards">
        <thead>
          <tr>
            {Object.entries(columns).map(([name, title]) => (
              <th key={name} scope="col" className={name === 'name' ? '' : 'number'}>
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {lines.map((line) => (
            <tr key={line.lineId}>
              <th scope="row">
                {line.name} <span className="quiet">{line.productCode ?? line.lineId}</span>
              </th>
              {COUNTS.map(([column, field]) => (
                <td key={column} className="number" data-label={columns[column]}>
                  {line[field]}
                </td>
              ))}
              <td className="number" data-label={columns.amount}>
                <MoneyText amount={line.amount} currency={currency} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
