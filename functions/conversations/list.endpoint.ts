import * as v from 'valibot';
import { Conversation } from '#lib/conversations/resources.ts';
import type { EndpointDeclaration } from '#lib/http/declaration.ts';
import { cursor, oneDirection, pageLimit, syncToken } from '#lib/http/fields.ts';

export const spec = {
  access: 'token',
  limit: { name: 'reads', by: 'user' },
  input: v.pipe(v.strictObject({ limit: pageLimit(100), before: cursor, since: syncToken }), oneDirection()),
} as const;

export const endpoint = {
  spec,
  method: 'GET',
  path: '/conversations',
  tag: 'Conversations',
  summary: 'List conversations (the inbox)',
  description:
    'Newest activity first. With `since`, the changes since that sync token, oldest change first. `before` and `since` exclude each other.',
  sdk: 'list',
  success: {
    status: 200,
    description: 'A page',
    list: Conversation,
    headers: ['Link', 'X-Sync-Token'],
  },
  problems: ['invalid_cursor', 'invalid_sync_token', 'resync_required'],
} as const satisfies EndpointDeclaration;
