import * as v from 'valibot';
import { peer } from '#lib/accounts/fields.ts';
import { conversationId } from '#lib/conversations/fields.ts';
import { role } from '#lib/groups/fields.ts';
import { Member } from '#lib/groups/resources.ts';
import type { EndpointDeclaration } from '#lib/http/declaration.ts';

export const spec = {
  access: 'token',
  limit: { name: 'changes', by: 'user' },
  input: v.strictObject({ id: conversationId, username: peer, Role: v.optional(role) }),
} as const;

export const endpoint = {
  spec,
  method: 'PUT',
  path: '/groups/{id}/members/{username}',
  tag: 'Groups',
  summary: 'Add a member, join a group, or set a role',
  description:
    'Adds a person, where the group lets me and the person does; with my own name I join a listed group. `Role` sets the role of a new or an existing member: only owners give and take `owner` and `admin`. Idempotent.',
  success: { status: 200, description: 'The member', output: Member },
  problems: [
    'conversation_not_found',
    'user_not_found',
    'not_group_admin',
    'not_group_owner',
    'invitation_needed',
    'user_blocked',
    'conversation_closed',
    'group_full',
    'too_many_groups',
    'too_many_admins',
    'last_owner',
  ],
  cases: {
    'adding a person': {
      authorization: { others: { peer: '403 not_group_admin', stranger: '404 conversation_not_found' } },
    },
    'joining a listed group': {},
    'setting a role': {
      authorization: { others: { peer: '403 not_group_owner', stranger: '404 conversation_not_found' } },
    },
  },
} as const satisfies EndpointDeclaration;
