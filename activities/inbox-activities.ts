/** The sweep of the inbox, as Temporal runs it. Each call takes one bounded batch; `more` asks for another. */
export interface InboxActivities {
  /** Delivers events that were stored but not delivered yet. */
  deliverDueEvents(): Promise<DeliveryReport>;
  /** Reminds orders of captures whose settlement no event has told of. */
  remindOverdueSettlements(): Promise<ReminderReport>;
}

export interface DeliveryReport {
  readonly delivered: number;
  readonly deferred: number;
  readonly deadLettered: number;
  readonly more: boolean;
}

export interface ReminderReport {
  readonly reminded: number;
  readonly failed: number;
  readonly more: boolean;
}
