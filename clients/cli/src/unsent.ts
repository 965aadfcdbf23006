/** Messages that wait to be sent. */
import type { CoreChat } from './sdk.ts';

/** @returns how many messages are sent when the server answers; refused ones are not, because the user decides about them */
export const waitingIn = (outbox: Pick<CoreChat['outbox'], 'entries'>): number =>
  outbox.entries().filter(({ state }) => state !== 'failed').length;

/** @returns the beginning of a sentence, such as `2 messages are not sent yet` */
export const notSentYet = (count: number): string =>
  `${count === 1 ? '1 message is' : `${count} messages are`} not sent yet`;
