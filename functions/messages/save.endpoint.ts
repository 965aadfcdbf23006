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
  path: '/messages/{id}/saved',
  tag: 'Messages',
  summary: 'Save a message for oneself',
  description: 'Others do not see it. A person can save 1,000 messages. Idempotent.',
  sdk: 'save',
  success: { status: 204, description: 'It is saved' },
  problems: ['message_not_found', 'message_deleted', 'system_message', 'too_many_saved_messages'],
  authorization: { others: { peer: '204', stranger: '404 message_not_found' } },
} as const satisfies EndpointDeclaration;
