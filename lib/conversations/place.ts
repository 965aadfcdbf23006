/** Resolves the conversation that a request addresses: by a person's name, or by its id. */
import { directConversationId, isConversationId } from './conversation.ts';

/** A username in any spelling, or a conversation's id. */
export type Target = string;

export interface Place {
  /** the conversation's id */
  id: string;
  /** the person that the client named; absent when it gave an id, whose conversation the reader may not be in */
  peer?: string;
}

/** From the field that is present, see lib/conversations/fields.ts. */
export const targetOf = (input: { User: string } | { Conversation: string }): Target =>
  'Conversation' in input ? input.Conversation : input.User;

export const placeOf = (username: string, target: Target): Place =>
  isConversationId(target) ? { id: target } : { id: directConversationId(username, target), peer: target };
