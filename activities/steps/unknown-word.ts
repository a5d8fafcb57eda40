import { activityInfo } from '@temporalio/activity';
import type { MayBeUnread } from '../../libs/domain/payment/facts';
import { notYet } from '../../libs/domain/provider/payment-gateway';
import { unknownWordText, type UnknownWord } from '../../libs/domain/provider/unknown-answer';
import { attentionsIn, closeAttention, openAttention } from '../../libs/postgres/orders/attention-store';
import type { OrderChange } from '../../libs/postgres/orders/order-change';

/** What the provider says in words that nobody here knows, where money depends on it. */

type Subject = Pick<UnknownWord, 'object' | 'id'>;

/** Calls for a person about a word. @param subject whose next reading tells that the call is over */
export async function openUnknownWordAttention(
  change: OrderChange,
  unknown: UnknownWord,
  subject: Subject = unknown,
): Promise<void> {
  const next = 'It is recorded unchanged; everything that does not depend on it continues.';
  await openAttention(
    change,
    'unknown_answer',
    `${unknownWordText(unknown, change.provider.name)}. ${next}`,
    subjectOf(subject),
  );
}

/**
 * As `openUnknownWordAttention`; a reading of the same object that was understood takes the call back.
 * @returns another object, that a person is called about
 */
export async function noteWord(
  change: OrderChange,
  subject: Subject,
  unknown: UnknownWord | undefined,
): Promise<Subject | undefined> {
  if (unknown !== undefined) {
    await openUnknownWordAttention(change, unknown, subject);
    return undefined;
  }
  const called = await calledAbout(change);
  if (called === undefined || subjectOf(called) !== subjectOf(subject)) return called;
  await closeAttention(
    change,
    'unknown_answer',
    `${change.provider.name}'s ${subject.object} ${subject.id} is understood now`,
  );
  return undefined;
}

/** What of an order a person is called about, because it was not understood; there is one at most. */
export async function calledAbout(change: OrderChange): Promise<Subject | undefined> {
  const attentions = await attentionsIn(change);
  const step = attentions.find(({ code, isOpen }) => isOpen && code === 'unknown_answer')?.step ?? '';
  const [object, id] = step.split('/');
  return object === undefined || id === undefined ? undefined : { object, id };
}

/** What a look found out, and whether the next must find out more. */
export function unreadIf<Fact extends object>(isUnread: boolean, fact: Fact): Fact & MayBeUnread {
  return isUnread ? { ...fact, unread: true } : fact;
}

function subjectOf({ object, id }: Subject): string {
  return `${object}/${id}`.slice(0, 255);
}

/** Steps that ask for a hold or a card. One that only looks is not repeated: whoever looks, looks again. */
const ASKS: ReadonlySet<string> = new Set(['authorize', 'confirm', 'saveCard', 'confirmCard']);

/** Stripe may be a moment behind itself; after this many attempts of a step nothing more is said. */
const ATTEMPTS_TO_COME = 5;

/**
 * Something is missing that Stripe always says, and that a moment later may be there.
 * @throws ProviderUnavailable in the first attempts: it is read again
 */
export function waitForWord(unknown: UnknownWord): void {
  if (ASKS.has(activityInfo().activityType)) readAgain(unknown, ATTEMPTS_TO_COME);
}

/**
 * Before something is ended that may live.
 * @param attempts of the step; with the last of them it goes on with what there is
 * @throws ProviderUnavailable in the attempts before: it is read again
 */
export function readAgain(unknown: UnknownWord | undefined, attempts = ATTEMPTS_TO_COME): void {
  if (unknown === undefined || activityInfo().attempt >= attempts) return;
  throw notYet(`${unknownWordText(unknown, 'the payment provider')}: it is read again`);
}
