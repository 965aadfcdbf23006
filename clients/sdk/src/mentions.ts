import type { Message } from './types.ts';
import { isSameUser } from './username.ts';

/** Whether a message mentions this person, or all members. */
export const isMentioned = ({ Mentions }: Partial<Pick<Message, 'Mentions'>>, username: string): boolean =>
  // A server of an earlier release knows no mentions.
  (Mentions ?? []).some(({ Username }) => Username === null || isSameUser(Username, username));
