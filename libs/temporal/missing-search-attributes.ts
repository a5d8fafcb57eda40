import { isGrpcServiceError, type WorkflowService } from '@temporalio/client';
import { searchAttributes, type SearchAttribute } from './search-attributes';

/** INVALID_ARGUMENT: the query names what is not there. */
const NOT_DEFINED: ReadonlySet<number> = new Set([3]);

/**
 * Which of our search attributes a namespace does not know, so that it would refuse every order. Found out by
 * searching, which any client may do; listing them is for operators.
 * @throws what the server says when it cannot search now, which says nothing about them
 */
export async function missingSearchAttributes(service: WorkflowService, namespace: string): Promise<SearchAttribute[]> {
  if (await knows(service, namespace, searchAttributes)) return [];
  const missing: SearchAttribute[] = [];
  for (const attribute of searchAttributes) {
    if (!(await knows(service, namespace, [attribute]))) missing.push(attribute);
  }
  return missing;
}

async function knows(
  service: WorkflowService,
  namespace: string,
  attributes: readonly SearchAttribute[],
): Promise<boolean> {
  // A workflow that never is: whatever there is in the namespace, nothing is read.
  const conditions = ["WorkflowId = 'holdfast/search-attributes'"].concat(
    attributes.map(({ name }) => `${name} IS NULL`),
  );
  try {
    await service.countWorkflowExecutions({ namespace, query: conditions.join(' AND ') });
    return true;
  } catch (error) {
    if (isGrpcServiceError(error) && NOT_DEFINED.has(error.code)) return false;
    throw error;
  }
}
