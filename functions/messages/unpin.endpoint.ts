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
  method: 'DELETE',
  path: '/messages/{id}/pin',
  tag: 'Messages',
  summary: 'Unpin a message',
  description: 'Who may pin may unpin. Idempotent.',
  sdk: 'unpin',
  success: { status: 204, description: 'It is not pinned' },
  problems: [
    'message_not_found',
    'message_deleted',
    'user_blocked',
    'not_group_admin',
    'system_message',
    'conversation_closed',
  ],
  authorization: { others: { peer: '204', stranger: '404 message_not_found' } },
} as const satisfies EndpointDeclaration;
