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
  path: '/me/push',
  tag: 'Sessions',
  summary: 'Get no more notifications on this device',
  sdk: 'unsubscribe',
  success: { status: 204, description: 'The session has no subscription' },
} as const satisfies EndpointDeclaration;
