/** Schemas of responses about conversations. */
import * as v from 'valibot';
import { Avatar } from '../accounts/resources.ts';
import { counted, described, flag, text, time } from '../http/resource-parts.ts';
import { Message } from '../messages/resources.ts';

export const InboxGroup = v.object({
  Name: text,
  Topic: described('empty when there is none'),
  Avatar: v.nullable(Avatar),
  Members: counted('how many'),
  Role: v.pipe(v.picklist(['owner', 'admin', 'member']), v.description('my own')),
  Post: v.pipe(v.picklist(['all', 'admins']), v.description('who may write')),
  Closed: flag('it can be read, and not changed'),
});

export const Conversation = v.object({
  Conversation: described('its id'),
  Kind: v.picklist(['direct', 'group']),
  Group: v.pipe(v.nullable(InboxGroup), v.description('null in a direct conversation')),
  Left: flag(
    'only in a sync: I am no longer in the group, of which nothing else is shown; clients forget the conversation',
  ),
  User: described(
    'the other member; oneself in a conversation with oneself; the conversation’s id in a group, and once the other’s name is erased',
  ),
  Deleted: flag('the other member’s account no longer exists'),
  Blocked: flag('I have blocked the other member'),
  Request: v.pipe(
    v.nullable(v.picklist(['pending', 'ignored'])),
    v.description(
      'the other member’s first messages wait for my answer, or I ignore them; null when I have answered or accepted, and for the one who asks',
    ),
  ),
  LastMessage: v.nullable(Message),
  Unread: v.pipe(
    v.number(),
    v.integer(),
    v.minValue(0),
    v.maxValue(99),
    v.description(
      'messages of others after ReadSeq, or from UnreadFrom on, counted up to 99; 0 while the peer is blocked',
    ),
  ),
  UnreadMore: flag('there are more than 99'),
  Mentions: v.pipe(
    v.number(),
    v.integer(),
    v.minValue(0),
    v.maxValue(99),
    v.description(
      'unread messages that mention me, or all members, counted up to 99; without those of people whom I block',
    ),
  ),
  MentionSeq: v.pipe(v.nullable(v.number()), v.description('Seq of the first of them; null without any')),
  ReadSeq: counted('up to which Seq, inclusively, I have read'),
  PeerReadSeq: counted('up to which Seq the other member shows that they have read'),
  MutedUntil: v.nullable(
    time('I want no notifications until then, in the year 9999 until I say so; null when I do'),
  ),
  Notify: v.pipe(
    v.picklist(['all', 'mentions', 'none']),
    v.description('which messages notify me while it is not muted'),
  ),
  Archived: flag('I have archived it, and no message has come since, or it is muted'),
  Pinned: flag('I have pinned it to the top of my list'),
  UnreadFrom: v.pipe(
    v.nullable(v.number()),
    v.description(
      'I have marked it as unread from this Seq on, without moving ReadSeq; null when not, and after reading again',
    ),
  ),
  Version: counted('of its latest change of any kind'),
  ActiveAt: time('of the latest message'),
});

/** A member who has read a message. */
export const Reader = v.object({ Username: text });

export type ReaderResource = v.InferOutput<typeof Reader>;
export type ConversationResource = v.InferOutput<typeof Conversation>;
