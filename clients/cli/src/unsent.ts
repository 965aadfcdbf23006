/** Messages that wait to be sent. */
import type { CoreChat } from './sdk.ts';

/** @returns how many messages are sent when the server answers; refused ones are not, because the user decides about them */
export const waitingIn = (outbox: Pick<CoreChat['outbox'], 'entries'>): number =>
  outbox.entries().filter(({ state }) => state !== 'failed').length;

/** @returns the beginning of a sentence, such as `2 messages are not sent yet` */
export const notSentYet = (count: number): string =>
  `${count === 1 ? '1 message is' : `${count} messages are`} not sent yet`;

/** @returns how many messages the server does not have, refused ones included: all of them stay on this computer */
export const unsentIn = (outbox: Pick<CoreChat['outbox'], 'entries'>): number => outbox.entries().length;

/** @returns the beginning of a sentence, such as `2 messages are not sent` */
export const notSent = (count: number): string =>
  `${count === 1 ? '1 message is' : `${count} messages are`} not sent`;

/** Removes what deleted accounts have left on this computer: another device may have deleted them. */
export async function removeUnsentOfDeleted({
  outbox,
  users,
}: Pick<CoreChat, 'outbox' | 'users'>): Promise<void> {
  for (const owner of await outbox.owners()) if (await users.isGone(owner)) await outbox.erase(owner);
}
