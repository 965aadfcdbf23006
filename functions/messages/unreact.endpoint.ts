import * as v from 'valibot';
import type { EndpointDeclaration } from '#lib/http/declaration.ts';
import { text } from '#lib/http/fields.ts';
import { emoji } from '#lib/messages/fields.ts';

export const spec = {
  access: 'token',
  limit: { name: 'edits', by: 'user' },
  admission: 'handler',
  input: v.strictObject({ id: text, emoji }),
} as const;

export const endpoint = {
  spec,
  method: 'DELETE',
  path: '/messages/{id}/reactions/{emoji}',
  tag: 'Messages',
  summary: 'Take a reaction back',
  description: 'Idempotent.',
  sdk: 'unreact',
  success: { status: 204, description: 'There is no such reaction of yours' },
  problems: ['message_not_found', 'message_deleted', 'user_blocked', 'system_message', 'conversation_closed'],
  authorization: { others: { peer: '204', stranger: '404 message_not_found' } },
} as const satisfies EndpointDeclaration;
