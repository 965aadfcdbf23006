import type { EndpointDeclaration } from '#lib/http/declaration.ts';
import { NoInput } from '#lib/http/fields.ts';
import { Session } from '#lib/sessions/resources.ts';

export const spec = {
  access: 'token',
  limit: { name: 'reads', by: 'user' },
  input: NoInput,
} as const;

export const endpoint = {
  spec,
  method: 'GET',
  path: '/sessions',
  tag: 'Sessions',
  summary: 'List the own sessions',
  success: { status: 200, description: 'The sessions, most recently used first', list: Session },
} as const satisfies EndpointDeclaration;
