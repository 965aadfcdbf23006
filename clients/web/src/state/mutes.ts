/** Conversations that the user wants no notifications of. */
import { type ConversationSummary, isSameUser } from '#sdk';
import { chat } from '../app/client.ts';
import { inbox } from './inbox.ts';

/** Later than any time that a mute for some minutes can end. */
const FOREVER = Date.UTC(9999, 0);

/** @param now epoch ms */
export const isMuted = ({ MutedUntil }: Pick<ConversationSummary, 'MutedUntil'>, now: number): boolean =>
  MutedUntil !== null && Date.parse(MutedUntil) > now;

/** Until the user ends it. */
export const isMutedForever = ({ MutedUntil }: Pick<ConversationSummary, 'MutedUntil'>): boolean =>
  MutedUntil !== null && Date.parse(MutedUntil) >= FOREVER;

/** The row of the inbox; undefined before the first message. */
export const summaryOf = (peer: string): ConversationSummary | undefined =>
  [...inbox.value.conversations, ...inbox.value.archived, ...inbox.value.requests].find(
    ({ User, Conversation }) => isSameUser(User, peer) || Conversation === peer,
  );

/** @param minutes undefined: until the user ends it; 0 ends it @throws CoreChatError */
export async function mute(peer: string, minutes?: number): Promise<void> {
  const length = minutes === 0 ? { Until: null } : ({ Forever: true } as const);
  await chat.conversations.mute(peer, minutes ? { Minutes: minutes } : length);
}
