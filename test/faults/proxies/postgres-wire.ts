/** As much of PostgreSQL's protocol as a proxy needs. Source: https://www.postgresql.org/docs/current/protocol-message-formats.html */

export interface Message {
  /** One letter; empty for the first message of a connection, which has none. */
  readonly type: string;
  /** With its type and length, as it goes over the wire. */
  readonly bytes: Buffer;
}

/** Cuts a stream of bytes into messages. */
export class MessageReader {
  private rest: Buffer = Buffer.alloc(0);

  /** @param untyped how many messages at the beginning have no type: one from a client, none from a server */
  constructor(private untyped: number) {}

  take(chunk: Buffer): Message[] {
    this.rest = this.rest.length === 0 ? chunk : Buffer.concat([this.rest, chunk]);
    const found: Message[] = [];
    for (let next = this.cut(); next !== undefined; next = this.cut()) found.push(next);
    return found;
  }

  private cut(): Message | undefined {
    const header = this.untyped > 0 ? 0 : 1;
    if (this.rest.length < header + 4) return undefined;
    const end = header + this.rest.readInt32BE(header);
    if (this.rest.length < end) return undefined;
    const bytes = this.rest.subarray(0, end);
    this.rest = this.rest.subarray(end);
    if (this.untyped > 0) this.untyped -= 1;
    return { type: header === 0 ? '' : String.fromCharCode(bytes[0] ?? 0), bytes };
  }
}

/** What is run on one connection: a prepared statement brings its text once, and from then on its name. */
export class StatementTexts {
  private readonly named = new Map<string, string>();

  /** The SQL that these messages run; undefined when they run none. */
  in(unit: readonly Message[]): string | undefined {
    return unit.map((message) => this.take(message)).findLast((sql) => sql !== undefined);
  }

  private take({ type, bytes }: Message): string | undefined {
    if (type === 'Q') return textAt(bytes, 5);
    if (type === 'P') {
      // The name of the statement comes first; empty, it is forgotten with the next.
      const name = textAt(bytes, 5);
      const sql = textAt(bytes, bytes.indexOf(0, 5) + 1);
      this.named.set(name, sql);
      return sql;
    }
    // The name of the portal comes first; our driver gives none.
    if (type === 'B') return this.named.get(textAt(bytes, bytes.indexOf(0, 5) + 1));
    return undefined;
  }
}

function textAt(bytes: Buffer, start: number): string {
  return bytes.toString('utf8', start, bytes.indexOf(0, start));
}

/** After these a client waits for the server. */
export function endsUnit({ type }: Message): boolean {
  return type === 'S' || type === 'Q' || type === 'H' || type === 'p' || type === 'X' || type === '';
}

export function query(sql: string): Buffer {
  return message('Q', Buffer.from(`${sql}\0`));
}

/** The server's no. @param severity `FATAL` when it closes the connection */
export function errorResponse(severity: 'ERROR' | 'FATAL', code: string, text: string): Buffer {
  return message('E', Buffer.from(`S${severity}\0V${severity}\0C${code}\0M${text}\0\0`));
}

/** Ready for the next statement, in no transaction. */
export const READY = message('Z', Buffer.from('I'));

function message(type: string, body: Buffer): Buffer {
  const header = Buffer.alloc(5);
  header.write(type, 0, 'latin1');
  header.writeInt32BE(body.length + 4, 1);
  return Buffer.concat([header, body]);
}

/** What a statement does to which table; undefined for those that only manage transactions and settings. */
export function statementOf(sql: string): { readonly changes: boolean; readonly table: string } | undefined {
  const written = /\b(?:insert\s+into|update|delete\s+from)\s+"?(\w+)"?/i.exec(sql)?.[1];
  // `for update` names no table of its own.
  if (written !== undefined && !/^(of|skip|nowait)$/i.test(written)) return { changes: true, table: written };
  const read = /\bfrom\s+"?(\w+)"?/i.exec(sql)?.[1];
  return read === undefined ? undefined : { changes: false, table: read };
}
