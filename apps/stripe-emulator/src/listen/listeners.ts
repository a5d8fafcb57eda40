import { randomUUID } from 'node:crypto';
import type { Account } from '../stripe/account';
import { renderEvent } from '../stripe/events/event';
import type { StripeEvent } from '../stripe/events/event';
import { scramble } from '../../../../libs/emulation/objects/ids';
import { jsonText } from '../../../../libs/emulation/objects/json';
import type { JsonObject } from '../../../../libs/emulation/objects/json';
import { API_VERSION } from '../wire/api-table';
import { signatureHeader } from '../../../../libs/emulation/webhooks/signature';
import type { WebSocketConnection } from './websocket';

/** Where a listener connects: the account and then anything. */
export const LISTEN = '/_emulator/listen/';

/** How long the CLI keeps one connection before it makes a new one. */
const RECONNECT_SECONDS = 24 * 60 * 60;

/**
 * The `stripe listen` sessions of one account: each connected CLI is told of every event, as if it were a webhook
 * endpoint. They are no part of the account's state: nothing waits for them, and no journal knows them.
 */
export class Listeners {
  private readonly sessions = new Map<string, WebSocketConnection | null>();

  constructor(private readonly account: Account) {}

  /** A session as the CLI asks for it, reached at this host; its fields are those that the CLI reads. */
  openSession(host: string): JsonObject {
    const id = `cliws_${randomUUID().replaceAll('-', '')}`;
    this.sessions.set(id, null);
    return {
      default_version: this.account.settings.api_version,
      device_token: `devtok_${randomUUID().replaceAll('-', '')}`,
      display_connect_filter_warning: false,
      latest_version: API_VERSION,
      reconnect_delay: RECONNECT_SECONDS,
      secret: this.secret(),
      websocket_authorized_feature: 'webhooks',
      websocket_id: id,
      websocket_url: `ws://${host}${LISTEN}${this.account.id}`,
    };
  }

  knows(sessionId: string): boolean {
    return this.sessions.has(sessionId);
  }

  /** A new connection of a session takes the place of the one before. */
  connect(sessionId: string, connection: WebSocketConnection): void {
    this.sessions.get(sessionId)?.close();
    this.sessions.set(sessionId, connection);
  }

  tell(events: readonly StripeEvent[]): void {
    for (const connection of this.sessions.values()) {
      if (connection === null) continue;
      for (const event of events) {
        connection.send(JSON.stringify(this.messageOf(event, null)));
        connection.send(JSON.stringify(this.messageOf(event, API_VERSION)));
      }
    }
  }

  /** The session can be connected to again. */
  disconnected(sessionId: string, connection: WebSocketConnection): void {
    if (this.sessions.get(sessionId) === connection) this.sessions.set(sessionId, null);
  }

  close(): void {
    for (const connection of this.sessions.values()) connection?.close();
    this.sessions.clear();
  }

  /** The same for all sessions of the account, as the CLI prints it at each start. */
  private secret(): string {
    return `whsec_${scramble(`${this.account.id}/listen`, 64)}`;
  }

  /** Once in the account's version and once in the newest: the CLI takes the one that it was told to (`--latest`). */
  private messageOf(event: StripeEvent, version: string | null): JsonObject {
    const payload = jsonText(renderEvent(event, version));
    return {
      endpoint: { api_version: version },
      event_payload: payload,
      http_headers: {
        Accept: '*/*; q=0.5, application/xml',
        'Cache-Control': 'no-cache',
        'Content-Type': 'application/json; charset=utf-8',
        'Stripe-Signature': signatureHeader(this.secret(), payload, Math.floor(Date.now() / 1000)),
        'User-Agent': 'Stripe/1.0 (+https://stripe.com/docs/webhooks)',
      },
      type: 'webhook_event',
      webhook_conversation_id: `wc_${event.id.slice('evt_'.length)}`,
      webhook_id: `wh_${event.id.slice('evt_'.length)}`,
    };
  }
}
