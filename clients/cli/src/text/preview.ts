/** The text of a message, or a label for one that has nothing to show. */
import { type ConversationSummary, isBlank, type Message } from '../sdk.ts';
import { filesNote } from './files.ts';

type Shown = Pick<Message, 'Message' | 'DeletedAt' | 'Attachments'>;

/** In lists, where the text alone stands for the message; '' when there is no message. */
export function previewOf(message: Shown | null | undefined): string {
  if (!message) return '';
  if (message.DeletedAt !== null) return 'Message deleted';
  if (!isBlank(message.Message)) return message.Message;
  return filesNote(message.Attachments) || 'Blank message';
}

/** In front of the preview of a conversation. */
export const mentionNote = ({ Mentions }: Pick<ConversationSummary, 'Mentions'>): string =>
  // A server of an earlier release knows no mentions.
  (Mentions ?? 0) > 0 ? 'mentions you: ' : '';

/** " (edited)", " (edited, pinned)"; '' where there is nothing to note. */
export function noteOf({ EditedAt, PinnedAt, DeletedAt }: Message): string {
  if (DeletedAt !== null) return '';
  const notes = [...(EditedAt ? ['edited'] : []), ...(PinnedAt ? ['pinned'] : [])];
  return notes.length === 0 ? '' : ` (${notes.join(', ')})`;
}

/** In a conversation, behind the name of its author. */
export function shownText({ Message, DeletedAt, Attachments }: Shown): string {
  if (DeletedAt !== null) return '(deleted)';
  if (!isBlank(Message)) return Message;
  // Its files stand below.
  return Attachments?.length ? '' : '(blank)';
}
