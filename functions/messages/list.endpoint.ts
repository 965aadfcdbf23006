import * as v from 'valibot';
import { peer } from '#lib/accounts/fields.ts';
import { conversationId, inConversation } from '#lib/conversations/fields.ts';
import type { EndpointDeclaration } from '#lib/http/declaration.ts';
import { cursor, oneDirection, pageLimit, syncToken, text, timestamp } from '#lib/http/fields.ts';
import { Message } from '#lib/messages/resources.ts';

const page = {
  limit: pageLimit(200),
  before: cursor,
  since: syncToken,
  around: v.optional(text),
  at: v.optional(timestamp('must be a time, such as 2026-11-22T00:00:00Z')),
  after: cursor,
};

export const spec = {
  access: 'token',
  limit: { name: 'reads', by: 'user' },
  input: inConversation(
    () => v.pipe(v.strictObject({ User: peer, ...page }), oneDirection()),
    () => v.pipe(v.strictObject({ Conversation: conversationId, ...page }), oneDirection()),
  ),
} as const;

export const endpoint = {
  spec,
  method: 'GET',
  path: '/messages',
  tag: 'Messages',
  summary: 'Read a conversation',
  description:
    'The newest page, oldest message first; `next` leads to older pages. A page of very long messages has fewer than `limit`, because a response has at most 6 MB. With `since`, the changes since that sync token in the order of `Version`, including tombstones. With `around`, the message of that id with as many before it as after it: `next` leads to older pages, `prev` to newer ones. With `at`, the same for the first message sent at or after that time, or for the newest one where there is none. `before`, `since`, `around`, `at` and `after` exclude each other.',
  success: {
    status: 200,
    description: 'A page',
    list: Message,
    headers: ['Link', 'X-Sync-Token'],
  },
  problems: [
    'user_not_found',
    'conversation_not_found',
    'message_not_found',
    'invalid_cursor',
    'invalid_sync_token',
    'resync_required',
  ],
  // A stranger gets their own conversation with that user, and nothing of the sender's.
  authorization: { others: { stranger: '200' } },
} as const satisfies EndpointDeclaration;
