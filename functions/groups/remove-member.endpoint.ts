import * as v from 'valibot';
import { peer } from '#lib/accounts/fields.ts';
import { conversationId } from '#lib/conversations/fields.ts';
import type { EndpointDeclaration } from '#lib/http/declaration.ts';

export const spec = {
  access: 'token',
  limit: { name: 'changes', by: 'user' },
  input: v.strictObject({ id: conversationId, username: peer }),
} as const;

export const endpoint = {
  spec,
  method: 'DELETE',
  path: '/groups/{id}/members/{username}',
  tag: 'Groups',
  summary: 'Remove a member, or leave a group',
  description:
    'Admins remove members, owners everybody. With my own name I leave, also a closed group; the last owner first makes another member an owner. The last member closes the group by leaving it. Idempotent.',
  success: { status: 204, description: 'They are no longer in the group' },
  problems: [
    'conversation_not_found',
    'member_not_found',
    'not_group_admin',
    'not_group_owner',
    'conversation_closed',
    'last_owner',
  ],
  cases: {
    'removing a member': {
      authorization: { others: { peer: '403 not_group_admin', stranger: '404 conversation_not_found' } },
    },
    leaving: { authorization: { others: { stranger: '404 conversation_not_found' } } },
  },
} as const satisfies EndpointDeclaration;
