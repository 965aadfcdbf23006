import * as v from 'valibot';
import { peer } from '#lib/accounts/fields.ts';
import { Person } from '#lib/accounts/resources.ts';
import type { EndpointDeclaration } from '#lib/http/declaration.ts';

export const spec = {
  access: 'token',
  limit: { name: 'lookups', by: 'user' },
  input: v.strictObject({ username: peer }),
} as const;

export const endpoint = {
  spec,
  method: 'GET',
  path: '/Users/{username}',
  tag: 'People',
  summary: 'Show a user’s profile and presence',
  sdk: 'show',
  success: { status: 200, description: 'The public part of the profile', output: Person },
  problems: ['user_not_found'],
} as const satisfies EndpointDeclaration;
