/** Conversations that the user wants no notifications of. */
import { type ConversationSummary, isSameUser } from '#sdk';
import { chat } from '../app/client.ts';
import { inbox } from './inbox.ts';

/** Longer than any account lives. */
const ALWAYS = '9999-12-31T23:59:59Z';

/** @param now epoch ms */
export const isMuted = ({ MutedUntil }: Pick<ConversationSummary, 'MutedUntil'>, now: number): boolean =>
  MutedUntil !== null && Date.parse(MutedUntil) > now;

/** The row of the inbox; undefined before the first message. */
export const summaryOf = (peer: string): ConversationSummary | undefined =>
  [...inbox.value.conversations, ...inbox.value.requests].find(
    ({ User, Conversation }) => isSameUser(User, peer) || Conversation === peer,
  );

/** @param minutes undefined: until the user ends it; 0 ends it @throws CoreChatError */
export async function mute(peer: string, minutes?: number): Promise<void> {
  const until = minutes === 0 ? { Until: null } : { Until: ALWAYS };
  await chat.conversations.mute(peer, minutes ? { Minutes: minutes } : until);
  // No event comes of it: the inbox fetches what has changed.
  await chat.inbox.load().catch(() => {});
}
