import * as v from 'valibot';
import type { EndpointDeclaration } from '#lib/http/declaration.ts';
import { text } from '#lib/http/fields.ts';

export const spec = {
  access: 'token',
  limit: { name: 'edits', by: 'user' },
  admission: 'handler',
  input: v.strictObject({ id: text }),
} as const;

export const endpoint = {
  spec,
  method: 'PUT',
  path: '/messages/{id}/pin',
  tag: 'Messages',
  summary: 'Pin a message',
  description:
    'Both members of a direct conversation can, and the admins of a group, in which a system message tells of it. A conversation has at most 50 pinned messages. Idempotent.',
  sdk: 'pin',
  success: { status: 204, description: 'It is pinned' },
  problems: [
    'message_not_found',
    'message_deleted',
    'user_blocked',
    'not_group_admin',
    'system_message',
    'conversation_closed',
    'too_many_pinned_messages',
  ],
  authorization: { others: { peer: '204', stranger: '404 message_not_found' } },
} as const satisfies EndpointDeclaration;
