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
  method: 'PUT',
  path: '/messages/{id}/reactions/{emoji}',
  tag: 'Messages',
  summary: 'React to a message',
  description:
    'Adds one emoji, in its place in the path percent-encoded. A message takes 20 different emoji and 500 reactions. Idempotent.',
  sdk: 'react',
  success: { status: 204, description: 'The reaction is there' },
  problems: [
    'message_not_found',
    'message_deleted',
    'user_blocked',
    'too_many_reactions',
    'system_message',
    'conversation_closed',
  ],
  authorization: { others: { peer: '204', stranger: '404 message_not_found' } },
} as const satisfies EndpointDeclaration;
