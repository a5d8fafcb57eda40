import type { Messages } from '../english/english';
import { actionsInGerman } from './actions';
import { alertsInGerman } from './alerts';
import { listsInGerman } from './lists';
import { orderInGerman } from './order';
import { pageInGerman } from './page';
import { wordsInGerman } from './words';

/** Every text of the console, in German. */
export const german: Messages = {
  ...pageInGerman,
  ...listsInGerman,
  order: orderInGerman,
  actions: actionsInGerman,
  alerts: alertsInGerman,
  words: wordsInGerman,
};
