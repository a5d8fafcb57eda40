import type { ReactElement } from 'react';

/** Where there is nothing to show; a phone leaves the row out. */
export function None(): ReactElement {
  return <span className="quiet none">–</span>;
}
