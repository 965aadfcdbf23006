import * as v from 'valibot';
import { conversationId } from '#lib/conversations/fields.ts';
import type { EndpointDeclaration } from '#lib/http/declaration.ts';

export const spec = {
  access: 'token',
  limit: { name: 'changes', by: 'user' },
  input: v.strictObject({ id: conversationId }),
} as const;

export const endpoint = {
  spec,
  method: 'DELETE',
  path: '/groups/{id}',
  tag: 'Groups',
  summary: 'Close a group',
  description:
    'For owners. A closed group can be read and left; nothing else changes it, and it cannot be opened again. Idempotent.',
  success: { status: 204, description: 'The group is closed' },
  problems: ['conversation_not_found', 'not_group_owner'],
  authorization: { others: { peer: '403 not_group_owner', stranger: '404 conversation_not_found' } },
} as const satisfies EndpointDeclaration;
