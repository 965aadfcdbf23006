import * as v from 'valibot';
import { avatarOrPicture } from '#lib/accounts/fields.ts';
import { conversationId } from '#lib/conversations/fields.ts';
import { groupName, groupSettings, topic } from '#lib/groups/fields.ts';
import { Group } from '#lib/groups/resources.ts';
import type { EndpointDeclaration } from '#lib/http/declaration.ts';

export const spec = {
  access: 'token',
  limit: { name: 'changes', by: 'user' },
  input: v.pipe(
    v.strictObject({
      id: conversationId,
      Name: v.optional(groupName),
      Topic: v.optional(topic),
      Avatar: v.optional(v.nullable(avatarOrPicture)),
      ...groupSettings,
    }),
    v.check((fields) => Object.keys(fields).length > 1, 'must have at least one field to change'),
  ),
} as const;

export const endpoint = {
  spec,
  method: 'PATCH',
  path: '/groups/{id}',
  tag: 'Groups',
  summary: 'Rename a group, or change its settings',
  description:
    'For owners and admins. At least one field; absent fields stay. A blank topic, or an avatar of `null`, clears it. A picture is as in `PATCH /me`.',
  idempotent: true,
  bodyRule: { minProperties: 1 },
  success: { status: 200, description: 'The changed group', output: Group },
  problems: [
    'conversation_not_found',
    'not_group_admin',
    'conversation_closed',
    'attachment_not_found',
    'attachment_not_uploaded',
    'attachment_in_use',
    'attachment_refused',
    'attachment_pending',
    'files_unavailable',
  ],
  authorization: { others: { peer: '403 not_group_admin', stranger: '404 conversation_not_found' } },
} as const satisfies EndpointDeclaration;
