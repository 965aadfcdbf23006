import * as v from 'valibot';
import { peer } from '#lib/accounts/fields.ts';
import type { EndpointDeclaration } from '#lib/http/declaration.ts';
import { pageLimit } from '#lib/http/fields.ts';
import { Message } from '#lib/messages/resources.ts';

export const spec = {
  access: 'token',
  limit: { name: 'reads', by: 'user' },
  // A username or a conversation's id; an id begins with "~".
  input: v.strictObject({ conversation: peer, limit: pageLimit(50) }),
} as const;

export const endpoint = {
  spec,
  method: 'GET',
  path: '/conversations/{conversation}/pins',
  tag: 'Conversations',
  summary: 'List the pinned messages',
  description: 'At most 50, the one that was pinned last first. Deleted messages are not among them.',
  sdk: 'pins',
  success: { status: 200, description: 'All of them', list: Message },
  problems: ['conversation_not_found'],
  authorization: { others: { stranger: '404 conversation_not_found' } },
} as const satisfies EndpointDeclaration;
