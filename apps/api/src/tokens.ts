/** Names under which app.module.ts provides what is not a class. */
export const API_CONFIG = Symbol('ApiConfig');
export const DATABASE = Symbol('Database');
export const LOGGER = Symbol('Logger');
export const TEMPORAL_CLIENT = Symbol('Temporal Client');
