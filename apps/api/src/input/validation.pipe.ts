import { Injectable, type ArgumentMetadata, type PipeTransform } from '@nestjs/common';
import { z } from 'zod';
import type { FieldProblem } from '../../../../libs/domain/orders/order-acceptance';
import { invalidRequest } from '../problems/problem';
import { fieldPath } from './field-path';
import { fieldWords } from './field-words';

/**
 * Parses every `@Body`, `@Query` and `@Param` that carries a zod schema; what does not fit answers 400 with its path.
 */
@Injectable()
export class ValidationPipe implements PipeTransform {
  transform(value: unknown, { schema, data }: ArgumentMetadata): unknown {
    if (!(schema instanceof z.ZodType)) return value;
    const parsed = schema.safeParse(value, { error: fieldWords });
    if (parsed.success) return parsed.data;
    const root = data === undefined ? [] : [data];
    throw invalidRequest(parsed.error.issues.flatMap((issue) => fieldProblems(issue, root)));
  }
}

function fieldProblems(issue: z.core.$ZodIssue, root: readonly PropertyKey[]): FieldProblem[] {
  const path = [...root, ...issue.path];
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({ path: fieldPath([...path, key]), message: 'is not a field of this request' }));
  }
  if (issue.code === 'invalid_key') {
    return [{ path: fieldPath(path), message: `is not a valid name here: ${issue.issues[0]?.message ?? 'not valid'}` }];
  }
  return [{ path: fieldPath(path), message: issue.message }];
}
