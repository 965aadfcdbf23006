import { Profile } from '#lib/accounts/resources.ts';
import type { EndpointDeclaration } from '#lib/http/declaration.ts';
import { NoInput } from '#lib/http/fields.ts';

export const spec = {
  access: 'token',
  limit: { name: 'reads', by: 'user' },
  input: NoInput,
} as const;

export const endpoint = {
  spec,
  method: 'GET',
  path: '/me',
  tag: 'Accounts',
  summary: 'Show the own profile',
  sdk: 'show',
  success: { status: 200, description: 'The own profile', output: Profile },
} as const satisfies EndpointDeclaration;
