import { actionsInEnglish } from './actions';
import { alertsInEnglish } from './alerts';
import { listsInEnglish } from './lists';
import { orderInEnglish } from './order';
import { pageInEnglish } from './page';
import { wordsInEnglish } from './words';

/** Every text of the console, in English. German has the same keys: the compiler sees to it. */
export const english = {
  ...pageInEnglish,
  ...listsInEnglish,
  order: orderInEnglish,
  actions: actionsInEnglish,
  alerts: alertsInEnglish,
  words: wordsInEnglish,
};

/** The texts of one language. */
export type Messages = typeof english;
