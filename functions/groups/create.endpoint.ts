import * as v from 'valibot';
import { avatar } from '#lib/accounts/fields.ts';
import { groupName, groupSettings, members, topic } from '#lib/groups/fields.ts';
import { CreatedGroup } from '#lib/groups/resources.ts';
import { MESSAGE_BODY_MAX_BYTES } from '#lib/http/body-size.ts';
import type { EndpointDeclaration } from '#lib/http/declaration.ts';
import { clientId } from '#lib/messages/fields.ts';

export const spec = {
  access: 'token',
  limit: { name: 'groups', by: 'user' },
  bodyMax: MESSAGE_BODY_MAX_BYTES,
  input: v.strictObject({
    Name: groupName,
    Topic: v.optional(topic),
    Avatar: v.optional(v.nullable(avatar)),
    Members: members,
    ...groupSettings,
    ClientId: clientId,
  }),
} as const;

export const endpoint = {
  spec,
  method: 'POST',
  path: '/groups',
  tag: 'Groups',
  summary: 'Make a group',
  description:
    'The creator is its owner. `NotAdded` names the people who have to be invited, because they do not let this person add them. Requests with the same fields and ClientId make one group.',
  idempotent: true,
  sdk: 'create',
  success: { status: 201, description: 'The group', output: CreatedGroup },
  problems: ['user_not_found', 'conversation_not_found', 'too_many_groups', 'client_id_conflict'],
} as const satisfies EndpointDeclaration;
