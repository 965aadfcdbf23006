/** The address of a message: a username, or the id of a conversation. Ids begin with `~`, which no username has. */
import { foldUsername } from './username.ts';

/** Whether an address is the id of a conversation. If not, it is a username. */
export const isConversationId = (to: string): boolean => to.startsWith('~');

/** The parameter of a request that names the conversation. */
export const addressed = (to: string): { User: string } | { Conversation: string } =>
  isConversationId(to) ? { Conversation: to } : { User: to };

/** The same for all spellings of a username. Ids are case-sensitive. */
export const addressKey = (to: string): string => (isConversationId(to) ? to : foldUsername(to));

/** @returns the id, if the address is one */
export const idIn = (to: string): string | undefined => (isConversationId(to) ? to : undefined);
