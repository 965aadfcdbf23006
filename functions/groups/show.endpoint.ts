import * as v from 'valibot';
import { conversationId } from '#lib/conversations/fields.ts';
import { Group } from '#lib/groups/resources.ts';
import type { EndpointDeclaration } from '#lib/http/declaration.ts';

export const spec = {
  access: 'token',
  limit: { name: 'reads', by: 'user' },
  input: v.strictObject({ id: conversationId }),
} as const;

export const endpoint = {
  spec,
  method: 'GET',
  path: '/groups/{id}',
  tag: 'Groups',
  summary: 'Show a group',
  description: 'To its members, and to everybody while it is listed.',
  sdk: 'show',
  success: { status: 200, description: 'The group', output: Group },
  problems: ['conversation_not_found'],
  authorization: { others: { peer: '200', stranger: '404 conversation_not_found' } },
} as const satisfies EndpointDeclaration;
