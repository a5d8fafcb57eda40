import { log, setHandler } from '@temporalio/workflow';
import { areAttentionCodes } from '../../libs/domain/payment/attention';
import type { AttentionCode } from '../../libs/domain/payment/payment';
import { attentionsChanged } from './messages';

/** Alerts of the order were opened or closed, by its refunds, its disputes, the watch or the workflow itself. */
export interface AttentionsChanged {
  readonly kind: 'attentions_changed';
  /** Those that are open. */
  readonly codes: readonly AttentionCode[];
}

/** Registers the news; they are taken in turn, so that none overtakes an alert that a step is opening. */
export function handleAttentions(put: (changed: AttentionsChanged) => void): void {
  setHandler(
    attentionsChanged,
    (codes) => {
      if (areAttentionCodes(codes)) put({ kind: 'attentions_changed', codes });
      else log.warn('a signal without codes of alerts was ignored');
    },
    { description: 'Alerts of the order were opened or closed: show which are open' },
  );
}
