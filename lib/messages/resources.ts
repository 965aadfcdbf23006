/** Schemas of responses about messages. Functions load only their types. */
import * as v from 'valibot';
import { Attachment } from '../attachments/resources.ts';
import { counted, described, flag, text, time } from '../http/resource-parts.ts';

export const System = v.object({
  Type: v.pipe(
    v.picklist([
      'created',
      'changed',
      'added',
      'joined',
      'left',
      'removed',
      'role',
      'closed',
      'pinned',
      'unpinned',
    ]),
    v.description('what the author of the message did to the group'),
  ),
  Users: v.exactOptional(v.pipe(v.array(text), v.description('usernames: whom it is about'))),
  Role: v.exactOptional(v.picklist(['owner', 'admin', 'member'])),
  Changed: v.exactOptional(
    v.pipe(
      v.array(v.picklist(['Name', 'Topic', 'Avatar', 'HistoryFrom', 'Post', 'Add', 'Listed'])),
      v.description('fields of the group'),
    ),
  ),
  Name: v.exactOptional(described('the new name')),
  Topic: v.exactOptional(described('the new topic; empty when it was removed')),
  MessageId: v.exactOptional(described('of the pinned message')),
});

/** The original API's capitalised names; times are RFC 3339 UTC with milliseconds. */
export const Message = v.object({
  To: described('username; empty in a group'),
  From: described('username'),
  Message: described('the text; empty once deleted'),
  Timestamp: time('when it was sent'),
  Id: v.pipe(text, v.regex(/^[0-9a-f]{24}$/), v.description('never changes')),
  Conversation: described('the id of its conversation'),
  Seq: counted('its place in the conversation: the same order for both sides. Numbers can be skipped'),
  Version: counted('grows with each change; of two states of a message the higher Version is the later one'),
  EditedAt: v.nullable(time('of the last edit')),
  DeletedAt: v.nullable(time('a deleted message stays as a tombstone')),
  ClientId: v.nullable(described('the sender’s own id for it')),
  Reactions: v.pipe(
    v.array(v.object({ Emoji: text, By: v.pipe(v.array(text), v.description('usernames')) })),
    v.description('in the order of each emoji’s first reaction'),
  ),
  Forwarded: v.nullable(v.object({ From: described('username of the first author: the text is theirs') })),
  PinnedAt: v.nullable(time('it is pinned in the conversation since then')),
  ReplyTo: v.nullable(described('the Id of the message that it answers; null once deleted')),
  Quoted: v.pipe(
    v.nullable(
      v.object({
        From: described('username'),
        Message: described('the beginning of the text as it is now; empty once deleted'),
        Deleted: flag('the message was deleted'),
        Files: v.exactOptional(v.pipe(v.array(text), v.description('media types of its files'))),
      }),
    ),
    v.description(
      'what the reader sees of the message that it answers; null where they may not see it, in the inbox, in exports, and in frames whose receivers do not all see the same',
    ),
  ),
  Mentions: v.pipe(
    v.array(
      v.object({
        Username: v.pipe(v.nullable(text), v.description('null: all members')),
        Start: counted('where it begins in Message, in UTF-16 code units'),
        End: counted('behind its last code unit'),
      }),
    ),
    v.description(
      '"@username" of members of a group and "@all", in the order of the text; none in the inbox',
    ),
  ),
  System: v.pipe(
    v.nullable(System),
    v.description('a change of the group, whose text is empty; null in messages that people write'),
  ),
  Preview: v.exactOptional(
    v.pipe(
      v.object({
        Url: described('of the first link in the text'),
        Title: text,
        Description: described('empty without one, as Site'),
        Site: described('what the site calls itself'),
      }),
      v.description('what the linked page says about itself, where the server fetches it; otherwise absent'),
    ),
  ),
  Attachments: v.exactOptional(
    v.pipe(v.array(Attachment), v.description('its files; absent without any, and once deleted')),
  ),
});

export const SavedMessage = v.object({ SavedAt: time('when I saved it'), Message });

export type SavedMessageResource = v.InferOutput<typeof SavedMessage>;
export type SystemResource = v.InferOutput<typeof System>;
export type MessageResource = v.InferOutput<typeof Message>;
