// Names under which app.module.ts provides what is not a class.

/** How the API is configured. */
export const API_CONFIG = Symbol('ApiConfig');
/** The pool of connections to PostgreSQL. */
export const DATABASE = Symbol('Database');
/** What hands stored events to their workflows. */
export const EVENT_DELIVERY = Symbol('EventDelivery');
/** What commands are checked against. */
export const GROUND_READER = Symbol('GroundReader');
/** The log of the process. */
export const LOGGER = Symbol('Logger');
/** The read model. */
export const ORDER_READER = Symbol('OrderReader');
/** The client of the Temporal server. */
export const TEMPORAL_CLIENT = Symbol('Temporal Client');
