import * as input from '../../lib/schemas.ts';
import { ref } from '../json-schema.ts';
import type { Operation } from '../operation.ts';
import { byPreference, LIMITED, list } from './bodies.ts';

export const messages = {
  'messages/send': {
    tag: 'Messages',
    summary: 'Send',
    description:
      'With a ClientId it can be repeated safely: same sender, recipient, text and ClientId are one message and get the first answer.',
    access: 'token',
    input: input.SendMessageInput,
    requestHeaders: ['Prefer'],
    success: {
      description: 'It is stored',
      schema: byPreference('Message has been sent.'),
      headers: ['Vary', 'Preference-Applied', ...LIMITED],
    },
    problems: [
      'session_ended',
      'account_suspended',
      'user_not_found',
      'conversation_not_found',
      'user_blocked',
      'client_id_conflict',
      'rate_limited',
    ],
  },
  'messages/list': {
    tag: 'Messages',
    summary: 'Read a conversation',
    description:
      'The newest page, oldest first inside it; `next` leads to older ones. With `since`, what changed since that sync token, tombstones included, in the order of `Version`. `before` and `since` exclude each other.',
    access: 'token',
    input: input.ListMessagesInput,
    success: { description: 'A page', schema: list(ref('Message')), headers: ['Link', 'X-Sync-Token'] },
    problems: [
      'user_not_found',
      'conversation_not_found',
      'invalid_cursor',
      'invalid_sync_token',
      'resync_required',
    ],
  },
  'messages/edit': {
    tag: 'Messages',
    summary: 'Edit an own message',
    access: 'token',
    input: input.EditMessageInput,
    requestHeaders: ['Prefer'],
    success: {
      description: 'It is changed',
      schema: byPreference('Message has been edited.'),
      headers: ['Vary', 'Preference-Applied'],
    },
    problems: [
      'message_not_found',
      'not_your_message',
      'account_suspended',
      'user_blocked',
      'message_deleted',
    ],
  },
  'messages/delete': {
    tag: 'Messages',
    summary: 'Delete an own message',
    description: 'A tombstone stays. Deleting it again changes nothing.',
    access: 'token',
    input: input.DeleteMessageInput,
    success: { description: 'It is deleted' },
    problems: ['message_not_found', 'not_your_message'],
  },
  'messages/report': {
    tag: 'Messages',
    summary: 'Report a message',
    description: 'For the operators, with its text as it is now. Again, it answers the first report.',
    access: 'token',
    input: input.ReportMessageInput,
    success: { description: 'It is reported', schema: ref('Report'), headers: LIMITED },
    problems: ['message_not_found', 'own_message', 'message_deleted', 'rate_limited'],
  },
  'conversations/list': {
    tag: 'Conversations',
    summary: 'The inbox',
    description:
      'Newest activity first. With `since`, what changed since that sync token, oldest change first. `before` and `since` exclude each other.',
    access: 'token',
    input: input.ListConversationsInput,
    success: { description: 'A page', schema: list(ref('Conversation')), headers: ['Link', 'X-Sync-Token'] },
    problems: ['invalid_cursor', 'invalid_sync_token', 'resync_required'],
  },
  'conversations/read': {
    tag: 'Conversations',
    summary: 'Mark as read',
    description: 'Everything up to and including the message of that Seq. The same again changes nothing.',
    access: 'token',
    input: input.MarkReadInput,
    success: { description: 'The conversation as it is now', schema: ref('Conversation') },
    problems: ['session_ended', 'conversation_not_found', 'watermark_backwards', 'watermark_beyond_end'],
  },
  'realtime/ticket': {
    tag: 'Real time',
    summary: 'Get the address of a WebSocket',
    description:
      'Good for one connection within 30 seconds, from the origin that asked. See `x-websocket` for the frames.',
    access: 'token',
    input: input.NoInput,
    success: { description: 'The address', schema: ref('Ticket') },
    problems: ['session_ended'],
  },
} satisfies Record<string, Operation>;
