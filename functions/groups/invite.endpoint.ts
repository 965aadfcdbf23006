import * as v from 'valibot';
import { conversationId } from '#lib/conversations/fields.ts';
import { expiresIn, maxUses } from '#lib/groups/fields.ts';
import { CreatedInvite } from '#lib/groups/resources.ts';
import type { EndpointDeclaration } from '#lib/http/declaration.ts';

export const spec = {
  access: 'token',
  limit: { name: 'changes', by: 'user' },
  input: v.strictObject({
    id: conversationId,
    ExpiresIn: v.optional(expiresIn),
    MaxUses: v.optional(maxUses),
  }),
} as const;

export const endpoint = {
  spec,
  method: 'POST',
  path: '/groups/{id}/invites',
  tag: 'Groups',
  summary: 'Make an invitation to a group',
  description:
    'For owners and admins. Every person with the `Code`, which only this answer contains, may join. `ExpiresIn` is in seconds, seven days by default; without `MaxUses` it lets in any number of people.',
  success: { status: 201, description: 'The invitation', output: CreatedInvite },
  problems: ['conversation_not_found', 'not_group_admin', 'conversation_closed', 'too_many_invites'],
  authorization: { others: { peer: '403 not_group_admin', stranger: '404 conversation_not_found' } },
} as const satisfies EndpointDeclaration;
