import type { ReactElement } from 'react';
import type { Schemas } from '../api/holdfast';
import { useMessages } from '../language/language';
import { MoneyText } from '../money/money-text';
import { Panel } from '../page/panel';

type Amounts = Schemas['Order']['amounts'];

/** What an order's money is made of, in the order in which it stands in the bar. */
const PARTS = ['captured', 'held', 'released', 'lost'] as const;

/** So wide is the whole bar, in units of the picture. */
const WIDTH = 1000;

/** A part of the bar, in units of the picture. */
interface Piece {
  readonly name: (typeof PARTS)[number];
  readonly from: number;
  readonly width: number;
}

/** The pieces of the bar; nothing where nothing was held yet. Widths are for the eye: amounts stand beside the bar. */
function piecesOf(amounts: Amounts): Piece[] {
  const sum = PARTS.reduce((all, name) => all + amounts[name], 0);
  const at = (upTo: number): number => PARTS.slice(0, upTo).reduce((all, name) => all + amounts[name], 0);
  return PARTS.flatMap((name, index) =>
    amounts[name] === 0 ? [] : [{ name, from: (at(index) / sum) * WIDTH, width: (amounts[name] / sum) * WIDTH }],
  );
}

/** total = captured + held + released + lost, as a bar with its amounts. */
export function MoneyBar({
  amounts,
  currency,
}: {
  readonly amounts: Amounts;
  readonly currency: string;
}): ReactElement {
  const { order: texts } = useMessages();
  return (
    <Panel title={texts.moneyBar}>
      <svg className="money-bar" viewBox={`0 0 ${WIDTH.toString()} 24`} preserveAspectRatio="none" aria-hidden="true">
        <rect className="empty" width={WIDTH} height="24" />
        {piecesOf(amounts).map(({ name, from, width }) => (
          <rect key={name} className={name} x={from} width={width} height="24" />
        ))}
      </svg>
      <dl className="amounts">
        <div className="total">
          <dt>{texts.total}</dt>
          <dd>
            <MoneyText amount={amounts.total} currency={currency} />
          </dd>
        </div>
        {[...PARTS, 'refunded' as const].map((name) => (
          <div key={name}>
            <dt className={name}>{texts[name]}</dt>
            <dd>
              <MoneyText amount={amounts[name]} currency={currency} />
            </dd>
          </div>
        ))}
      </dl>
    </Panel>
  );
}
