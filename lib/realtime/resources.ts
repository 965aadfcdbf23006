/** Schemas of the WebSocket's ticket and of server frames. docs/protocol.md is the reference. */
import * as v from 'valibot';
import { PublicProfile } from '../accounts/resources.ts';
import { count, described, text, time } from '../http/resource-parts.ts';
import { Message } from '../messages/resources.ts';

export const Ticket = v.object({
  Ticket: text,
  Url: described('the complete address of the WebSocket, ticket included: open it as it is'),
  ExpiresAt: time('30 seconds later'),
});

const ofConversation = { conversation: text, version: count };

export const ServerFrame = v.variant('type', [
  v.object({
    ...ofConversation,
    type: v.picklist(['message.created', 'message.updated', 'message.deleted']),
    data: Message,
  }),
  v.object({
    ...ofConversation,
    type: v.pipe(
      v.literal('conversation.changed'),
      v.description('a message has changed that is too large for a frame: sync the conversation'),
    ),
    data: v.object({ Id: text }),
  }),
  v.object({
    ...ofConversation,
    type: v.literal('conversation.read'),
    data: v.object({ Username: text, Seq: count }),
  }),
  v.object({
    type: v.literal('conversation.request'),
    conversation: text,
    data: v.object({ Request: v.nullable(v.picklist(['pending', 'ignored'])) }),
  }),
  v.object({
    type: v.pipe(v.literal('conversation.left'), v.description('I am no longer in this group: forget it')),
    conversation: text,
    data: v.object({}),
  }),
  v.object({
    type: v.literal('typing'),
    conversation: text,
    data: v.object({
      Username: text,
      Typing: v.boolean(),
      ExpiresAt: time('forget it then, unless told again'),
    }),
  }),
  v.object({
    type: v.literal('presence'),
    data: v.object({
      Username: text,
      Online: v.boolean(),
      LastSeen: v.nullable(time('null when unknown')),
    }),
  }),
  v.object({
    type: v.literal('profile'),
    data: v.object({
      Username: text,
      Profile: v.pipe(v.nullable(PublicProfile), v.description('null when the account is deleted')),
    }),
  }),
  v.object({ type: v.literal('block'), data: v.object({ Username: text, Blocked: v.boolean() }) }),
  v.object({
    type: v.literal('session.started'),
    data: v.object({
      SessionId: text,
      Device: described('such as "Firefox on Linux"'),
      CreatedAt: time('when it logged in'),
    }),
  }),
  v.object({ type: v.literal('session.revoked'), data: v.object({ SessionId: text }) }),
  v.object({
    type: v.literal('socket.closing'),
    data: v.object({ Reason: v.pipe(text, v.description('too_many_sockets')) }),
  }),
  v.object({ type: v.literal('pong'), data: v.object({ Time: time('of the server') }) }),
  v.object({ type: v.literal('error'), data: v.object({ code: text, title: text, request_id: text }) }),
]);

export type TicketResource = v.InferOutput<typeof Ticket>;
export type ServerFrame = v.InferOutput<typeof ServerFrame>;
