import { noSuch } from '../requests/error';
import type { Operation } from '../requests/request';
import { renderEvent } from './event';

export const retrieveEvent: Operation = ({ account }, _params, [id]) => {
  const event = account.events.get(id);
  if (event === undefined) throw noSuch('event', id);
  return () => renderEvent(account, event);
};
