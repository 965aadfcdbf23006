import * as v from 'valibot';
import { peer } from '#lib/accounts/fields.ts';
import { Person } from '#lib/accounts/resources.ts';
import type { EndpointDeclaration } from '#lib/http/declaration.ts';

export const spec = {
  access: 'token',
  input: v.strictObject({ username: peer }),
} as const;

export const endpoint = {
  spec,
  method: 'GET',
  path: '/Users/{username}',
  tag: 'People',
  summary: 'A profile, and whether they are online',
  sdk: 'show',
  success: { status: 200, description: 'What everybody may see of them', output: Person },
  problems: ['user_not_found'],
} as const satisfies EndpointDeclaration;
