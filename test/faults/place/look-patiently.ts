import { isDatabaseUnavailable } from '../../../libs/postgres/database/database-unavailable';
import { eventually } from '../../setup/eventually';

/** A PostgreSQL that was killed for one order's sake is away for whoever looks at another. */
const AWAY_SECONDS = 60;

const AWAY = Symbol('PostgreSQL is away');

/** Looks at what is recorded, again and again while PostgreSQL is away. @throws Error when it stays away, or for another reason */
export async function lookPatiently<Seen>(look: () => Promise<Seen>): Promise<Seen> {
  const unlessAway = (error: unknown): typeof AWAY => {
    if (isDatabaseUnavailable(error)) return AWAY;
    throw error;
  };
  const seen = await eventually<Seen | typeof AWAY>(
    () => look().catch(unlessAway),
    (answer) => answer !== AWAY,
    AWAY_SECONDS,
  );
  if (seen === AWAY) throw new Error('PostgreSQL stays away');
  return seen;
}
