import * as v from 'valibot';
import { conversationId } from '#lib/conversations/fields.ts';
import { inviteId } from '#lib/groups/fields.ts';
import type { EndpointDeclaration } from '#lib/http/declaration.ts';

export const spec = {
  access: 'token',
  limit: { name: 'changes', by: 'user' },
  input: v.strictObject({ id: conversationId, invite: inviteId }),
} as const;

export const endpoint = {
  spec,
  method: 'DELETE',
  path: '/groups/{id}/invites/{invite}',
  tag: 'Groups',
  summary: 'Revoke an invitation',
  description: 'For owners and admins. Who has joined with it stays. Idempotent.',
  success: { status: 204, description: 'It lets nobody in any more' },
  problems: ['conversation_not_found', 'not_group_admin', 'conversation_closed'],
  authorization: { others: { peer: '403 not_group_admin', stranger: '404 conversation_not_found' } },
} as const satisfies EndpointDeclaration;
