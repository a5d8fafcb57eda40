/** Who asked for something, and by which request: it stands in the order's timeline, and in Temporal's history. */
export interface Requester {
  readonly requestId: string;
  /** The name of the API key; absent: the API takes requests without. */
  readonly keyName?: string;
  /** Whom the header `Holdfast-Actor` named; absent: nobody. */
  readonly person?: string;
}

/** Of something that carries more. */
export function requesterOf({ requestId, keyName, person }: Requester): Requester {
  return { requestId, ...(keyName !== undefined && { keyName }), ...(person !== undefined && { person }) };
}
