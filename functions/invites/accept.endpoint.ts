import * as v from 'valibot';
import { inviteCode } from '#lib/groups/fields.ts';
import { Group } from '#lib/groups/resources.ts';
import type { EndpointDeclaration } from '#lib/http/declaration.ts';

export const spec = {
  access: 'token',
  limit: { name: 'changes', by: 'user' },
  input: v.strictObject({ code: inviteCode }),
} as const;

export const endpoint = {
  spec,
  method: 'POST',
  path: '/invites/{code}',
  tag: 'Groups',
  summary: 'Join a group by an invitation',
  description: 'Members who use a code change nothing.',
  idempotent: true,
  success: { status: 200, description: 'The group', output: Group },
  problems: ['invite_expired', 'group_full', 'too_many_groups'],
  authorization: { others: { peer: '200', stranger: '200' } },
} as const satisfies EndpointDeclaration;
