/** Messages that wait to be sent. */
import type { CoreChat } from './sdk.ts';

/** Refused messages wait for the user's decision; neither a start nor a login sends them. */
export const waitingIn = (outbox: Pick<CoreChat['outbox'], 'entries'>): number =>
  outbox.entries().filter(({ state }) => state !== 'failed').length;

/** The beginning of a sentence. */
export const notSentYet = (count: number): string =>
  `${count === 1 ? '1 message is' : `${count} messages are`} not sent yet`;
