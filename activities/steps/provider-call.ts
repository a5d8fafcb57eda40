import { addSeconds, isDue } from '../../libs/domain/orders/deadline';
import type { SpentKey } from '../../libs/domain/provider/idempotency-key';
import { isKeySpent, ProviderUnavailable } from '../../libs/domain/provider/payment-gateway';
import { isKeyTrusted } from './key-trust';
import { mayBeInFlight, requireSettledRequest } from './in-flight';
import { nowOf, type StepContext } from './step-context';

/**
 * The one way in which a step asks the provider for something that must not happen twice: intent, call, outcome
 * (docs/decisions/0029). A step says what is its own; how old a key may be, what a spent key means, and what may still
 * be on its way is known here alone.
 */
export interface ProviderCall<Intent, Answer, Outcome> {
  /** Names the call for whoever reads a failure: `capture 1042/A/1`. */
  readonly name: string;
  /** Transaction 1: writes down what is to be asked for, or finds what an earlier attempt wrote down. */
  recordIntent(): Promise<Begun<Intent, Outcome>>;
  /** Reads the provider, and records what came of the call; undefined when nothing has, and it still can. */
  readOutcome(intent: Intent): Promise<Outcome | undefined>;
  /**
   * Writes down that the provider is about to be asked once more. A read lies between the intent and this, in which the
   * call can have been taken for given up: then nothing may be asked any more. So may the key have changed.
   */
  recordAskedAgain(intent: Intent): Promise<Done<Outcome> | ToAsk<Intent>>;
  /** The call itself. @param firstUse nobody has asked under this key before */
  ask(intent: Intent, firstUse: boolean): Promise<Answer>;
  /** Transaction 2: what the provider answered, with its ledger rows. */
  recordAnswer(intent: Intent, answer: Answer): Promise<Outcome>;
  /** Writes down that nobody saw the answer. Absent: a row without an outcome says the same. */
  recordUnknown?(intent: Intent): Promise<void>;
  /** Nothing was done under the key, and nothing will be: an outcome, or the same call under the next key. */
  keySpent(intent: Intent, spent: SpentKey): Promise<Done<Outcome> | ToAsk<Intent>>;
  /**
   * What the provider now says of what it answered. For what a buyer can change meanwhile: a stored answer is as old as
   * its key, and may tell of a challenge that has failed since.
   */
  asItIsNow?(answer: Answer): Promise<Answer>;
  /**
   * `ask`: while the key is trusted the request is made again before anything is read. For what can only be searched
   * for: the key tells at once, however busy the account is (docs/decisions/0024). Absent: what there is is read first.
   */
  readonly whileTrusted?: 'ask';
  /**
   * `true`: done twice is as good as done once. A spent key is then changed without waiting for requests on their way,
   * and the next attempt, which reads first, asks under the next one.
   */
  readonly harmlessTwice?: true;
  /**
   * `true`: a refused key has it read at once, though what is not there may still be on its way.
   * For what is searched for by our name: the search notices that another database goes by it, before a person is told
   * of a mistake of ours.
   */
  readonly readOnItsWay?: true;
}

/** How a call was asked for before this attempt; instants are ISO 8601. */
export interface AskedBefore {
  /**
   * `never`: this is the first attempt. `before`: an earlier one may have asked already. `look_first`: this call was
   * not asked for, but one like it was given up unanswered, and may have done what this one is to do.
   */
  readonly when: 'never' | 'before' | 'look_first';
  readonly firstAt: string;
  readonly lastAt: string;
  /**
   * `true`: the earlier attempt asked for something else under the key. Only a call that was definitely refused is sent
   * again with other content, so nothing of it is on its way.
   */
  readonly inOtherWords?: boolean;
}

/** The outcome is recorded. */
export interface Done<Outcome> {
  readonly done: Outcome;
}

/** What the call is asked with. */
export interface ToAsk<Intent> {
  readonly ask: Intent;
}

/** What the first transaction of an attempt leaves. */
export type Begun<Intent, Outcome> = Done<Outcome> | (ToAsk<Intent> & { readonly asked: AskedBefore });

/**
 * Carries a call out, or finds out what an earlier attempt made of it; may be repeated at any point.
 * @throws ProviderUnavailable when nobody can know yet what came of it: the next attempt finds out
 * @throws ProviderMisuse when the provider refuses our own request
 */
export async function carryOutCall<Intent, Answer, Outcome>(
  context: StepContext,
  call: ProviderCall<Intent, Answer, Outcome>,
): Promise<Outcome> {
  const begun = await call.recordIntent();
  if ('done' in begun) return begun.done;
  const { ask: intent, asked } = begun;
  if (asked.when === 'never') return ask({ context, call, asked }, intent);
  const trusted = asked.inOtherWords !== true && (await isKeyTrusted(context, asked.firstAt));
  if (!trusted || call.whileTrusted !== 'ask') {
    const found = await call.readOutcome(intent);
    if (found !== undefined) return found;
  }
  if (!trusted) return askUnderNextKey({ context, call, asked }, intent);
  const again = await call.recordAskedAgain(intent);
  return 'done' in again ? again.done : ask({ context, call, asked }, again.ask);
}

