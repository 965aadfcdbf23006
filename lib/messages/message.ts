import type { Content } from './content.ts';
import type { MessageResource } from './resources.ts';

/** A message at rest. Times are Dates; a deleted message keeps its place but not its text. */
export interface Message extends Content {
  /** 24 hex digits */
  id: string;
  conversation: string;
  from: string;
  /** the other member of a direct conversation; null in a group */
  to: string | null;
  /** Its place in the one order that everybody sees: the next one for each message. */
  seq: number;
  /** The conversation's version when the message last changed. */
  version: number;
  sentAt: Date;
  editedAt: Date | null;
  deletedAt: Date | null;
  /** The sender's own name for this message; sending it again is the same send. */
  clientId: string | null;
  /** The conversation's version when it was sent. Absent in older data, where `seq` is that version. */
  firstVersion?: number;
  /** When it last took a version for another reason than an edit or a deletion. */
  movedAt?: Date;
  /** Folded name of its author, when only the author sees it: it was sent while the other member blocked them. */
  onlyFor?: string;
  /** What this reader sees instead, because it was edited while they blocked its author. */
  shown?: MessageState;
}

/** What an edit changes. */
export type MessageState = Content & Pick<Message, 'editedAt' | 'version'>;

/** Stands where the name of a deleted account stood. No username has a space. */
export const DELETED_ACCOUNT = 'deleted account';

export function toResource(message: Message): MessageResource {
  const { text, editedAt, version } = message.shown ?? message;
  return {
    To: message.to ?? '',
    From: message.from,
    Message: text,
    Timestamp: message.sentAt.toISOString(),
    Id: message.id,
    Conversation: message.conversation,
    Seq: message.seq,
    Version: version,
    EditedAt: editedAt?.toISOString() ?? null,
    DeletedAt: message.deletedAt?.toISOString() ?? null,
    ClientId: message.clientId,
  };
}

/** When the message took its present version. */
export const changedAt = ({ sentAt, editedAt, deletedAt, movedAt }: Message): Date =>
  [editedAt, deletedAt, movedAt].reduce<Date>((last, at) => (at && at > last ? at : last), sentAt);

/** The conversation's version when the message was sent. */
export const firstVersionOf = ({ firstVersion, seq }: Pick<Message, 'firstVersion' | 'seq'>): number =>
  firstVersion ?? seq;

/**
 * The message exactly as its first send answered it, whatever happened to it since.
 * The content comes from the repeated request, which `contentDigest` has proved equal to the first one.
 */
export const asFirstSent = (message: Message, content: Content): Message => ({
  ...message,
  ...content,
  version: firstVersionOf(message),
  editedAt: null,
  deletedAt: null,
});
