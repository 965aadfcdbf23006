/** What the service worker tells pages of the app. */
export type WorkerMessage =
  /** a notification was clicked @param hash address inside the app */
  | { type: 'open'; hash: string }
  /** the user has closed a notification */
  | { type: 'dismissed'; tag: string }
  /** the browser has replaced the subscription to pushes: the server needs the new one */
  | { type: 'subscription-changed' };

/** One notification per conversation: a later one with the same tag replaces it. */
export const tagOf = (conversation: string): string => `corechat:${conversation}`;
