import * as v from 'valibot';
import { Conversation } from '#lib/conversations/resources.ts';
import type { EndpointDeclaration } from '#lib/http/declaration.ts';
import { cursor, oneDirection, pageLimit, syncToken } from '#lib/http/fields.ts';

export const spec = {
  access: 'token',
  limit: { name: 'reads', by: 'user' },
  input: v.pipe(
    v.strictObject({
      limit: pageLimit(100),
      before: cursor,
      since: syncToken,
      requests: v.optional(v.picklist(['only', 'without'], 'must be only or without')),
      pinned: v.optional(v.picklist(['first'], 'must be first')),
    }),
    oneDirection(),
    v.check(
      ({ since, requests }) => since === undefined || requests === undefined,
      'must not have both since and requests: a sync has all changes',
    ),
    v.check(
      ({ before, since, pinned }) => pinned === undefined || (before === undefined && since === undefined),
      'must not have pinned with before or since: only the first page begins with pinned conversations',
    ),
  ),
} as const;

export const endpoint = {
  spec,
  method: 'GET',
  path: '/conversations',
  tag: 'Conversations',
  summary: 'List conversations (the inbox)',
  description:
    'Newest activity first. With `since`, the changes since that sync token, oldest change first. `before` and `since` exclude each other. `requests=only` lists the conversations that wait for my answer, `requests=without` all but those and ignored ones; without it all are listed. With `pinned=first` the page begins with all conversations that I have pinned, at most 10 beyond `limit`; later pages have them in their place again.',
  sdk: 'list',
  success: {
    status: 200,
    description: 'A page',
    list: Conversation,
    headers: ['Link', 'X-Sync-Token'],
  },
  problems: ['invalid_cursor', 'invalid_sync_token', 'resync_required'],
} as const satisfies EndpointDeclaration;
