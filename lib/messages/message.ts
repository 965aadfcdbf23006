import { toAttachmentResource } from '../attachments/attachment.ts';
import type { Amended, Content, Derived, Fixed, LinkPreview } from './content.ts';
import { firstLink } from './link.ts';
import { EVERYBODY } from './mention.ts';
import type { MessageResource } from './resources.ts';
import { type System, toSystemResource } from './system.ts';

/** A message. A deleted one keeps its place but not its text. */
export interface Message extends Content, Amended, Derived, Fixed {
  /** 24 hex digits */
  id: string;
  conversation: string;
  from: string;
  /** the other member of a direct conversation; null in a group */
  to: string | null;
  /** Its place in the conversation's order; each message gets the next number. */
  seq: number;
  /** The conversation's version when the message last changed. */
  version: number;
  sentAt: Date;
  editedAt: Date | null;
  deletedAt: Date | null;
  /** The client's id for this message; a repetition with the same id is the same send. */
  clientId: string | null;
  /** The conversation's version when it was sent. Absent in older data, where `seq` is that version. */
  firstVersion?: number;
  /** The version of the last edit. Absent until there is one. */
  editVersion?: number;
  /** When it last got a version for a reason other than an edit or a deletion. */
  movedAt?: Date;
  /** Only in system messages, which have no text. */
  system?: System;
  /** Folded name of the author when only the author sees the message: the other member blocked the author when it was sent. */
  onlyFor?: string;
  /** The earlier state that this reader sees, because the author edited the message while this reader blocked them. */
  shown?: MessageState;
  /** Of a reply, what the readers of this copy see of the message that it answers. Never stored. */
  quoted?: Quoted;
}

/** Joined when a message is read, so that edits and deletions show in it. */
export interface Quoted {
  from: string;
  /** the beginning */
  text: string;
  isDeleted: boolean;
  /** media types of its files; absent where there are none */
  files?: string[];
}

/** The fields that an edit changes. */
export type MessageState = Content & Pick<Message, 'editedAt' | 'version'>;

/** Replaces the name of a deleted account. Usernames contain no space. */
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
    Reactions: toReactions(message),
    Forwarded: message.forwardedFrom ? { From: message.forwardedFrom } : null,
    PinnedAt: message.pinnedAt?.toISOString() ?? null,
    ReplyTo: message.replyTo ?? null,
    Quoted: toQuoted(message),
    Mentions: toMentions(message),
    System: message.system ? toSystemResource(message.system) : null,
    ...toPreview(message),
    ...(message.attachments ? { Attachments: message.attachments.map(toAttachmentResource) } : {}),
  };
}

/** Only that of the text that this reader sees: while an edit is stored and its link is fetched, another one can be stored. */
export const previewOf = ({ preview, shown, text }: Message): LinkPreview | undefined =>
  preview && preview.url === firstLink((shown ?? { text }).text) ? preview : undefined;

function toPreview(message: Message): Pick<MessageResource, 'Preview'> {
  const preview = previewOf(message);
  if (!preview) return {};
  const { url: Url, title: Title, description: Description, site: Site } = preview;
  return { Preview: { Url, Title, Description, Site } };
}

const toQuoted = ({ quoted }: Message): MessageResource['Quoted'] =>
  quoted
    ? {
        From: quoted.from,
        Message: quoted.text,
        Deleted: quoted.isDeleted,
        ...(quoted.files ? { Files: quoted.files } : {}),
      }
    : null;

/** None of an earlier text. */
const toMentions = ({ mentions = [], shown }: Message): MessageResource['Mentions'] =>
  shown
    ? []
    : mentions.map(({ username, start, end }) => ({
        Username: username === EVERYBODY ? null : username,
        Start: start,
        End: end,
      }));

/** By emoji, in the order of each one's first reaction. */
function toReactions({ reactions = [] }: Message): MessageResource['Reactions'] {
  const by = Map.groupBy(reactions, ({ emoji }) => emoji);
  return [...by].map(([Emoji, list]) => ({ Emoji, By: list.map((each) => each.by) }));
}

/** When the message got its current version. */
export const changedAt = ({ sentAt, editedAt, deletedAt, movedAt }: Message): Date =>
  [editedAt, deletedAt, movedAt].reduce<Date>((last, at) => (at && at > last ? at : last), sentAt);

/** The conversation's version when the message was sent. */
export const firstVersionOf = ({ firstVersion, seq }: Pick<Message, 'firstVersion' | 'seq'>): number =>
  firstVersion ?? seq;

/** The version of its content. */
export const contentVersionOf = (message: Pick<Message, 'editVersion' | 'firstVersion' | 'seq'>): number =>
  message.editVersion ?? firstVersionOf(message);

/**
 * The message exactly as its first send returned it, before any later change.
 * The content comes from the repeated request; `contentDigest` has shown that it equals the first one.
 */
export const asFirstSent = (message: Message, content: Content): Message => ({
  ...message,
  ...content,
  version: firstVersionOf(message),
  editedAt: null,
  deletedAt: null,
});
