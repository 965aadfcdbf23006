import * as v from 'valibot';
import type { EndpointDeclaration } from '#lib/http/declaration.ts';
import { text } from '#lib/http/fields.ts';

export const spec = {
  access: 'token',
  limit: { name: 'edits', by: 'user' },
  input: v.strictObject({ id: text }),
} as const;

export const endpoint = {
  spec,
  method: 'DELETE',
  path: '/messages/{id}/saved',
  tag: 'Messages',
  summary: 'Remove a message from the saved ones',
  description: 'Idempotent, also for a message that the user cannot see any more.',
  sdk: 'unsave',
  success: { status: 204, description: 'It is not saved' },
} as const satisfies EndpointDeclaration;
