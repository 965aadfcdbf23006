import { type ConversationSummary, describeSystem, isSameUser, type Message } from '../sdk.ts';
import { mentionNote, previewOf } from './preview.ts';

/** "alice added bob"; '' for a message that a person wrote. @param me username of the user, who is "you" */
export const systemText = (message: Pick<Message, 'From' | 'System'>, me: string): string =>
  describeSystem(message, { own: me, nameOf: (username) => username });

/** The last message of a conversation, in a group with its author and whether it mentions the user. */
export function previewIn(
  { Group, LastMessage, Mentions }: Pick<ConversationSummary, 'Group' | 'LastMessage' | 'Mentions'>,
  me: string,
): string {
  const note = mentionNote({ Mentions });
  if (!LastMessage) return note;
  // A server of an earlier release knows no groups.
  if (!Group) return note + previewOf(LastMessage);
  const { From } = LastMessage;
  const text =
    systemText(LastMessage, me) || `${isSameUser(From, me) ? 'you' : From}: ${previewOf(LastMessage)}`;
  return note + text;
}

/** "1 member", "12 members" */
export const memberCount = (count: number): string => (count === 1 ? '1 member' : `${count} members`);
