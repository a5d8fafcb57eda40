import { connect, type Socket } from 'node:net';
import type { Caller } from '../calls/call';
import type { Met, Subject } from '../calls/subject';
import type { Subjects } from '../calls/subjects';
import { faultOn, type FaultOn } from '../cells/fault';
import type { Hold } from './proxy';
import {
  endsUnit,
  errorResponse,
  MessageReader,
  query,
  READY,
  statementOf,
  StatementTexts,
  type Message,
} from './postgres-wire';

export interface PostgresProxyContext {
  readonly subjects: Subjects;
  readonly target: URL;
  readonly caller: Caller;
  readonly hold: Hold;
}

/** What runs on a connection: nothing of ours, or a transaction with what it has done so far. */
interface Running {
  /** Everything that its statements say. */
  text: string;
  readonly written: Set<string>;
  readonly read: Set<string>;
}

/** One connection of the product to PostgreSQL: sees each transaction, and each statement that stands alone. */
export class PostgresConnection {
  private readonly server: Socket;
  private readonly fromClient = new MessageReader(1);
  private readonly texts = new StatementTexts();
  private unit: Message[] = [];
  private transaction: Running | undefined;
  private work: Promise<void> = Promise.resolve();
  /** While set, what the server says is read here and not passed on. */
  private swallow: Swallowed | undefined;

  constructor(
    private readonly context: PostgresProxyContext,
    private readonly client: Socket,
  ) {
    this.server = connect(Number(context.target.port), context.target.hostname);
    for (const socket of [this.client, this.server]) {
      socket.setNoDelay(true);
      socket.on('error', () => {
        this.cut();
      });
      socket.on('close', () => {
        this.cut();
      });
    }
    this.client.on('data', (chunk: Buffer) => {
      for (const message of this.fromClient.take(chunk)) this.take(message);
    });
    this.server.on('data', (chunk: Buffer) => {
      this.pass(chunk);
    });
  }

  /** Ends the connection as a server does that is stopped, or whose operator ends a backend. */
  terminate(): void {
    const text = 'terminating connection due to administrator command (fault)';
    this.client.end(errorResponse('FATAL', '57P01', text));
    this.server.destroy();
  }

  private cut(): void {
    this.client.destroy();
    this.server.destroy();
  }

  private take(message: Message): void {
    this.unit.push(message);
    if (!endsUnit(message)) return;
    const unit = this.unit;
    this.unit = [];
    this.work = this.work
      .then(() => this.carryOut(unit))
      .catch(() => {
        this.cut();
      });
  }

  private async carryOut(unit: readonly Message[]): Promise<void> {
    const sql = this.texts.in(unit);
    if (sql === undefined) this.forward(unit);
    else if (/^(begin|start transaction)\b/i.test(sql)) {
      this.transaction = { text: '', written: new Set(), read: new Set() };
      this.forward(unit);
    } else if (/^rollback\b/i.test(sql)) {
      this.transaction = undefined;
      this.forward(unit);
    } else if (/^commit\b/i.test(sql)) await this.commit(unit);
    else await this.statement(unit, sql);
  }

  private async statement(unit: readonly Message[], sql: string): Promise<void> {
    const running = this.transaction ?? { text: '', written: new Set(), read: new Set() };
    note(running, sql);
    running.text += unit.map(({ bytes }) => bytes.toString('latin1')).join(' ');
    if (this.transaction === undefined) await this.meet(running, unit);
    else this.forward(unit);
  }

  private async commit(unit: readonly Message[]): Promise<void> {
    const running = this.transaction;
    this.transaction = undefined;
    if (running === undefined) this.forward(unit);
    else await this.meet(running, unit);
  }

  /** The end of a transaction, or a statement that is one by itself. */
  private async meet(running: Running, unit: readonly Message[]): Promise<void> {
    const met = this.count(running);
    if (met?.fault === undefined) this.forward(unit);
    else await this.hit(faultOn('postgres', met.fault), met.subject, unit);
  }

  private count({ text, written, read }: Running): Met | undefined {
    if (written.size + read.size === 0) return undefined;
    const owner = this.context.subjects.ownerOf(text);
    const changes = written.size > 0;
    const what = changes ? `writes ${[...written].join(', ')}` : `reads ${[...read].join(', ')}`;
    return owner?.meet({ channel: 'postgres', caller: this.context.caller, what }, changes);
  }

  private async hit(fault: FaultOn<'postgres'>, subject: Subject, unit: readonly Message[]): Promise<void> {
    switch (fault) {
      case 'terminated_before':
        this.terminate();
        return;
      case 'terminated_after':
        await this.done(unit);
        this.terminate();
        return;
      case 'serialization_40001':
        await this.refuse(unit, '40001', 'could not serialize access due to concurrent update (fault)');
        return;
      case 'disk_full_53100':
        await this.refuse(unit, '53100', 'could not extend file: No space left on device (fault)');
        return;
      case 'restart':
      case 'killed_before':
        if (await this.context.hold(subject)) this.cut();
        else this.forward(unit);
        return;
      case 'killed_after': {
        const answer = await this.done(unit);
        if (await this.context.hold(subject)) this.cut();
        else this.client.write(answer);
        return;
      }
    }
  }

  private forward(unit: readonly Message[]): void {
    this.server.write(unit.length === 1 && unit[0] !== undefined ? unit[0].bytes : joined(unit));
  }

  /** Has it done, and keeps the answer to itself. */
  private done(unit: readonly Message[]): Promise<Buffer> {
    return this.answered(joined(unit));
  }

  /** Nothing of it is done, and the client is told why. */
  private async refuse(unit: readonly Message[], code: string, text: string): Promise<void> {
    const sql = this.texts.in(unit) ?? '';
    if (/^commit\b/i.test(sql)) await this.answered(query('rollback'));
    this.client.write(Buffer.concat([errorResponse('ERROR', code, text), READY]));
  }

  /** @returns what the server answered, which the client has not been told */
  private answered(request: Buffer): Promise<Buffer> {
    return new Promise((resolve) => {
      const chunks: Buffer[] = [];
      const ready = (): void => {
        resolve(Buffer.concat(chunks));
      };
      this.swallow = { reader: new MessageReader(0), chunks, ready };
      this.server.once('close', ready);
      this.server.write(request);
    });
  }

  private pass(chunk: Buffer): void {
    if (this.swallow === undefined) {
      this.client.write(chunk);
      return;
    }
    const { reader, chunks, ready } = this.swallow;
    chunks.push(chunk);
    if (!reader.take(chunk).some(({ type }) => type === 'Z')) return;
    this.swallow = undefined;
    ready();
  }
}

/** An answer that the client is not told at once. */
interface Swallowed {
  readonly reader: MessageReader;
  readonly chunks: Buffer[];
  readonly ready: () => void;
}

function note(running: Running, sql: string): void {
  const statement = statementOf(sql);
  if (statement === undefined) return;
  (statement.changes ? running.written : running.read).add(statement.table);
}

function joined(unit: readonly Message[]): Buffer {
  return Buffer.concat(unit.map(({ bytes }) => bytes));
}
