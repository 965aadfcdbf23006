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
  path: '/messages/{id}',
  tag: 'Messages',
  summary: 'Delete an own message',
  description: 'Leaves a tombstone. Idempotent.',
  sdk: 'delete',
  success: { status: 204, description: 'The message is deleted' },
  problems: ['message_not_found', 'not_your_message', 'system_message'],
  authorization: {
    others: { peer: '403 not_your_message', stranger: '404 message_not_found' },
  },
} as const satisfies EndpointDeclaration;
