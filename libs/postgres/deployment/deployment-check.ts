import type { Database } from '../database/database';
import { isDatabaseUnavailable } from '../database/database-unavailable';
import { requireDeployment } from './deployment-store';

interface Warns {
  warn(about: object, message: string): void;
}

/**
 * Asked by a process that starts. PostgreSQL may be away then: the name is checked again before each request to Stripe.
 * @throws Error when the database has no name yet, or is another deployment's
 */
export async function checkDeployment(database: Database, name: string, log: Warns): Promise<void> {
  try {
    await requireDeployment(database, name);
  } catch (error) {
    if (!isDatabaseUnavailable(error)) throw error;
    log.warn(
      { deployment: name },
      'PostgreSQL does not answer: which deployment its database belongs to is checked once it does',
    );
  }
}
