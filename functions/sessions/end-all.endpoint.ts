import type { EndpointDeclaration } from '#lib/http/declaration.ts';
import { NoInput } from '#lib/http/fields.ts';

export const spec = {
  access: 'token',
  limit: { name: 'changes', by: 'user' },
  input: NoInput,
} as const;

export const endpoint = {
  spec,
  method: 'DELETE',
  path: '/sessions',
  tag: 'Sessions',
  summary: 'Log out all devices',
  success: { status: 204, description: 'All sessions have ended', headers: ['Set-Cookie'] },
} as const satisfies EndpointDeclaration;
