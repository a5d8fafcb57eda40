import type { FaultEffect, FaultRule, Faults } from '../faults/fault';
import type { JsonObject } from '../objects/json';
import { ControlError } from './control-error';
import type { Fields } from './fields';

const KINDS = [
  'commit_then_drop',
  'drop_before_commit',
  'commit_then_reset',
  'reset_before_commit',
  'hold',
  'webhooks_first',
  'delay',
  'error',
  'rate_limit',
  'lock_timeout',
  'truncate',
  'invalid_json',
] as const;

const LONGEST_DELAY_SECONDS = 600;

/** Adds a rule. `reasons`: the limits that a `rate_limit` may name, the usual one first; empty: it names none. */
export function addFault(faults: Faults, fields: Fields, reasons: readonly string[]): JsonObject {
  fields.allow('match', 'effect');
  const match = fields.nested('match');
  match?.allow('method', 'path', 'idempotency_key', 'nth', 'times');
  const effect = readEffect(fields.required('effect', fields.nested('effect')), reasons);
  const rule = faults.add(
    {
      method: match?.text('method')?.toUpperCase() ?? null,
      path: match?.text('path') ?? null,
      idempotencyKey: match?.text('idempotency_key') ?? null,
      nth: match?.number('nth', { least: 1, whole: true }) ?? 1,
      times: match?.number('times', { least: 1, whole: true }) ?? 1,
    },
    effect,
  );
  return { id: rule.id };
}

/** The rules, the oldest first. */
export function listFaults(faults: Faults): JsonObject {
  return { faults: faults.all().map(renderFault) };
}

/** Ends a rule, and lets go what it holds. */
export function removeFault(faults: Faults, id: string): JsonObject {
  if (!faults.remove(id)) throw new ControlError(`No such fault: ${id}`, 404);
  return { id, deleted: true };
}

function readEffect(fields: Fields, reasons: readonly string[]): FaultEffect {
  const kind = fields.required('kind', fields.choice('kind', KINDS));
  switch (kind) {
    case 'delay':
      fields.allow('kind', 'seconds');
      return {
        kind,
        seconds: fields.required('seconds', fields.number('seconds', { most: LONGEST_DELAY_SECONDS })),
      };
    case 'error':
      return readError(fields);
    case 'rate_limit':
      fields.allow('kind', ...(reasons.length === 0 ? [] : ['reason']));
      return { kind, reason: fields.choice('reason', reasons) ?? reasons[0] ?? '' };
    case 'commit_then_drop':
    case 'commit_then_reset':
    case 'drop_before_commit':
    case 'hold':
    case 'invalid_json':
    case 'lock_timeout':
    case 'reset_before_commit':
    case 'truncate':
    case 'webhooks_first':
      fields.allow('kind');
      return { kind };
  }
}

function readError(fields: Fields): FaultEffect {
  fields.allow('kind', 'status', 'type', 'code', 'message', 'stored');
  return {
    kind: 'error',
    status: fields.number('status', { least: 400, most: 599, whole: true }) ?? 500,
    type: fields.text('type') ?? 'api_error',
    code: fields.isNull('code') ? null : (fields.text('code') ?? null),
    message: fields.text('message') ?? 'An unknown error occurred',
    stored: fields.flag('stored') ?? true,
  };
}

function renderFault({ id, match, effect, seen, hits, waiting }: FaultRule): JsonObject {
  const { method, path, idempotencyKey, nth, times } = match;
  return {
    id,
    match: { method, path, idempotency_key: idempotencyKey, nth, times },
    effect: { ...effect },
    seen,
    hits,
    waiting: waiting.size,
  };
}
