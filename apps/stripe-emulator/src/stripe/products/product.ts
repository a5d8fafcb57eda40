import type { JsonObject } from '../../../../../libs/emulation/objects/json';

/** What is sold. */
export interface Product {
  readonly id: string;
  readonly created: number;
  name: string;
  active: boolean;
  defaultPrice: string | null;
  description: string | null;
  images: readonly string[];
  metadata: ReadonlyMap<string, string>;
  shippable: boolean | null;
  statementDescriptor: string | null;
  unitLabel: string | null;
  url: string | null;
  readonly type: string;
  updated: number;
}

export function renderProduct(product: Product): JsonObject {
  return {
    id: product.id,
    object: 'product',
    active: product.active,
    created: product.created,
    default_price: product.defaultPrice,
    description: product.description,
    images: [...product.images],
    livemode: false,
    marketing_features: [],
    metadata: Object.fromEntries(product.metadata),
    name: product.name,
    package_dimensions: null,
    shippable: product.shippable,
    statement_descriptor: product.statementDescriptor,
    tax_code: null,
    tax_details: null,
    type: product.type,
    unit_label: product.unitLabel,
    updated: product.updated,
    url: product.url,
  };
}
