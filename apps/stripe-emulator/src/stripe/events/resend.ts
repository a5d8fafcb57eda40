import { noSuchInParams } from '../error';
import type { Operation } from '../request';
import { listensTo } from '../webhook-endpoints/webhook-endpoint';
import { renderEvent } from './event';
import { findEvent } from './read';

/**
 * What `stripe events resend` asks for: the event goes out again, to the endpoint that is named, to the CLI that listens,
 * or else to all endpoints that hear of its type (the last assumed).
 */
export const resendEvent: Operation = (context, params, id) => {
  const event = findEvent(context, id);
  const { account } = context;
  const named = params.text('webhook_endpoint');
  const endpoint = named === undefined ? undefined : account.webhookEndpoints.get(named);
  if (named !== undefined && endpoint === undefined) {
    throw noSuchInParams('webhook endpoint', named, 'webhook_endpoint');
  }
  const toListeners = params.flag('for_stripecli') === true;
  const heard = account.webhookEndpoints.oldestFirst().filter((each) => !each.connect && listensTo(each, event.type));
  account.resends.push({
    event,
    endpoints: endpoint !== undefined ? [endpoint] : toListeners ? [] : heard,
    toListeners,
  });
  return () => renderEvent(event);
};
