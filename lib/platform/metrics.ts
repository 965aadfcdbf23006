/** Metrics in CloudWatch's namespace CoreChat, by stage. */
export const NAMESPACE = 'CoreChat';

export const METRICS = {
  /** activities of accounts that were not stored in time; their log lines hold them */
  ActivitiesNotRecorded: 'Count',
  /** one per minute where the canary runs */
  CanarySucceeded: 'Count',
  /** failed attempts to process a queued message */
  EventsFailed: 'Count',
  /** events that the queue did not accept in time */
  EventsNotQueued: 'Count',
  /** discarded because of what a virus scan found, or because none had a result in time */
  FilesRefused: 'Count',
  /** files that have waited for a virus scan for more than an hour, counted every hour */
  FilesUnchecked: 'Count',
  /** from the start of the process to the end of loading; one value per cold start */
  InitDuration: 'Milliseconds',
  LoginsFailed: 'Count',
  /** refused or postponed by the mail server */
  MailsFailed: 'Count',
  MailsSent: 'Count',
  MessagesSent: 'Count',
  /** refused by a push service for another reason than that the subscription has ended */
  NotificationsRefused: 'Count',
  NotificationsSent: 'Count',
  Pushes: 'Count',
  PushesFailed: 'Count',
  /** frames and handshakes answered with 5xx */
  SocketFailures: 'Count',
  StaleConnections: 'Count',
} as const;

export type Metric = keyof typeof METRICS;
