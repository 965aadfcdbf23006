import { Profile } from '#lib/accounts/resources.ts';
import type { EndpointDeclaration } from '#lib/http/declaration.ts';
import { NoInput } from '#lib/http/fields.ts';

export const spec = {
  access: 'token',
  input: NoInput,
} as const;

export const endpoint = {
  spec,
  method: 'GET',
  path: '/me',
  tag: 'Accounts',
  summary: 'My profile',
  sdk: 'show',
  success: { status: 200, description: 'What I see of myself', output: Profile },
  session: true,
} as const satisfies EndpointDeclaration;
