/** What CloudWatch gets as metrics of the namespace CoreChat, by stage. */
export const NAMESPACE = 'CoreChat';

export const METRICS = {
  /** one a minute where the canary runs */
  CanarySucceeded: 'Count',
  /** messages of the queue that were not worked off, each time */
  EventsFailed: 'Count',
  /** the queue did not take them in time */
  EventsNotQueued: 'Count',
  /** from the start of an environment's process to the end of loading; as many values as cold starts */
  InitDuration: 'Milliseconds',
  LoginsFailed: 'Count',
  MessagesSent: 'Count',
  Pushes: 'Count',
  PushesFailed: 'Count',
  /** frames and handshakes answered with 5xx */
  SocketFailures: 'Count',
  StaleConnections: 'Count',
} as const;

export type Metric = keyof typeof METRICS;
