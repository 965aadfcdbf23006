import * as v from 'valibot';
import { peer } from '#lib/accounts/fields.ts';
import type { EndpointDeclaration } from '#lib/http/declaration.ts';

export const spec = {
  access: 'token',
  limit: { name: 'blocks', by: 'user' },
  input: v.strictObject({ username: peer }),
} as const;

export const endpoint = {
  spec,
  method: 'DELETE',
  path: '/blocks/{username}',
  tag: 'People',
  summary: 'Unblock a user',
  description: 'Messages that the user sent during the block stay hidden. Idempotent.',
  success: { status: 204, description: 'The user is not blocked' },
} as const satisfies EndpointDeclaration;