/** A call whose spent key is its end: whoever wants the same asks with another call. */
export interface EndingCall<Intent, Answer, Outcome> extends ProviderCall<Intent, Answer, Outcome> {
  keySpent(intent: Intent, spent: SpentKey): Promise<Done<Outcome>>;
}

/** What is needed of a call to find out what became of it. */
export interface GivenUpCall<Intent, Outcome> extends Pick<
  EndingCall<Intent, never, Outcome>,
  'name' | 'recordIntent' | 'readOutcome' | 'keySpent'
> {
  /** `true`: it is not read before it must have arrived, for what is half done looks as if nothing came of it. */
  readonly readOnceArrived?: true;
}

/**
 * Finds out what became of a call whose attempts were given up, and never asks for it again; may be repeated.
 * @throws ApplicationFailure while its answer may be on its way
 */
export async function findOut<Intent, Outcome>(
  context: StepContext,
  call: GivenUpCall<Intent, Outcome>,
): Promise<Outcome> {
  const begun = await call.recordIntent();
  if ('done' in begun) return begun.done;
  const { ask: intent, asked } = begun;
  if (asked.when === 'never') {
    return (await call.keySpent(intent, { proof: 'never_asked', why: 'Stripe was never asked' })).done;
  }
  if (call.readOnceArrived) requireSettledRequest(context, call.name, asked.lastAt);
  const found = await call.readOutcome(intent);
  if (found !== undefined) return found;
  requireSettledRequest(context, call.name, asked.lastAt);
  const why = 'the step was abandoned, and a read proved that nothing happened';
  return (await call.keySpent(intent, { proof: 'read_shows_nothing', why })).done;
}

interface Attempt<Intent, Answer, Outcome> {
  readonly context: StepContext;
  readonly call: ProviderCall<Intent, Answer, Outcome>;
  readonly asked: AskedBefore;
  /** The key was changed in this attempt: one that is spent too is left to the next. */
  readonly underNextKey?: true;
}

async function ask<Intent, Answer, Outcome>(
  attempt: Attempt<Intent, Answer, Outcome>,
  intent: Intent,
): Promise<Outcome> {
  const { call, asked } = attempt;
  let answer: Answer;
  try {
    answer = await call.ask(intent, asked.when !== 'before');
  } catch (error) {
    return afterFailure(attempt, intent, error);
  }
  const current = asked.when === 'before' && call.asItIsNow !== undefined ? await call.asItIsNow(answer) : answer;
  return call.recordAnswer(intent, current);
}

/**
 * A stored failure proves that its request is over; a refusal of the key does not, as an earlier request in other words
 * can be under way. What either did before it failed, only a read tells.
 */
async function afterFailure<Intent, Answer, Outcome>(
  attempt: Attempt<Intent, Answer, Outcome>,
  intent: Intent,
  error: unknown,
): Promise<Outcome> {
  const { context, call, asked, underNextKey } = attempt;
  const isSpent = isKeySpent(error) || mayBeMemory(context, asked, error);
  if (!isSpent || underNextKey) {
    if (error instanceof ProviderUnavailable && !error.details.notExecuted) await call.recordUnknown?.(intent);
    throw error;
  }
  const isOver = error instanceof ProviderUnavailable || call.harmlessTwice === true;
  const hasArrived = isOver || (asked.when === 'before' && !mayBeInFlight(context, asked.lastAt));
  if (!hasArrived && !call.readOnItsWay) throw error;
  const found = await call.readOutcome(intent);
  if (found !== undefined) return found;
  if (!hasArrived) throw error;
  const why =
    error instanceof ProviderUnavailable
      ? error.message
      : 'its idempotency key was used for a request that was refused';
  const next = await call.keySpent(intent, { proof: 'read_shows_nothing', why });
  if ('done' in next) return next.done;
  // A provider that stores failures is asked again after a pause; and what was not waited for is read first.
  if (isOver) throw error;
  return ask({ ...attempt, underNextKey: true }, next.ask);
}

const SAME_FAILURE_FOR_SECONDS = 2 * 60;

/**
 * Whether a failure that comes again and again may be what the key remembers, of a provider that does not tell: then it
 * can only give the same once more. Not before nothing can be on its way any more.
 */
function mayBeMemory(context: StepContext, { when, firstAt, lastAt }: AskedBefore, error: unknown): boolean {
  if (context.provider.tellsReplays || when !== 'before' || !(error instanceof ProviderUnavailable)) return false;
  const isFailure = (error.details.status ?? 0) >= 500;
  const isOld = isDue(addSeconds(firstAt, SAME_FAILURE_FOR_SECONDS), nowOf(context));
  return isFailure && isOld && !mayBeInFlight(context, lastAt);
}

/**
 * The provider may have forgotten the key, and a read has shown nothing: as soon as nothing can be on its way, the
 * next.
 */
async function askUnderNextKey<Intent, Answer, Outcome>(
  attempt: Attempt<Intent, Answer, Outcome>,
  intent: Intent,
): Promise<Outcome> {
  const { context, call, asked } = attempt;
  if (asked.inOtherWords !== true && !call.harmlessTwice) requireSettledRequest(context, call.name, asked.lastAt);
  const why = 'an earlier attempt did nothing, and its idempotency key cannot be used again';
  const next = await call.keySpent(intent, { proof: 'read_shows_nothing', why });
  return 'done' in next ? next.done : ask({ ...attempt, underNextKey: true }, next.ask);
}
