import type { ReactElement } from 'react';
import type { Schemas } from '../api/holdfast';
import { useMessages } from '../language/language';
import { useMay } from '../session/access';
import { AddLine } from './add-line';
import { Cancel } from './cancel';
import { ChangeDeadline } from './change-deadline';
import { ConfirmPayment } from './confirm-payment';
import { hasDeadline } from './deadline-policy';
import { LowerLine } from './lower-line';
import { RefundMoney } from './refund-money';
import { Ship } from './ship';

/** What can be done with an order now, by whoever is signed in. */
export function OrderActions({ order }: { readonly order: Schemas['Order'] }): ReactElement {
  const { title } = useMessages().actions;
  const mayOperate = useMay('operate');
  const mayMoney = useMay('money');
  const mayWrite = useMay('write');
  const can = new Set(order.actions);
  return (
    <div className="actions" role="group" aria-label={title}>
      {mayOperate && can.has('ship') && <Ship order={order} />}
      {mayOperate && can.has('cancel') && <Cancel order={order} />}
      {mayWrite && can.has('confirm') && <ConfirmPayment order={order} />}
      {mayWrite && can.has('add_lines') && <AddLine order={order} />}
      {mayWrite && can.has('lower_line') && <LowerLine order={order} />}
      {mayMoney && can.has('refund') && <RefundMoney order={order} />}
      {mayMoney && hasDeadline(order) && <ChangeDeadline order={order} />}
    </div>
  );
}
