import * as v from 'valibot';
import { conversationId } from '#lib/conversations/fields.ts';
import { Member } from '#lib/groups/resources.ts';
import type { EndpointDeclaration } from '#lib/http/declaration.ts';
import { cursor, pageLimit } from '#lib/http/fields.ts';

export const spec = {
  access: 'token',
  limit: { name: 'reads', by: 'user' },
  input: v.strictObject({ id: conversationId, limit: pageLimit(100), after: cursor }),
} as const;

export const endpoint = {
  spec,
  method: 'GET',
  path: '/groups/{id}/members',
  tag: 'Groups',
  summary: 'List the members of a group',
  description: 'To its members, in the order of the usernames.',
  success: { status: 200, description: 'A page of members', list: Member, headers: ['Link'] },
  problems: ['conversation_not_found', 'invalid_cursor'],
  authorization: { others: { peer: '200', stranger: '404 conversation_not_found' } },
} as const satisfies EndpointDeclaration;
