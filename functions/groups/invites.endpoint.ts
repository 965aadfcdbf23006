import * as v from 'valibot';
import { conversationId } from '#lib/conversations/fields.ts';
import { Invite } from '#lib/groups/resources.ts';
import type { EndpointDeclaration } from '#lib/http/declaration.ts';

export const spec = {
  access: 'token',
  limit: { name: 'reads', by: 'user' },
  input: v.strictObject({ id: conversationId }),
} as const;

export const endpoint = {
  spec,
  method: 'GET',
  path: '/groups/{id}/invites',
  tag: 'Groups',
  summary: 'List the invitations to a group',
  description: 'For owners and admins: those that can still be used, without their codes.',
  success: { status: 200, description: 'The invitations, oldest first', list: Invite },
  problems: ['conversation_not_found', 'not_group_admin', 'conversation_closed'],
  authorization: { others: { peer: '403 not_group_admin', stranger: '404 conversation_not_found' } },
} as const satisfies EndpointDeclaration;
