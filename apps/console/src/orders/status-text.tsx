import type { ReactElement } from 'react';
import type { Schemas } from '../api/holdfast';
import { useMessages } from '../language/language';

/** The status of an order in words, with its colour beside them, never alone. */
export function StatusText({ status }: { readonly status: Schemas['Order']['status'] }): ReactElement {
  const { words } = useMessages();
  return <span className={`badge ${status}`}>{words.status[status]}</span>;
}
