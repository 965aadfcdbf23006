import * as v from 'valibot';
import { conversationId } from '#lib/conversations/fields.ts';
import { Group, ListedGroup } from '#lib/groups/resources.ts';
import type { EndpointDeclaration } from '#lib/http/declaration.ts';

export const spec = {
  access: 'token',
  limit: { name: 'reads', by: 'user' },
  input: v.strictObject({ id: conversationId }),
} as const;

export const endpoint = {
  spec,
  method: 'GET',
  path: '/groups/{id}',
  tag: 'Groups',
  summary: 'Show a group',
  description:
    'To its members. While it is listed everybody sees what is needed to decide on joining; their `Role` is null.',
  sdk: 'show',
  success: { status: 200, description: 'The group', output: /* @__PURE__ */ v.union([Group, ListedGroup]) },
  problems: ['conversation_not_found'],
  authorization: { others: { peer: '200', stranger: '404 conversation_not_found' } },
} as const satisfies EndpointDeclaration;
