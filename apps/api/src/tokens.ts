/** Names under which app.module.ts provides what is not a class. */
export const API_CONFIG = Symbol('ApiConfig');
export const DATABASE = Symbol('Database');
export const EVENT_DELIVERY = Symbol('EventDelivery');
export const INBOX = Symbol('Inbox');
export const LOGGER = Symbol('Logger');
export const ORDER_READER = Symbol('OrderReader');
export const TEMPORAL_CLIENT = Symbol('Temporal Client');
