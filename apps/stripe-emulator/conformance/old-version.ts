import { behaviour } from './behaviour';
import type { Answer, Basis, Behaviour, World } from './behaviour';
import { equal } from './expectations';

/** What a program of an older version sends and sees: raw requests, because no SDK speaks several versions. */
export class OldVersion {
  constructor(
    private readonly world: World,
    private readonly version: string,
  ) {}

  async send(method: string, path: string, body?: string): Promise<Answer> {
    return this.world.send(method, path, {
      headers: { 'stripe-version': this.version },
      ...(body !== undefined && { body }),
    });
  }

  async post(path: string, body = ''): Promise<Shown> {
    return shownIn(await this.send('POST', path, body));
  }

  async get(path: string): Promise<Shown> {
    return shownIn(await this.send('GET', path));
  }

  /** A payment of 10.00 USD with a Visa card, confirmed. */
  async pay(more = ''): Promise<Shown> {
    return this.post('/v1/payment_intents', `${PAYMENT}&payment_method=pm_card_visa${more}`);
  }

  /** A hold of 10.00 USD on a Visa card. */
  async hold(more = ''): Promise<Shown> {
    return this.pay(`&capture_method=manual${more}`);
  }

  /** The only charge of a payment. */
  async chargeOf(intent: Shown): Promise<Shown> {
    return this.get(`/v1/charges/${idOf(intent['latest_charge'])}`);
  }
}

export const PAYMENT = 'amount=1000&currency=usd&confirm=true';

/** An object as it came. */
export type Shown = Readonly<Record<string, unknown>>;

function shownIn({ json, status, text }: Answer): Shown {
  equal([status, status === 200 ? '' : text], [200, '']);
  return recordOf(json);
}

export function recordOf(value: unknown): Shown {
  if (typeof value !== 'object' || value === null) throw new Error(`Expected an object, not ${String(value)}`);
  return Object.fromEntries(Object.entries(value));
}

export function idOf(value: unknown): string {
  if (typeof value === 'string') return value;
  throw new Error(`Expected an id, not ${String(value)}`);
}

/** The items of a list. */
export function itemsOf(list: unknown): Shown[] {
  const { data } = recordOf(list);
  return Array.isArray(data) ? data.map(recordOf) : [];
}

/** A behaviour of one version. */
export function inVersion(
  version: string,
  name: string,
  basis: Basis,
  run: (old: OldVersion, world: World) => Promise<void>,
): Behaviour {
  return behaviour(`${version} ${name}`, basis, async (_stripe, world) => run(new OldVersion(world, version), world));
}

export function documentedAt(source: string): Basis {
  return { evidence: 'documented', source };
}
