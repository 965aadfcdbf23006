import * as v from 'valibot';
import { peer } from '#lib/accounts/fields.ts';
import { conversationId, inConversation } from '#lib/conversations/fields.ts';
import type { EndpointDeclaration } from '#lib/http/declaration.ts';
import { cursor, oneDirection, pageLimit, syncToken } from '#lib/http/fields.ts';
import { Message } from '#lib/messages/resources.ts';

const page = { limit: pageLimit(200), before: cursor, since: syncToken };

export const spec = {
  access: 'token',
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
    'The newest page, oldest first inside it; `next` leads to older ones. With `since`, what changed since that sync token, tombstones included, in the order of `Version`. `before` and `since` exclude each other.',
  success: {
    status: 200,
    description: 'A page',
    list: Message,
    headers: ['Link', 'X-Sync-Token'],
  },
  problems: [
    'user_not_found',
    'conversation_not_found',
    'invalid_cursor',
    'invalid_sync_token',
    'resync_required',
  ],
  // Answered with the stranger's own conversation: nothing of the one it was tried on.
  authorization: { others: { stranger: '200' } },
} as const satisfies EndpointDeclaration;
