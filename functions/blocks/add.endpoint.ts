import * as v from 'valibot';
import { peer } from '#lib/accounts/fields.ts';
import { Block } from '#lib/blocks/resources.ts';
import type { EndpointDeclaration } from '#lib/http/declaration.ts';

export const spec = {
  access: 'token',
  limit: { name: 'blocks', by: 'user' },
  input: v.strictObject({ username: peer }),
} as const;

export const endpoint = {
  spec,
  method: 'PUT',
  path: '/blocks/{username}',
  tag: 'People',
  summary: 'Block a user',
  description:
    'Stops messages, typing and presence in both directions. The blocked user is not notified. Idempotent.',
  success: { status: 200, description: 'The user is blocked', output: Block },
  problems: ['user_not_found'],
} as const satisfies EndpointDeclaration;
