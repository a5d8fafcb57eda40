import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { MessageReader, StatementTexts, type Message } from '../faults/proxies/postgres-wire';

/** The statements of one transaction, with those that begin and end it; a statement by itself is one, too. */
export type Asked = readonly string[];

/** A line to PostgreSQL that counts what goes over it, and changes nothing. */
export class CountedDatabase {
  private readonly sockets = new Set<Socket>();
  private readonly byProgram = new Map<string, Asked[]>();
  private readonly server = createServer((near) => {
    this.connect(near);
  });

  private constructor(private readonly target: URL) {}

  /** @param url of the database that is asked */
  static async open(url: string): Promise<CountedDatabase> {
    const counted = new CountedDatabase(new URL(url));
    counted.server.listen(0, '127.0.0.1');
    await once(counted.server, 'listening');
    return counted;
  }

  /** Of the same database, over this line. */
  get url(): string {
    const here = new URL(this.target);
    here.port = (this.server.address() as AddressInfo).port.toString();
    return here.href;
  }

  /** Every transaction of the program that goes by this name at PostgreSQL. */
  askedBy(program: string): readonly Asked[] {
    return this.byProgram.get(program) ?? [];
  }

  /** A program has ended a transaction. */
  note(program: string, asked: Asked): void {
    this.byProgram.set(program, [...this.askedBy(program), asked]);
  }

  /** Counts from nothing. */
  reset(): void {
    this.byProgram.clear();
  }

  async close(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    this.server.close();
    await once(this.server, 'close');
  }

  private connect(near: Socket): void {
    const far = connect(Number(this.target.port), this.target.hostname);
    const client = new CountedClient(this);
    near.on('data', (bytes: Buffer) => {
      client.take(bytes);
      far.write(bytes);
    });
    far.on('data', (bytes: Buffer) => {
      near.write(bytes);
    });
    for (const socket of [near, far]) {
      this.sockets.add(socket);
      const hangUp = (): void => {
        near.destroy();
        far.destroy();
      };
      socket.setNoDelay(true);
      socket.on('error', hangUp).on('close', () => {
        this.sockets.delete(socket);
        hangUp();
      });
    }
  }
}

/** One connection of a program. */
class CountedClient {
  private readonly reader = new MessageReader(1);
  private readonly texts = new StatementTexts();
  private program = '';
  private transaction: string[] = [];
  private inTransaction = false;

  constructor(private readonly database: CountedDatabase) {}

  take(bytes: Buffer): void {
    for (const message of this.reader.take(bytes)) this.count(message);
  }

  private count(message: Message): void {
    if (message.type === '') {
      this.program = /application_name\0([^\0]*)/.exec(message.bytes.toString())?.[1] ?? '';
      return;
    }
    const sql = this.texts.in([message]);
    // A text that is only prepared is run by what comes after it.
    if (sql === undefined || message.type === 'P') return;
    this.transaction.push(sql);
    if (/^(begin|start transaction)\b/i.test(sql)) this.inTransaction = true;
    if (/^(commit|rollback)\b/i.test(sql)) this.inTransaction = false;
    if (this.inTransaction) return;
    this.database.note(this.program, this.transaction);
    this.transaction = [];
  }
}
