import * as v from 'valibot';
import { peer } from '#lib/accounts/fields.ts';
import type { EndpointDeclaration } from '#lib/http/declaration.ts';

export const spec = {
  access: 'token',
  input: v.strictObject({ username: peer }),
} as const;

export const endpoint = {
  spec,
  method: 'DELETE',
  path: '/blocks/{username}',
  tag: 'People',
  summary: 'Unblock somebody',
  description: 'What they sent meanwhile stays unseen. Unblocking whom one does not block changes nothing.',
  success: { status: 204, description: 'They are not blocked' },
} as const satisfies EndpointDeclaration;
