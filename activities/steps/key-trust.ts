import { secondsBetween } from '../../libs/domain/orders/deadline';
import { KEY_TRUSTED_SECONDS } from '../../libs/domain/provider/idempotency-key';
import { readDeployment } from '../../libs/postgres/deployment/deployment-store';
import { nowOf, type StepContext } from './step-context';

/**
 * Whether a request may be made once more under its key and is no second one: the provider remembers the key, and this
 * database goes by the name that it was used under.
 * @param firstUsedAt ISO 8601
 */
export async function isKeyTrusted(context: StepContext, firstUsedAt: string): Promise<boolean> {
  if (secondsBetween(firstUsedAt, nowOf(context)) >= KEY_TRUSTED_SECONDS) return false;
  const { epoch, epochBeganAt } = await readDeployment(context.database);
  return epoch === 1 || secondsBetween(epochBeganAt, firstUsedAt) >= 0;
}
