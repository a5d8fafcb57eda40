import type { ReactElement } from 'react';
import { useMessages } from '../language/language';
import { addressOf } from '../place/place';
import type { OrdersFilter } from './orders-filter';

/** What people look for every day. */
const VIEWS = [
  { name: 'all', asked: {} },
  { name: 'alerts', asked: { attention: 'true' } },
  { name: 'ends', asked: { endsWithinHours: '48' } },
  { name: 'authorized', asked: { status: 'authorized' } },
  { name: 'buyer', asked: { status: 'requires_action' } },
  { name: 'captured', asked: { status: 'captured' } },
] as const satisfies readonly { readonly name: string; readonly asked: OrdersFilter }[];

/** Lists that need no filling in of a form. */
export function OrdersViews({ filter }: { readonly filter: OrdersFilter }): ReactElement {
  const { orders: texts } = useMessages();
  const here = addressOf(['orders'], filter);
  return (
    <nav className="views" aria-label={texts.views}>
      {VIEWS.map(({ name, asked }) => {
        const href = addressOf(['orders'], asked);
        return (
          <a key={name} href={href} {...(href === here && { 'aria-current': 'page' })}>
            {texts.view[name]}
          </a>
        );
      })}
    </nav>
  );
}
