/** Where a request wants to read or write: clients name a person, or a conversation by its id. */
import { directConversationId, isConversationId } from './conversation.ts';

/** A username in any spelling, or a conversation's id: no username begins as an id does. */
export type Target = string;

export interface Place {
  /** the conversation's id */
  id: string;
  /** whom the client named; absent when it named the conversation, of which the reader may not be a member */
  peer?: string;
}

/** The fields of requests that take either, see lib/schemas.ts. */
export const targetOf = (input: { User: string } | { Conversation: string }): Target =>
  'Conversation' in input ? input.Conversation : input.User;

export const placeOf = (username: string, target: Target): Place =>
  isConversationId(target) ? { id: target } : { id: directConversationId(username, target), peer: target };
