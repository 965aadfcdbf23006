import * as v from 'valibot';
import { inviteCode } from '#lib/groups/fields.ts';
import { GroupPreview } from '#lib/groups/resources.ts';
import type { EndpointDeclaration } from '#lib/http/declaration.ts';

export const spec = {
  access: 'token',
  limit: { name: 'lookups', by: 'user' },
  input: v.strictObject({ code: inviteCode }),
} as const;

export const endpoint = {
  spec,
  method: 'GET',
  path: '/invites/{code}',
  tag: 'Groups',
  summary: 'Show the group of an invitation',
  description: 'To every person with its code.',
  success: { status: 200, description: 'The group', output: GroupPreview },
  problems: ['invite_expired'],
  authorization: { others: { peer: '200', stranger: '200' } },
} as const satisfies EndpointDeclaration;
